"""Archives and compressed files: members become files of their own."""
