"""Groups side by side, or those who said the same of themselves: never ranked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from posdash.banks.bank import Dimension
from posdash.findings import words
from posdash.release.gate import Gate, View, release_cells, release_own, release_tree
from posdash.release.suppression import Tree, tree_of
from posdash.release.tiers import limits
from posdash.release.values import Released, Withheld
from posdash.survey.round import Attribute, Facet, Group, Participant, Round
from posdash.survey.tally import Column, Counted, column


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group in a side-by-side view: what is released of each dimension, in the bank's order.

    `depth` counts the steps down from the top; `sum_of_parts` is true for a
    parent shown as the sum of the groups in it.
    """

    group: Group
    depth: int
    sum_of_parts: bool
    people: int
    cells: tuple[Released, ...]


@dataclass(frozen=True, slots=True)
class GroupsFinding:
    """The groups of one round side by side, in the tree's own order; never ranked."""

    round_id: int
    title: str
    subject: str
    scale: int
    facet: Facet
    headline: str
    audience: str
    dimensions: tuple[Dimension, ...]
    rows: tuple[GroupRow, ...]

    @property
    def shown(self) -> int:
        """How many of them are shown on some question."""
        return sum(map(_shows, self.rows))

    def cell(self, group: int, dimension: str) -> tuple[GroupRow, Dimension, Released]:
        """One cell with its row and column; raises KeyError if there is none."""
        for row in self.rows:
            for question, value in zip(self.dimensions, row.cells, strict=True):
                if (row.group.id, question.id) == (group, dimension):
                    return row, question, value
        raise KeyError((group, dimension))


def of_groups(
    gate: Gate,
    survey_round: Round,
    counted: Counted,
    facet: Facet,
    shown: frozenset[int],
    inside: frozenset[int],
) -> GroupsFinding:
    """The groups `shown` of a closed round side by side, as outsiders may see them.

    `inside` are the groups that the viewer belongs to or coaches.
    """
    tree = tree_of(survey_round.participants)
    columns = [
        _released(
            gate, survey_round, tree, column(counted, survey_round, dimension.id, facet), inside
        )
        for dimension in survey_round.bank.dimensions
    ]
    rows = tuple(
        GroupRow(
            participant.group,
            depth,
            sums,
            participant.people,
            tuple(col[participant.group.id] for col in columns),
        )
        for participant, depth, sums in _in_tree_order(survey_round)
        if participant.group.id in shown
    )
    return _side_by_side(survey_round, facet, rows)


def by_attribute(
    gate: Gate,
    survey_round: Round,
    counted: Counted,
    facet: Facet,
    group: int,
    attribute: Attribute,
    inside: frozenset[int],
) -> GroupsFinding:
    """One group, and in it those who said the same of themselves, side by side.

    The rows of choices carry negative ids, as they are no groups of the tree.
    """
    participant = survey_round.participant(group)
    assert participant is not None
    tree = tree_of(survey_round.participants)
    whole, parts = [], []
    for dimension in survey_round.bank.dimensions:
        counts = column(counted, survey_round, dimension.id, facet)
        found, cells = _by_choice(gate, survey_round, tree, counts, group, attribute, inside)
        whole.append(found)
        parts.append(cells)
    rows = [GroupRow(participant.group, 0, True, participant.people, tuple(whole))]
    for at, choice in enumerate(attribute.choices):
        cells_of = tuple(part if isinstance(part, Withheld) else part[choice] for part in parts)
        rows.append(GroupRow(Group(-1 - at, choice, group), 1, False, 0, cells_of))
    shown = sum(map(_shows, rows[1:]))
    headline = words.split_headline(attribute.key, shown, len(attribute.choices))
    return replace(_side_by_side(survey_round, facet, tuple(rows)), headline=headline)


def _released(
    gate: Gate, survey_round: Round, tree: Tree, counts: Column, inside: frozenset[int]
) -> dict[int, Released]:
    return release_tree(gate, tree, counts.own, limits(survey_round, tree, counts), inside)


def _by_choice(
    gate: Gate,
    survey_round: Round,
    tree: Tree,
    counts: Column,
    group: int,
    attribute: Attribute,
    inside: frozenset[int],
) -> tuple[Released, dict[str, Released] | Withheld]:
    if gate.view is View.TEAM:
        whole, below = release_own(gate, survey_round, group, counts), frozenset({group})
    else:
        whole, below = (
            _released(gate, survey_round, tree, counts, inside)[group],
            survey_round.below(group),
        )
    groups = [
        (counts.own[group_id], counts.cells.get(group_id, {}).get(attribute.key))
        for group_id in below
        if group_id in counts.own
    ]
    bound = limits(survey_round, tree, counts)
    cells = release_cells(
        gate, whole, groups, attribute.choices, bound.caps[group], group in bound.earlier
    )
    return whole, cells


def _side_by_side(survey_round: Round, facet: Facet, rows: tuple[GroupRow, ...]) -> GroupsFinding:
    return GroupsFinding(
        round_id=survey_round.id,
        title=survey_round.title,
        subject=words.subject(survey_round),
        scale=survey_round.bank.scale,
        facet=facet,
        headline=words.groups_headline(shown=sum(map(_shows, rows)), rows=len(rows)),
        audience=words.audience(survey_round.openness, survey_round.k),
        dimensions=survey_round.bank.dimensions,
        rows=rows,
    )


def _in_tree_order(survey_round: Round) -> Iterator[tuple[Participant, int, bool]]:
    children: dict[int | None, list[Participant]] = {}
    ids = {participant.group.id for participant in survey_round.participants}
    for participant in sorted(
        survey_round.participants, key=lambda entrant: entrant.group.name.casefold()
    ):
        parent = participant.group.parent if participant.group.parent in ids else None
        children.setdefault(parent, []).append(participant)

    def walk(parent: int | None, depth: int) -> Iterator[tuple[Participant, int, bool]]:
        for child in children.get(parent, []):
            yield child, depth, child.group.id in children
            yield from walk(child.group.id, depth + 1)

    return walk(None, 0)


def _shows(row: GroupRow) -> bool:
    return any(not isinstance(cell, Withheld) for cell in row.cells)
