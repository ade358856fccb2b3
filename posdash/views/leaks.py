"""What follows from everything that one viewer is given, and is more than was promised.

It knows all answers, and trusts no rule of the gate: only the ladder that was
promised, and how a total is rounded.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, is_dataclass, replace
from functools import partial

import numpy as np

from posdash.release import sets
from posdash.release.attack import Shown, follows
from posdash.release.sets import Totals
from posdash.release.tiers import ladder, lowest
from posdash.release.values import Binned, Coarse, Full, Released, Withheld
from posdash.survey.round import Facet, Round
from posdash.survey.tally import Counted, Tally, column, total

TIERS: tuple[type, ...] = (Coarse, Binned, Full)
FEWEST_IN_BIN = 3
DECIMALS = 2  # no released number has more, but those of a Full value
Atom = tuple[int, str]  # a group, and what those in it chose; "" for all others in it
Question = tuple[str, Facet]


@dataclass(frozen=True, slots=True)
class Value:
    """What a door gave one viewer about one question: of whom, and the released value.

    `choice` and `attribute` are empty for whole groups; `inside` is true where
    the viewer sees their own group, and `by_right` where they may see all of it
    as it is; `beside` is what else was given with it, by name.
    """

    question: Question
    group: int
    name: str
    released: Released
    attribute: str = ""
    choice: str = ""
    inside: bool = False
    by_right: bool = False
    beside: Mapping[str, object] = field(default_factory=dict)

    @property
    def tier(self) -> type:
        """The class of the released value."""
        return type(self.released)


@dataclass(frozen=True, slots=True)
class Asked:
    """One round as it is: what was counted in it, and who was listed in which group.

    People stand in the same order in every list.

    `roots` says for groups that have moved or were renamed where they came from.
    """

    round: Round
    counted: Counted
    listed: Mapping[int, Sequence[Hashable]] = field(default_factory=dict)
    roots: Mapping[int, int] = field(default_factory=dict)

    def tallies(self, question: Question) -> Mapping[int, Tally]:
        """What was answered directly in each group."""
        return column(self.counted, self.round, *question).own

    def people(self, question: Question) -> dict[int, frozenset[Hashable]]:
        """Who answered in each group, as far as it is known where all did.

        Where some did not, it is taken to be those who come first in every round,
        and who is on no list to be the same as before: as few as possible make
        the difference.
        """
        found = {}
        for group, tally in self.tallies(question).items():
            listed = self.listed.get(group, ())[: tally.n]
            others = range(tally.n - len(listed))
            root = self.roots.get(group, group)
            found[group] = frozenset([*listed, *((root, "unlisted", at) for at in others)])
        return found


@dataclass(frozen=True, slots=True)
class Leak:
    """A combination that tells more than was promised: sets added up, `less` others."""

    viewer: str
    question: Question
    sets: tuple[str, ...]
    why: str
    less: tuple[str, ...] = ()

    def __str__(self) -> str:
        of = " and ".join(self.sets) + (f" less {', '.join(self.less)}" if self.less else "")
        return f"{self.viewer}, {'/'.join(self.question)}: {of}: {self.why}."


def leaks_of(viewer: str, values: Sequence[Value], asked: Asked) -> Iterator[Leak]:
    """What follows from all that one viewer is shown of one round, question by question."""
    by_question: dict[Question, list[Value]] = defaultdict(list)
    for value in values:
        by_question[value.question].append(value)
    for question, given in by_question.items():
        yield from _subtracted(viewer, question, given, asked)
        yield from _fixed(viewer, question, given, asked)
        yield from _told_by_dots(viewer, question, given, asked)
        for value in given:
            yield from _small_bins(viewer, value)
            yield from _unrounded(viewer, value)


# --- sets of people less other sets of people


def _subtracted(
    viewer: str, question: Question, given: Sequence[Value], asked: Asked
) -> Iterator[Leak]:
    shown = [value for value in given if value.tier is not Withheld]
    for attribute in dict.fromkeys(["", *(value.attribute for value in shown)]):
        some = [value for value in shown if value.attribute in ("", attribute)]
        tallies = _atoms(asked, question, attribute)
        for level in TIERS:
            yield from _at_level(viewer, question, some, level, tallies, asked.round)


def _at_level(
    viewer: str,
    question: Question,
    shown: Sequence[Value],
    level: type,
    tallies: Mapping[Atom, Tally],
    survey_round: Round,
) -> Iterator[Leak]:
    k = survey_round.k_outside
    own = {value.group for value in shown if value.by_right}
    known = {atom for atom in tallies if atom[0] in own}
    given = [
        Shown(value.name, _of(value, survey_round, tallies))
        for value in shown
        if lowest(value.tier, level) is level
    ]

    def too_small(atoms: frozenset[Hashable]) -> bool:
        people = _together(tallies, atoms)
        if people is None or not people.n or _is_own(atoms, known):
            return False
        return lowest(ladder(people, k), level) is not level

    for consequence in follows(given, too_small):
        people = _together(tallies, consequence.atoms)
        found = ladder(people, k) if people else Withheld
        why = (
            f"fewer than {k} people"
            if found is Withheld
            else f"people of whom no more than {found.__name__.lower()} may be shown"
        )
        yield Leak(viewer, question, consequence.of, why, consequence.less)


def _is_own(atoms: frozenset[Hashable], known: set[Atom]) -> bool:
    """Whether these are whole groups that the viewer sees from inside by right."""
    groups = {atom[0] for atom in known if atom in atoms}
    return atoms == {atom for atom in known if atom[0] in groups}


def _atoms(asked: Asked, question: Question, attribute: str) -> dict[Atom, Tally]:
    """Everybody who answered, split by group and by what they chose."""
    counts = column(asked.counted, asked.round, *question)
    found: dict[Atom, Tally] = {}
    for group, tally in counts.own.items():
        rest = tally
        for choice, cell in counts.cells.get(group, {}).get(attribute, {}).items():
            found[group, choice] = cell
            rest = rest - cell
        found[group, ""] = replace(rest, entered=tally.entered)
    return {atom: tally for atom, tally in found.items() if tally.n}


def _together(tallies: Mapping[Atom, Tally], atoms: frozenset[Hashable]) -> Tally | None:
    """All of them; who is known in a group may be in any part of it, and is known once."""
    found: dict[int, list[Tally]] = defaultdict(list)
    for atom, tally in tallies.items():
        if atom in atoms:
            found[atom[0]].append(tally)
    groups = []
    for parts in found.values():
        people = total(parts)
        assert people is not None
        groups.append(replace(people, entered=max(part.entered for part in parts)))
    return total(groups)


def _of(value: Value, survey_round: Round, tallies: Mapping[Atom, Tally]) -> frozenset[Hashable]:
    groups = {value.group} if value.inside else survey_round.below(value.group)
    return frozenset(
        atom
        for atom in tallies
        if atom[0] in groups and (not value.choice or atom[1] == value.choice)
    )


# --- values that one set of answers alone can stand behind


@dataclass(slots=True)
class _Node:
    """A set of atoms in a tree of them, and what it may add up to by what is shown of it."""

    name: str
    atoms: frozenset[Hashable]
    tally: Tally
    values: list[Value]
    inside: list[int] = field(default_factory=list)


def _fixed(viewer: str, question: Question, given: Sequence[Value], asked: Asked) -> Iterator[Leak]:
    """Sets of which all answers follow, alone or beside the sets around them and in them."""
    shown = [value for value in given if value.tier is not Withheld]
    for attribute in dict.fromkeys(["", *(value.attribute for value in shown)]):
        tallies = _atoms(asked, question, attribute)
        for some in _trees(shown, attribute):
            yield from _fixed_in(viewer, question, _nodes(some, asked.round, tallies))


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


def _fixed_in(viewer: str, question: Question, nodes: list[_Node]) -> Iterator[Leak]:
    possible = sets.narrowed([_totals(node) for node in nodes], [node.inside for node in nodes])
    for node, totals in zip(nodes, possible, strict=True):
        if any(value.by_right for value in node.values):
            continue
        if not totals & sets.exactly(node.tally.n, _sum(node.tally.counts)):
            continue  # a position was moved on purpose, and leads this attacker astray
        if any(_behind(value, node.tally).few(totals) for value in node.values):
            yield Leak(viewer, question, (node.name,), "one set of answers alone stands behind it")
        elif not node.values and sets.sets(node.tally.n, len(node.tally.counts)).few(totals):
            yield Leak(viewer, question, (node.name,), "all answers of the others follow")


def _nodes(
    values: Sequence[Value], survey_round: Round, tallies: Mapping[Atom, Tally]
) -> list[_Node]:
    """A tree of what is shown, inner sets first, with a node for those whom nothing else holds."""
    by_atoms: dict[frozenset[Hashable], list[Value]] = defaultdict(list)
    for value in values:
        by_atoms[_of(value, survey_round, tallies)].append(value)
    found: list[_Node] = []
    over: dict[Hashable, int] = {}  # by atom: the largest set so far that holds it
    for atoms, given in sorted(by_atoms.items(), key=lambda pair: len(pair[0])):
        people = _together(tallies, atoms)
        if people is None:
            continue
        inside = sorted({over[atom] for atom in atoms if atom in over})
        rest = frozenset(atom for atom in atoms if atom not in over)
        left = _together(tallies, rest)
        if inside and left is not None:
            found.append(_Node(f"all others in {given[0].name}", rest, left, []))
            inside.append(len(found) - 1)
        found.append(_Node(given[0].name, atoms, people, given, inside))
        over |= dict.fromkeys(atoms, len(found) - 1)
    return found


def _totals(node: _Node) -> Totals:
    """What a set may add up to by each value shown of it."""
    found = sets.every(node.tally.n, len(node.tally.counts))
    for value in node.values:
        found &= totals_behind(value.released, node.tally)
    return found


def totals_behind(released: Released, tally: Tally) -> Totals:
    """What the answers may add up to behind a value that is shown of them."""
    n, scale = tally.n, len(tally.counts)
    if isinstance(released, Withheld):
        return sets.every(n, scale)
    if isinstance(released, Full):
        return sets.exactly(n, _sum(tally.counts))
    return sets.shown_as(released.position, n, scale, tenths=isinstance(released, Binned))


def _behind(value: Value, tally: Tally) -> sets.Sets:
    released = value.released
    if isinstance(released, Full):
        return sets.sets(tally.n, len(tally.counts))
    assert not isinstance(released, Withheld)
    bins = released.bins if isinstance(released, Binned) else None
    return sets.sets(tally.n, len(tally.counts), released.agreement, bins or ())


def _sum(counts: Sequence[int]) -> int:
    return sum(point * count for point, count in enumerate(counts, 1))


# --- exact dots beside rounded cells; bins of few; numbers that are not rounded


def _told_by_dots(
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


def _small_bins(viewer: str, value: Value) -> Iterator[Leak]:
    bins = value.released.bins if isinstance(value.released, Binned) else None
    if any(0 < count < FEWEST_IN_BIN for count in bins or ()):
        yield Leak(viewer, value.question, (value.name,), "a bin holds one or two people")


def _unrounded(viewer: str, value: Value) -> Iterator[Leak]:
    """Numbers with more digits than any released one, beside a value that is rounded.

    Beside the exact counts of a group, what comes from these may be exact too;
    the smallest difference that shows comes from all groups.
    """
    exact = value.tier is Full
    given = {} if exact else {"the value": value.released}
    for name, number in _numbers({**given, **value.beside}, ""):
        if round(number, DECIMALS) != number and (not exact or "detectable" in name):
            why = f"{name} is {number}, which is not rounded"
            yield Leak(viewer, value.question, (value.name,), why)


def _numbers(given: object, name: str) -> Iterator[tuple[str, float]]:
    if isinstance(given, float):
        yield name, given
    elif is_dataclass(given) and not isinstance(given, type):
        yield from _numbers(asdict(given), name)
    elif isinstance(given, Mapping):
        for key, part in given.items():
            yield from _numbers(part, f"{name} {key}".strip())
    elif isinstance(given, list | tuple):
        for part in given:
            yield from _numbers(part, name)
