"""Devices on the screen."""
