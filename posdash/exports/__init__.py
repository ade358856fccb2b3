"""Findings to take away."""
