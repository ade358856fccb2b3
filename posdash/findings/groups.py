"""Groups side by side, or those who said the same of themselves: never ranked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from posdash.banks.bank import Dimension
from posdash.findings import words
from posdash.findings.standing import StandingFinding, stand
from posdash.release import replay
from posdash.release.bounds import bounds
from posdash.release.cells import Split, release_cells, sees_dots
from posdash.release.gate import Gate, View, own_table, release_table
from posdash.release.judged import Judged
from posdash.release.rounding import TIERS, UNMOVED
from posdash.release.standing import standings
from posdash.release.suppression import tree_of
from posdash.release.table import Table, counts_of
from posdash.release.values import Organisation, Reason, Released, Replayed, Withheld
from posdash.survey.round import Attribute, Facet, Group, Participant, Round
from posdash.survey.tally import Counted, column


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
    """The groups of one round side by side, in the tree's own order; never ranked.

    `standing` tells which stand apart from the others; None of those who said the same.
    """

    round_id: int
    title: str
    subject: str
    scale: int
    facet: Facet
    headline: str
    standing: StandingFinding | None
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
) -> tuple[GroupsFinding, Table]:
    """The groups `shown` of a closed round side by side, as outsiders may see them.

    `inside` are the groups that the viewer belongs to or coaches. Verdicts on
    any two of them may rest on the table, which is no part of what is shown.
    """
    given = released(gate, survey_round, counted, facet, inside)
    rows = tuple(
        _row(participant.group, depth, sums, participant.people, given)
        for participant, depth, sums in _in_tree_order(survey_round)
        if participant.group.id in shown
    )
    found = _side_by_side(survey_round, facet, rows)
    return replace(found, standing=_standing(found, given, gate.organisation)), given


def released(
    gate: Gate, survey_round: Round, counted: Counted, facet: Facet, inside: frozenset[int]
) -> Table:
    """What an outsider may see of all groups, and what verdicts on them may rest on.

    `inside` are the groups that the viewer belongs to or coaches.
    """
    tree, asked = tree_of(survey_round.participants), counts_of(survey_round, counted, facet)
    bound = bounds(survey_round, tree, counted, facet, asked)
    return release_table(gate, tree, asked, bound, inside)


def replayed(
    gate: Gate,
    survey_round: Round,
    counted: Counted,
    facet: Facet,
    shown: frozenset[int],
    inside: frozenset[int],
) -> Replayed | Withheld:
    """How often the same page would tell groups apart, had chance dealt the answers out to them."""
    tree, asked = tree_of(survey_round.participants), counts_of(survey_round, counted, facet)
    bound = bounds(survey_round, tree, counted, facet, asked)
    rows = [one.group for one, *_ in _in_tree_order(survey_round) if one.group.id in shown]
    page = [group.id for group in rows], _above(rows)
    # how far people of one group differ is known from where they stand, not from what they want
    known = None if facet is Facet.NOW else gate.organisation.spreads_of(asked.dimensions)
    return replay.replayed(gate, tree, asked, bound, page, inside, known)


def by_attribute(
    gate: Gate,
    survey_round: Round,
    counted: Counted,
    facet: Facet,
    group: int,
    attribute: Attribute,
    inside: frozenset[int],
) -> tuple[GroupsFinding, Table]:
    """One group, and in it those who said the same of themselves, side by side.

    The rows of choices carry negative ids, as they are no groups of the tree.
    Verdicts on any two of them may rest on the table.
    """
    participant = survey_round.participant(group)
    assert participant is not None
    whole, cells = split(gate, survey_round, counted, facet, (group, attribute), inside)
    rows = [_row(participant.group, 0, True, participant.people, whole)]
    rows += [
        _row(Group(at, choice, group), 1, False, 0, cells)
        for at, choice in zip(cells.groups, attribute.choices, strict=True)
    ]
    shown = sum(map(_shows, rows[1:]))
    beside_dots = any(
        isinstance(cell, Withheld) and cell.reason is Reason.BESIDE_DOTS
        for row in rows
        for cell in row.cells
    )
    headline = words.split_headline(
        attribute.key, shown, len(attribute.choices), beside_dots=beside_dots
    )
    return replace(_side_by_side(survey_round, facet, tuple(rows)), headline=headline), cells


def _row(group: Group, depth: int, sums: bool, people: int, given: Table) -> GroupRow:
    return GroupRow(group, depth, sums, people, given.row(group.id))


def _standing(
    found: GroupsFinding, given: Table, organisation: Organisation
) -> StandingFinding | None:
    """Each of them beside all the others; None where there is none."""
    if not found.rows:
        return None
    spreads = np.array(organisation.spreads_of([one.id for one in found.dimensions]))
    at = [given.groups[row.group.id] for row in found.rows]
    judged = Judged(*(one[at] for one in given.judged))
    groups, sums = zip(*((row.group, row.sum_of_parts) for row in found.rows), strict=True)
    told = standings(judged, _above(groups), sums, spreads, found.scale)
    return stand([group.name for group in groups], found.dimensions, told)


def _above(groups: Sequence[Group]) -> list[int]:
    """The place of the group over each, -1 where that is none of them."""
    places = {group.id: at for at, group in enumerate(groups)}
    return [-1 if one.parent is None else places.get(one.parent, -1) for one in groups]


def split(
    gate: Gate,
    survey_round: Round,
    counted: Counted,
    facet: Facet,
    part: tuple[int, Attribute],
    inside: frozenset[int],
) -> tuple[Table, Table]:
    """A group, and in it those who said the same of themselves; verdicts may rest on both tables.

    The groups of the second are -1 for the first choice, -2 for the next.
    """
    group, attribute = part
    tree, asked = tree_of(survey_round.participants), counts_of(survey_round, counted, facet)
    bound = bounds(survey_round, tree, counted, facet, asked)
    columns = {one: column(counted, survey_round, one, facet) for one in asked.dimensions}
    if gate.view is View.TEAM:
        whole, below = own_table(gate, survey_round, group, columns), frozenset({group})
    else:
        whole = release_table(gate, tree, asked, bound, inside)
        below = survey_round.below(group)
    row = tree.rows[group]
    splits = {
        dimension: Split(
            [
                (counts.own[one], counts.cells.get(one, {}).get(attribute.key))
                for one in below
                if one in counts.own
            ],
            TIERS[min(bound.caps[row, at], bound.split_caps[row, at])],
            bool(bound.moved[row, at] != UNMOVED),
            sees_dots(gate, counts.own, below & inside),
        )
        for at, (dimension, counts) in enumerate(columns.items())
    }
    return whole, release_cells(gate, whole, group, splits, attribute.choices)


def _side_by_side(survey_round: Round, facet: Facet, rows: tuple[GroupRow, ...]) -> GroupsFinding:
    return GroupsFinding(
        round_id=survey_round.id,
        title=survey_round.title,
        subject=words.subject(survey_round),
        scale=survey_round.bank.scale,
        facet=facet,
        standing=None,
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
