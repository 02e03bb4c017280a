"""Mail of every kind: eml, mailboxes, Outlook messages; calendars and address cards."""
