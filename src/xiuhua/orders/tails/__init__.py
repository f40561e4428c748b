"""What orders and calls follow in the log; each noun has its own module."""
