"""What catering fume is judged by."""
