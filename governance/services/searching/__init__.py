"""What is found for a question, and the passages that answer it."""
