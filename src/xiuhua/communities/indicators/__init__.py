"""The figures that communities declare."""
