"""Tables and SQL; knows nothing of what the rows mean."""
