"""The kinds of file the ground takes."""
