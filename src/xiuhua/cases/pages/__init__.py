"""The loop on the screen."""
