"""Imports on the screen."""
