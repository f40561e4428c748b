"""Questions of briefings."""
