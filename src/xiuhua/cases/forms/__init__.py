"""What the acts of the loop ask of a person."""
