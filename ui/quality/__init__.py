"""Pieces of the page of quality: scores, and the life of an issue."""
