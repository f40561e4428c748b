"""Questions of those who are told."""
