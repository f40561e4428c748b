"""Rules of oversight."""
