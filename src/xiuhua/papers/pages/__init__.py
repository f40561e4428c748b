"""Pages of phrases and documents."""
