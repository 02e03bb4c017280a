"""From what was read to evidence: what is in a text, what it is about, and its pieces as an encoder takes them."""
