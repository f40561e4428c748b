"""What the acts of inspections ask of a person."""
