"""Which contents belong together, and which names are of one thing."""
