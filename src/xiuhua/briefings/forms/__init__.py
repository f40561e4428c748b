"""Forms of briefings."""
