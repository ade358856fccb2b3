"""A round from the plan to its end."""
