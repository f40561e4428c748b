"""What communities ask of people, by noun."""
