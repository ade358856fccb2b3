"""posdash: self-assessment of teams, as the way into a conversation."""
