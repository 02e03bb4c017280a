"""From places to a catalog: what is there, reading it, writing it, and forgetting it."""
