"""What the API of the loop takes and gives."""
