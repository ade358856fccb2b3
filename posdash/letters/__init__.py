"""E-mails: their words, the mail server, the outbox."""
