"""Words of communities, by noun."""
