"""Orders and calls of the demo district, lately and while one looks; each noun has its own module."""
