"""What belongs together: linkers that find it, a graph to walk, and indexes to search; plugins of the core."""
