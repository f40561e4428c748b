"""The rules of the loop: plain Python, no database, no clock of their own."""
