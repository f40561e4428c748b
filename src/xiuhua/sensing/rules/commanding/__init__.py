"""Commands to devices: how far they may come, what may be told, and what an interlock says."""
