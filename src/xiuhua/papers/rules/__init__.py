"""Decisions about papers and phrases that need no table."""
