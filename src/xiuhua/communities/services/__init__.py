"""Every write of communities, by noun."""
