"""Inspections and findings on the screen."""
