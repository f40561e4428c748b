"""The map layers of the ground."""
