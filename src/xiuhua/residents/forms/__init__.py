"""The forms of the ways in."""
