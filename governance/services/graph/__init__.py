"""How assets hang together, what is said of them, who can reach them, and how levels spread."""
