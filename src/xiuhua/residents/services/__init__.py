"""Every write of the ways in."""
