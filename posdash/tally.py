"""A tally: how many answers stand at each point of one dimension, for one group and facet."""

from collections.abc import Iterable
from dataclasses import dataclass

from posdash.survey import UNSURE, Facet


@dataclass(frozen=True, slots=True)
class Key:
    """Which tally: whose, of what, about which dimension and which of its two questions."""

    group: int
    subject: str
    dimension: str
    facet: Facet


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts at the points 1..K, and how many were not sure (they are in no count)."""

    counts: tuple[int, ...]
    unsure: int = 0

    @property
    def n(self) -> int:
        """How many people placed it; those who were not sure did not."""
        return sum(self.counts)

    def __add__(self, other: "Tally") -> "Tally":
        both = zip(self.counts, other.counts, strict=True)
        return Tally(tuple(a + b for a, b in both), self.unsure + other.unsure)


def count(places: Iterable[int], scale: int) -> Tally:
    """Count places 1..scale; UNSURE is counted apart. Raises ValueError outside the scale."""
    counts = [0] * (scale + 1)
    for place in places:
        if not UNSURE <= place <= scale:
            raise ValueError(f"a place of {place} does not fit a scale of {scale} points")
        counts[place] += 1
    return Tally(tuple(counts[1:]), counts[UNSURE])
