"""Web pages, and the HTML inside mails and e-books."""
