"""What people see of spoil."""
