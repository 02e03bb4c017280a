"""Tables whose columns are known."""
