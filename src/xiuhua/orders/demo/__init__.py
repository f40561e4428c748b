"""What happens to orders and calls of the demo district while one looks; each noun has its own module."""
