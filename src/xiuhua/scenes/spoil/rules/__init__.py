"""What is decided about spoil: pure functions of values, no clock, no database."""
