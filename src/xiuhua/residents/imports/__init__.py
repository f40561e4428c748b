"""The kinds of file that the ways in take."""
