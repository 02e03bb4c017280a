"""Extractors: one file in, one extraction out. Parsers run in the confined processes of `sandbox` alone."""
