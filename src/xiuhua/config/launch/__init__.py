"""Sets one machine up and keeps the product running on it.

Runs before the virtual environment exists: the standard library only, any Python from 3.11.
"""
