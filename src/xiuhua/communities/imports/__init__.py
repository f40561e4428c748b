"""The kinds of file that communities take."""
