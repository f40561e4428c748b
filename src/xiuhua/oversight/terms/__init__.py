"""Words of oversight."""
