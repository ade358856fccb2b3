"""What somebody may see from where they stand."""
