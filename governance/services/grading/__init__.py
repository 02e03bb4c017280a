"""Evidence to verdicts, verdicts with decisions to grades, and keeping them up to date."""
