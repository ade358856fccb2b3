"""A finding becomes a figure, with its words and its table."""
