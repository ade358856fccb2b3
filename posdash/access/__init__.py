"""Who asks, what they may do, what they did."""
