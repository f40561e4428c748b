"""Questions about communities, by noun."""
