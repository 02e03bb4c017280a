"""The review desk: a queue that is always one item ahead, the item's evidence, the decision, and groups of items."""
