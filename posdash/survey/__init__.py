"""What is asked and counted: rounds, groups, tallies; no rule, no database."""
