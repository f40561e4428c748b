"""The figures of orders and calls; each noun has its own module. `evaluation` computes them."""
