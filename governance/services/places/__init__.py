"""Where things lie: sources by their URIs, how they are reached, and who may read what there."""
