"""Documents of word processors and slide programs, by the formats they are kept in."""
