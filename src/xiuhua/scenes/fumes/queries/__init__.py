"""Questions about kitchens, their readings, and what followed."""
