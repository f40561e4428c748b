"""The shape of what the API of the ways in takes and tells."""
