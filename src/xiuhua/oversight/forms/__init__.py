"""What the acts of oversight ask of a person."""
