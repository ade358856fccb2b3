"""What follows from sets of people by adding and subtracting them: the attack the gate must stand.

A viewer who is shown the sums of several sets knows every combination of them.
This module knows nothing of the rules by which the sets were chosen.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Row = dict[int, Fraction]  # by part; below 0 stands how often each shown set was taken
MOST_PARTS = 4  # of those that follow together, each of one person at least: fewer than k
MOST_TRIED = 100_000  # combinations of the rows of one block


@dataclass(frozen=True, slots=True)
class Shown:
    """A set of people, by the atoms it is made of, of which something is shown."""

    name: str
    atoms: frozenset[Hashable]


@dataclass(frozen=True, slots=True)
class Follows:
    """A smaller set that can be worked out: the names of the shown sets added up, and taken away.

    `times` says how often each of the shown sets is taken, by its place in the
    list, and `weights` how often each part of the smaller set is then in the sum.
    """

    atoms: frozenset[Hashable]
    of: tuple[str, ...]
    less: tuple[str, ...]
    times: Mapping[int, Fraction]
    weights: Mapping[frozenset[Hashable], Fraction]


def follows(
    shown: Sequence[Shown], too_small: Callable[[frozenset[Hashable]], bool]
) -> list[Follows]:
    """The sets that can be worked out from those shown and are too small to be.

    Whatever holds a part that is large enough must itself be large enough.
    """
    parts = sorted(parts_of(shown), key=too_small)  # those that are large enough come first
    large = sum(not too_small(part) for part in parts)
    if large == len(parts):
        return []  # every combination is made of whole parts, and none of them is too small
    inside: list[set[int]] = [set() for _ in shown]
    of_atom = {atom: at for at, part in enumerate(parts) for atom in part}
    for at, shown_set in enumerate(shown):
        inside[at] = {of_atom[atom] for atom in shown_set.atoms}
    found: dict[frozenset[Hashable], Follows] = {}
    small = [row for row in _reduced(inside) if _lead(row) >= large]
    for block in _blocks(small):
        for row in _combined(block):
            atoms = frozenset().union(*(parts[at] for at in row if at >= 0))
            if atoms not in found and too_small(atoms):
                found[atoms] = _as_found(shown, parts, row)
    return list(found.values())


def _as_found(shown: Sequence[Shown], parts: Sequence[frozenset[Hashable]], row: Row) -> Follows:
    taken = sorted(
        (-1 - at for at in row if at < 0),
        key=lambda at: (-len(shown[at].atoms), shown[at].name),
    )
    sign = 1 if row[-1 - taken[0]] > 0 else -1  # the largest set is one of those added up
    times = {at: sign * row[-1 - at] for at in taken}
    return Follows(
        frozenset().union(*(parts[at] for at in row if at >= 0)),
        tuple(shown[at].name for at in taken if times[at] > 0),
        tuple(shown[at].name for at in taken if times[at] < 0),
        times,
        {parts[at]: sign * value for at, value in row.items() if at >= 0},
    )


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


def _lead(row: Row) -> int:
    return min(at for at in row if at >= 0)


def _reduced(sets: Sequence[Iterable[int]]) -> list[Row]:
    """Row echelon form in exact fractions, each leading part 1 and alone in its column."""
    found: dict[int, Row] = {}
    holding: dict[int, set[int]] = defaultdict(set)  # part -> leading parts of rows with it
    for at, members in sorted(enumerate(map(tuple, sets)), key=lambda pair: len(pair[1])):
        row = dict.fromkeys(members, Fraction(1))
        row[-1 - at] = Fraction(1)
        for lead in [part for part in members if part in found]:
            _subtract(row, found[lead], row.get(lead, Fraction(0)))
        if not any(part >= 0 for part in row):
            continue
        lead = _lead(row)
        scale = row[lead]
        row = {part: value / scale for part, value in row.items()}
        for other in list(holding[lead]):
            _subtract(found[other], row, found[other].get(lead, Fraction(0)))
            for part in row:
                (holding[part].add if part in found[other] else holding[part].discard)(other)
        found[lead] = row
        for part in row:
            holding[part].add(lead)
    return list(found.values())


def _subtract(row: Row, other: Row, times: Fraction) -> None:
    if not times:
        return
    for part, value in other.items():
        left = row.get(part, Fraction(0)) - times * value
        if left:
            row[part] = left
        else:
            row.pop(part, None)


def _blocks(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows that share no part with those of another block."""
    block_of: dict[int, int] = {}
    blocks: dict[int, list[Row]] = {}
    for at, row in enumerate(rows):
        parts = [part for part in row if part >= 0]
        together = [row]
        for other in {block_of[part] for part in parts if part in block_of}:
            together += blocks.pop(other)
        blocks[at] = together
        block_of |= {part: at for each in together for part in each if part >= 0}
    return list(blocks.values())


def _combined(block: Sequence[Row]) -> Iterator[Row]:
    """Combinations of the rows of a block that leave few parts.

    Each row leads with a part that no other has, so no more rows than parts left
    go into one; and of more parts than may be left, one at least must be cancelled.
    """
    holding: dict[int, list[int]] = defaultdict(list)  # part -> rows, but for leading ones
    for at, row in enumerate(block):
        lead = _lead(row)
        for part in row:
            if part >= 0 and part != lead:
                holding[part].append(at)
    seen: set[frozenset[int]] = set()
    for at, row in enumerate(block):
        yield from _with_others(row, frozenset({at}), block, holding, seen)


def _with_others(
    row: Row,
    used: frozenset[int],
    block: Sequence[Row],
    holding: Mapping[int, Sequence[int]],
    seen: set[frozenset[int]],
) -> Iterator[Row]:
    left = MOST_PARTS - len(used)
    parts = sorted((part for part in row if part in holding), key=lambda part: len(holding[part]))
    if len(parts) <= left:
        yield row
    if not left or len(seen) > MOST_TRIED:
        return
    for part in parts[: left + 1]:
        for at in holding[part]:
            with_it = used | {at}
            too_much = left == 1 and len(parts) > len(block[at]) + left  # would be left at the end
            if at in used or with_it in seen or too_much:
                continue
            seen.add(with_it)
            further = dict(row)
            _subtract(further, block[at], row[part] / block[at][part])
            yield from _with_others(further, with_it, block, holding, seen)
