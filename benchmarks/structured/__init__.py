"""Identifiers in sentences: made by rule, and written by people who had not seen the detectors."""
