"""Doors of the files: what leaves, and what is shown to everybody."""
