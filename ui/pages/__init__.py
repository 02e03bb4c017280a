"""The console's pages, one a module."""
