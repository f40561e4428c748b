"""What the acts on the ground ask of a person."""
