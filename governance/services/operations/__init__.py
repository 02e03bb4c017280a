"""Whether all is well, and who has a key."""
