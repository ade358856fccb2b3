"""Question banks: what they hold, which there are, how their files are read."""
