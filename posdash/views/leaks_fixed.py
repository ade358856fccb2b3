"""Answers that follow because nothing else could stand behind what is shown: no sum needed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from posdash.release import sets
from posdash.release.sets import Totals
from posdash.release.tiers import ladder
from posdash.release.values import Binned, Coarse, Full, Released, Withheld
from posdash.survey.round import Round
from posdash.survey.tally import Tally, column
from posdash.views.given import (
    Asked,
    Atom,
    Leak,
    Question,
    Value,
    atoms_of,
    set_of,
    together,
)
from posdash.views.witness import looks_the_same


def told_by_dots(
    viewer: str, question: Question, given: Sequence[Value], asked: Asked
) -> Iterator[Leak]:
    own = {value.group: value.released for value in given if value.by_right}
    counts = column(asked.counted, asked.round, *question)
    cells: dict[tuple[int, str], dict[str, Value]] = defaultdict(dict)
    for value in given:
        if value.choice and value.group in own and value.tier is not Withheld:
            cells[value.group, value.attribute][value.choice] = value
    for (group, attribute), shown in cells.items():
        exact, kept = own[group], counts.cells[group][attribute]
        assert isinstance(exact, Full)
        looks = {choice: partial(_looks_like, value.released) for choice, value in shown.items()}
        sizes = {choice: kept[choice].n for choice in shown}
        for point, choice in sets.told_beside_dots(
            exact.counts, sizes, looks, asked.round.k_outside
        ):
            why = f"beside the dots it tells how many of the few at {point} chose it"
            yield Leak(viewer, question, (shown[choice].name,), why)


def _looks_like(released: Released, splits: sets.Counts) -> sets.Counts:
    """Which of many counts of the same people would be shown as this rounded value."""
    assert isinstance(released, Coarse | Binned)
    n, scale = released.n, splits.shape[-1]
    totals = splits @ np.arange(1, scale + 1)
    positions = sets.positions(n, scale, tenths=isinstance(released, Binned))
    alike = positions[totals - n] == released.position
    if released.agreement is not None:
        alike &= sets.agree(splits, released.agreement)
    return np.asarray(alike)


@dataclass(slots=True)
class _Node:
    """A set of atoms in a tree of them, and what it may add up to by what is shown of it."""

    name: str
    atoms: frozenset[Atom]
    tally: Tally
    values: list[Value]
    inside: list[int] = field(default_factory=list)


def fixed(viewer: str, question: Question, given: Sequence[Value], asked: Asked) -> Iterator[Leak]:
    """Sets of which all answers follow, alone or beside the sets around them and in them."""
    shown = [value for value in given if value.tier is not Withheld]
    for attribute in dict.fromkeys(["", *(value.attribute for value in shown)]):
        tallies = atoms_of(asked, question, attribute)
        for some in _trees(shown, attribute):
            nodes = _nodes(some, asked.round, tallies)
            for node in _alone(nodes, asked.round.k_outside):
                if not looks_the_same(asked, question, shown, node.atoms, attribute):
                    why = "one set of answers alone stands behind what is shown"
                    yield Leak(viewer, question, (node.name,), why)


def _trees(shown: Sequence[Value], attribute: str) -> Iterator[list[Value]]:
    """The values whose sets lie in each other: of whole groups, or of one group by choices.

    What tells of the choices in a group whose dots one sees is another question.
    """
    if not attribute:
        yield [value for value in shown if not value.choice]
        return
    own = {value.group for value in shown if value.by_right}
    split = dict.fromkeys(value.group for value in shown if value.attribute == attribute)
    for group in split.keys() - own:
        yield [
            value for value in shown if value.group == group and value.attribute in ("", attribute)
        ]


def _alone(nodes: Sequence[_Node], k: int) -> Iterator[_Node]:
    """The sets behind which one set of answers stands, if values are rounded as they usually are.

    Where a position was moved on purpose, so that others are left open, it tells
    nothing here; and what is left over may be known where all of it might be shown.
    """
    possible = sets.narrowed([_totals(node) for node in nodes], [node.inside for node in nodes])
    for node, totals in zip(nodes, possible, strict=True):
        tiers = [value.tier for value in node.values] or [ladder(node.tally, k)]
        if Full not in tiers and any(behind.few(totals) for behind in _behind(node)):
            yield node


def _nodes(
    values: Sequence[Value], survey_round: Round, tallies: Mapping[Atom, Tally]
) -> list[_Node]:
    """A tree of what is shown, inner sets first, with a node for those whom nothing else holds."""
    by_atoms: dict[frozenset[Atom], list[Value]] = defaultdict(list)
    for value in values:
        by_atoms[set_of(value, survey_round, tallies)].append(value)
    found: list[_Node] = []
    over: dict[Atom, int] = {}  # by atom: the largest set so far that holds it
    for atoms, given in sorted(by_atoms.items(), key=lambda pair: len(pair[0])):
        people = together(tallies, atoms)
        if people is None:
            continue
        inside = sorted({over[atom] for atom in atoms if atom in over})
        rest = frozenset(atom for atom in atoms if atom not in over)
        left = together(tallies, rest)
        if inside and left is not None:
            found.append(_Node(f"all others in {given[0].name}", rest, left, []))
            inside.append(len(found) - 1)
        found.append(_Node(given[0].name, atoms, people, given, inside))
        over |= dict.fromkeys(atoms, len(found) - 1)
    return found


def _totals(node: _Node) -> Totals:
    """What a set may add up to by each value shown of it."""
    found = sets.every(node.tally.n, len(node.tally.counts))
    true = sets.exactly(node.tally.n, _sum(node.tally.counts))
    for value in node.values:
        totals = totals_behind(value.released, node.tally)
        found &= totals if totals & true else found
    return found


def totals_behind(released: Released, tally: Tally) -> Totals:
    """What the answers may add up to behind a value that is shown of them."""
    n, scale = tally.n, len(tally.counts)
    if isinstance(released, Withheld):
        return sets.every(n, scale)
    if isinstance(released, Full):
        return sets.exactly(n, _sum(tally.counts))
    return sets.shown_as(released.position, n, scale, tenths=isinstance(released, Binned))


def _behind(node: _Node) -> Iterator[sets.Sets]:
    """The sets of answers behind each value, or of those whom only larger sets hold."""
    n, scale = node.tally.n, len(node.tally.counts)
    if not node.values:
        yield sets.sets(n, scale)
    for value in node.values:
        released = value.released
        agreement = released.agreement if isinstance(released, Coarse | Binned) else None
        bins = released.bins if isinstance(released, Binned) else None
        yield sets.sets(n, scale, agreement, bins or ())


def _sum(counts: Sequence[int]) -> int:
    return sum(point * count for point, count in enumerate(counts, 1))
