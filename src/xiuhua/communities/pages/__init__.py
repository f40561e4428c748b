"""Communities on the screen, by noun."""
