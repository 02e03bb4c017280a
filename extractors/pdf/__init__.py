"""PDF: text with its boxes in reading order, tables, forms, comments, attachments, scans."""
