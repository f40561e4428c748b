"""What the acts on certificates ask of a person."""
