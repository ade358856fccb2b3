"""Routes beside the pages, who looks at a page, what every answer carries."""
