"""What a viewer is given, of which people; and what follows from it that should not."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from posdash.release.values import Released
from posdash.survey.round import Facet, Round
from posdash.survey.tally import Counted, Tally, column, total

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

    People stand in the same order in every list. `roots` says for groups that came
    from others which of them is meant where nobody is listed.
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


def atoms_of(asked: Asked, question: Question, attribute: str) -> dict[Atom, Tally]:
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


def together(tallies: Mapping[Atom, Tally], atoms: frozenset[Hashable]) -> Tally | None:
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


def set_of(value: Value, survey_round: Round, tallies: Mapping[Atom, Tally]) -> frozenset[Atom]:
    """The atoms that a value is about."""
    groups = {value.group} if value.inside else survey_round.below(value.group)
    return frozenset(
        atom
        for atom in tallies
        if atom[0] in groups and (not value.choice or atom[1] == value.choice)
    )
