"""Training: one command a model, config, seed, resumable, CPU or GPU; data by path, nothing of the data in here."""
