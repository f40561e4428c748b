"""What the pages of orders and calls ask of a person; each noun has its own module."""
