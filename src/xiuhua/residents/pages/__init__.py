"""The pages of the ways in."""
