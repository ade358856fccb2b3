"""What the places between two ends are called."""

from posdash.bank import Dimension
from posdash.survey import UNSURE


def place_name(dimension: Dimension, place: int, points: int) -> str:
    """A place of `points` as a screen reader says it; UNSURE stands apart."""
    if place == UNSURE:
        return "Not sure"
    near = {1: dimension.left.label, points: dimension.right.label}
    if points % 2:
        near[(points + 1) // 2] = "the middle"
    return f"{place} of {points}" + (f", {near[place]}" if place in near else "")
