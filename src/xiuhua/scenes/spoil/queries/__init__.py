"""Questions about spoil, by noun."""
