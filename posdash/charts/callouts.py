"""Labels beside their marks: none touches another label or a mark, none leaves the plot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin
from typing import NamedTuple

NEAR = 16  # pixels: marks closer than that share one label
DOT = 7  # pixels around the middle of a mark that stay free
FAR = 24  # pixels from which a line leads from a mark to its label


class Point(NamedTuple):
    """A place in pixels."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in pixels, by its middle."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: "Rect") -> bool:
        """Whether the two share more than an edge."""
        return (
            abs(self.x - other.x) * 2 < self.width + other.width
            and abs(self.y - other.y) * 2 < self.height + other.height
        )

    def holds(self, other: "Rect") -> bool:
        """Whether the other lies in this one."""
        return (
            abs(self.x - other.x) * 2 <= self.width - other.width
            and abs(self.y - other.y) * 2 <= self.height - other.height
        )

    def far_from(self, point: Point) -> bool:
        """Whether a reader would need a line to find the way to it."""
        across = max(0.0, abs(self.x - point.x) - self.width / 2)
        return hypot(across, max(0.0, abs(self.y - point.y) - self.height / 2)) > FAR


def around(point: Point) -> Rect:
    """What a mark covers."""
    return Rect(point.x, point.y, 2 * DOT, 2 * DOT)


def near_each_other(points: Sequence[Point]) -> list[list[int]]:
    """Which points lie so near that they share a label: their places in the sequence."""
    found: list[list[int]] = []
    for at, point in enumerate(points):
        near = [
            group
            for group in found
            if any(hypot(point.x - points[i].x, point.y - points[i].y) < NEAR for i in group)
        ]
        found = [group for group in found if group not in near]
        found.append(sorted([at, *(i for group in near for i in group)]))
    return sorted(found)


def free_place(
    point: Point, width: float, height: float, plot: Rect, taken: Sequence[Rect], *, reach: float
) -> Rect | None:
    """Where a label of that size fits nearest to a point, at most `reach` pixels off, or None."""
    for x, y in _candidates(point, width, height, reach):
        found = Rect(x, y, width, height)
        if plot.holds(found) and not any(found.meets(rect) for rect in taken):
            return found
    return None


def _candidates(point: Point, width: float, height: float, reach: float) -> Iterator[Point]:
    aside, over = width / 2 + DOT + 2, height / 2 + DOT + 1
    for away in range(0, int(reach) + 1, 4):
        yield Point(point.x + aside + away, point.y)
        yield Point(point.x - aside - away, point.y)
        for turn in range(16):
            angle = pi / 2 + turn * pi / 8
            yield Point(point.x + (aside + away) * cos(angle), point.y + (over + away) * sin(angle))
