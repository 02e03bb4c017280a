"""Text of every kind: plain, code, JSON, XML, graph data."""
