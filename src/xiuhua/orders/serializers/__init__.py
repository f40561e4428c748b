"""The shape of what comes in and goes out by the doors."""
