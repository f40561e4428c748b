"""Every write of spoil, by noun."""
