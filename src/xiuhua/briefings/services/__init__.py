"""Writes of briefings."""
