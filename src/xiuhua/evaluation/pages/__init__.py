"""Figures on the screen, and the records behind each."""
