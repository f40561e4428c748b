"""Questions about oversight."""
