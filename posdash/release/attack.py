"""What follows from sets of people by adding and subtracting them: the attack the gate must stand.

A viewer who is shown the sums of several sets knows every combination of them.
This module knows nothing of the rules by which the sets were chosen.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TypeVar

A = TypeVar("A", bound=Hashable)
Row = dict[int, Fraction]
MOST_PARTS = 4  # of a crossing that are looked at together; trees never cross


@dataclass(frozen=True, slots=True)
class Shown:
    """A set of people, by the atoms it is made of, of which something is shown."""

    name: str
    atoms: frozenset[Hashable]


@dataclass(frozen=True, slots=True)
class Follows:
    """A smaller set that can be worked out, and the shown sets it takes."""

    atoms: frozenset[Hashable]
    of: tuple[str, ...]


def follows(
    shown: Sequence[Shown], too_small: Callable[[frozenset[Hashable]], bool]
) -> list[Follows]:
    """The sets that can be worked out from those shown and are too small to be."""
    parts = parts_of(shown)
    inside = [
        [at for at, part in enumerate(parts) if part <= shown_set.atoms] for shown_set in shown
    ]
    if not any(too_small(part) for part in parts):
        return []  # every combination is made of whole parts, and none of them is too small
    found: dict[frozenset[Hashable], Follows] = {}
    for block in _blocks(_reduced(inside)):
        for support in _supports(block):
            atoms = frozenset().union(*(parts[at] for at in support))
            if too_small(atoms):
                found.setdefault(atoms, Follows(atoms, _made_of(shown, atoms)))
    return list(found.values())


def _made_of(shown: Sequence[Shown], atoms: frozenset[Hashable]) -> tuple[str, ...]:
    """The smallest set around it and those in there to take away, or all that it crosses."""
    around = [shown_set for shown_set in shown if atoms <= shown_set.atoms]
    if not around:
        return tuple(shown_set.name for shown_set in shown if shown_set.atoms & atoms)
    smallest = min(around, key=lambda shown_set: len(shown_set.atoms))
    less = [
        shown_set
        for shown_set in shown
        if shown_set.atoms < smallest.atoms and not shown_set.atoms & atoms
    ]
    largest = [
        shown_set for shown_set in less if not any(shown_set.atoms < other.atoms for other in less)
    ]
    return (smallest.name, *(shown_set.name for shown_set in largest))


def parts_of(shown: Iterable[Shown]) -> list[frozenset[Hashable]]:
    """The atoms, split by which of the sets they are in."""
    sets: dict[Hashable, list[int]] = defaultdict(list)
    for at, shown_set in enumerate(shown):
        for atom in shown_set.atoms:
            sets[atom].append(at)
    parts: dict[tuple[int, ...], set[Hashable]] = defaultdict(set)
    for atom, of in sets.items():
        parts[tuple(of)].add(atom)
    return [frozenset(part) for part in parts.values()]


def _reduced(rows: Iterable[Iterable[int]]) -> list[Row]:
    """Row echelon form in exact fractions, each leading entry 1 and alone in its column."""
    found: dict[int, Row] = {}
    holding: dict[int, set[int]] = defaultdict(set)  # column -> leading columns of rows with it
    for members in sorted(map(tuple, rows), key=len):
        row = dict.fromkeys(members, Fraction(1))
        for lead in [column for column in row if column in found]:
            _subtract(row, found[lead], row.get(lead, Fraction(0)))
        if not row:
            continue
        lead = min(row)
        scale = row[lead]
        row = {column: value / scale for column, value in row.items()}
        for other in list(holding[lead]):
            _subtract(found[other], row, found[other].get(lead, Fraction(0)))
            for column in row:
                (holding[column].add if column in found[other] else holding[column].discard)(other)
        found[lead] = row
        for column in row:
            holding[column].add(lead)
    return list(found.values())


def _subtract(row: Row, other: Row, times: Fraction) -> None:
    if not times:
        return
    for column, value in other.items():
        left = row.get(column, Fraction(0)) - times * value
        if left:
            row[column] = left
        else:
            row.pop(column, None)


def _blocks(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows that share no column with those of another block."""
    blocks: list[tuple[set[int], list[Row]]] = []
    for row in rows:
        touching = [block for block in blocks if block[0] & row.keys()]
        columns = set(row).union(*(block[0] for block in touching))
        together = [row, *(other for block in touching for other in block[1])]
        blocks = [block for block in blocks if block not in touching]
        blocks.append((columns, together))
    return [rows for _, rows in blocks]


def _supports(block: Sequence[Row]) -> list[frozenset[int]]:
    """Columns of combinations of the rows: of each row, and of few columns where rows cross."""
    found = [frozenset(row) for row in block]
    if len(block) == 1:
        return found
    columns = sorted(set().union(*block))
    for size in range(1, min(MOST_PARTS, len(columns) - 1) + 1):
        for some in combinations(columns, size):
            if _vanishes_outside(block, frozenset(some)):
                found.append(frozenset(some))
    return found


def _vanishes_outside(block: Sequence[Row], some: frozenset[int]) -> bool:
    """Whether some combination of the rows is 0 everywhere but in these columns."""
    outside = [{column: row[column] for column in row if column not in some} for row in block]
    return _rank(outside) < len(block)


def _rank(rows: Sequence[Row]) -> int:
    left = [dict(row) for row in rows]
    rank = 0
    while left:
        row = left.pop()
        if not row:
            continue
        rank += 1
        lead = next(iter(row))
        for other in left:
            if lead in other:
                _subtract(other, row, other[lead] / row[lead])
    return rank
