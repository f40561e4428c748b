"""What the API of the ground takes and gives."""
