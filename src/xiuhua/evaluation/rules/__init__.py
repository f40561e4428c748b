"""Periods, conditions as SQL, and what counts make of a figure."""
