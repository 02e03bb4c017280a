"""Slides (pptx)."""
