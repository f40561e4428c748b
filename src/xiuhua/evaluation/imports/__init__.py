"""The kinds of file that evaluation takes."""
