"""What `docs/generate.py` writes into the pages, and what records their examples and takes their pictures."""
