"""What oversight follows in the log."""
