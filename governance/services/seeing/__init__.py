"""What a caller may see, in pages that tell nothing of the rest, and which assets he means."""
