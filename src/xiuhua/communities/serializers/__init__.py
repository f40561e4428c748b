"""Communities as the API takes and gives them, by noun."""
