"""posdash: self-assessment of teams, as the way into a conversation."""

__version__ = "0.4.0"
