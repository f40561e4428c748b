"""Devices that are played: they build their frames themselves, so that a fault of our codecs is not shared.

Nothing here imports `codecs`; pyproject.toml holds it to that.
"""
