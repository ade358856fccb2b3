"""The coach's hour: agenda, meeting, notes, words and votes, proxy answers, beliefs."""
