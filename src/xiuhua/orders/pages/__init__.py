"""The pages of orders and calls; each noun has its own module."""
