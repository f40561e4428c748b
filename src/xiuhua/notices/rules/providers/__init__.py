"""What each provider is asked, and how its answers are read; each module names the public documents.

Nothing here reaches the network: a call is a value, an answer is a value.
"""
