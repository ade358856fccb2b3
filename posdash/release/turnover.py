"""Whether so few joined, left or stayed since an earlier round that it would tell of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Who belonged to a group when a round opened.

    `unknown` counts those who may have answered beside the `members`: they
    have been deleted since, or never stood in the list.
    """

    members: frozenset[int] = frozenset()
    unknown: int = 0

    def __add__(self, other: "Snapshot") -> "Snapshot":
        return Snapshot(self.members | other.members, self.unknown + other.unknown)


def few_changed(earlier: Snapshot, later: Snapshot, k: int) -> bool:
    """Whether 1 to k - 1 may have joined, left or stayed.

    Whoever is unknown may be anybody, so each number is a range.
    """
    joined = len(later.members - earlier.members)
    left = len(earlier.members - later.members)
    stayed = len(earlier.members & later.members)
    ranges = (
        (joined - earlier.unknown, joined + later.unknown),
        (left - later.unknown, left + earlier.unknown),
        (stayed, stayed + earlier.unknown + later.unknown),
    )
    return any(low < k and high > 0 for low, high in ranges)
