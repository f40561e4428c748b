"""Commands in the words of each protocol."""
