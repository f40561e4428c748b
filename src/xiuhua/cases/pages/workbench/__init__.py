"""The workbench: what waits, the case that is open, and the map around it."""
