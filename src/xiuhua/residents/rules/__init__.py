"""What the ways in decide by values alone."""
