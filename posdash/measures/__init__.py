"""Arrays of counts in, numbers out: plain arithmetic, each measure with its source."""
