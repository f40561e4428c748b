"""What the demo district's communities did lately; each noun has its own module."""
