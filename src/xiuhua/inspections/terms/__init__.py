"""Words of inspections, by noun."""
