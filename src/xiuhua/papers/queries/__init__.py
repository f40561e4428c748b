"""Questions about papers and phrases."""
