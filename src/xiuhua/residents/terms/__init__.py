"""The fixed words of the ways in."""
