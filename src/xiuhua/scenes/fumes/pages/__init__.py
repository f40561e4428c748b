"""What people see of catering fume."""
