"""Every way devices, and what they send, can change."""
