"""What the acts of sensing ask of a person."""
