"""One text or file without a trace: what it is, and a copy of it without a value in clear."""
