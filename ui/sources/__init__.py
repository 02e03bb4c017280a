"""Pieces of the page of sources: adding one, one at a glance, its scope, the estimate and the progress."""
