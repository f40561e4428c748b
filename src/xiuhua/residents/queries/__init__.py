"""Questions about what came in by the ways of this app."""
