"""What orders and calls do behind the pages; each noun has its own module."""
