"""Certificates on the screen."""
