"""Vectors, words and looks of contents: made, kept in SQL, and published to the indexes."""
