"""Pure rules of briefings."""
