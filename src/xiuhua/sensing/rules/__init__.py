"""What sensing decides: pure functions and frozen values."""
