"""The core: nouns, policies, quality, store, services, and the faces that people and programs meet."""
