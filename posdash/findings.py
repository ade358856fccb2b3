"""The recipe, top to bottom: release each tally, order by what to talk about, say it in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from posdash import words
from posdash.bank import Dimension
from posdash.privacy import (
    Band,
    Binned,
    Coarse,
    Full,
    Gate,
    Released,
    Remark,
    Shift,
    Signed,
    Withheld,
    release_tree,
)
from posdash.survey import Facet, Group, Participant, Round
from posdash.tally import Key, Tally

BAND_MIDDLE = {Band.CLOSE: 0.85, Band.MIXED: 0.55, Band.WIDE: 0.2}


@dataclass(frozen=True, slots=True)
class DimensionFinding:
    """What one group said about one dimension, released, with its plain sentence.

    `aim` and `shift` are None where no aim was asked; `signed` is empty but in
    `named` rounds seen from inside; `more` says the gap and the shift.
    """

    dimension: Dimension
    now: Released
    aim: Released | None
    shift: Shift | None
    remarks: tuple[Remark, ...] | Withheld
    signed: tuple[Signed, ...]
    sentence: str
    more: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TeamFinding:
    """One group's picture of one round; dimensions stand widest apart first.

    `bank_order` holds the dimensions' ids in the bank's order, for charts
    whose places must not move.
    """

    round_id: int
    title: str
    group: Group
    subject: str
    people: int
    scale: int
    headline: str
    audience: str
    dimensions: tuple[DimensionFinding, ...]
    bank_order: tuple[str, ...]

    def dimension(self, id: str) -> DimensionFinding:
        """The finding about one dimension; KeyError if the bank has none of that id."""
        for one in self.dimensions:
            if one.dimension.id == id:
                return one
        raise KeyError(id)


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

    def cell(self, group: int, dimension: str) -> tuple[GroupRow, Dimension, Released]:
        """One cell with its row and column; KeyError if there is none."""
        for row in self.rows:
            for column, value in zip(self.dimensions, row.cells, strict=True):
                if (row.group.id, column.id) == (group, dimension):
                    return row, column, value
        raise KeyError((group, dimension))


@dataclass(frozen=True, slots=True)
class Written:
    """What people wrote about one dimension: comments, and in `named` rounds placements."""

    comments: tuple[tuple[str, str | None], ...] = ()
    placements: tuple[tuple[str, int | None, int | None], ...] = ()


def of_team(
    gate: Gate,
    round: Round,
    group: int,
    tallies: Mapping[Key, Tally],
    written: Mapping[str, Written],
) -> TeamFinding:
    """The picture of one closed group, for the team and its coach."""
    participant = round.participant(group)
    assert participant is not None
    # 1. release
    found = [_dimension(gate, round, group, one, tallies, written) for one in round.bank.dimensions]
    # 2. order
    ordered = sorted(found, key=lambda one: -apartness(one.now, round.bank.scale))
    # 3. say
    return TeamFinding(
        round_id=round.id,
        title=round.title,
        group=participant.group,
        subject=round.subject.name,
        people=participant.people,
        scale=round.bank.scale,
        headline=words.team_headline([(one.dimension, one.now) for one in ordered]),
        audience=words.audience(round.openness, round.k),
        dimensions=tuple(ordered),
        bank_order=tuple(one.id for one in round.bank.dimensions),
    )


def of_groups(
    gate: Gate, round: Round, tallies: Mapping[Key, Tally], facet: Facet, shown: frozenset[int]
) -> GroupsFinding:
    """The groups `shown` of a closed round side by side, as outsiders may see them."""
    columns = [_column(gate, round, one.id, tallies, facet) for one in round.bank.dimensions]
    rows = tuple(
        GroupRow(one.group, depth, sums, one.people, tuple(col[one.group.id] for col in columns))
        for one, depth, sums in _in_tree_order(round)
        if one.group.id in shown
    )
    return GroupsFinding(
        round_id=round.id,
        title=round.title,
        subject=round.subject.name,
        scale=round.bank.scale,
        facet=facet,
        headline=words.groups_headline(shown=sum(map(_shows, rows)), rows=len(rows)),
        audience=words.audience(round.openness, round.k),
        dimensions=round.bank.dimensions,
        rows=rows,
    )


def apartness(value: Released, scale: int) -> float:
    """How far apart people stand in points, the middle of the band where only that is known.

    For ordering alone; withheld values come last.
    """
    if isinstance(value, Full):
        return value.average_distance or 0.0
    if isinstance(value, Coarse | Binned):
        return (1 - BAND_MIDDLE[value.agreement]) * (scale - 1) / 2
    return -1.0


def _dimension(
    gate: Gate,
    round: Round,
    group: int,
    dimension: Dimension,
    tallies: Mapping[Key, Tally],
    written: Mapping[str, Written],
) -> DimensionFinding:
    tally = {facet: _tally(tallies, round, group, dimension.id, facet) for facet in round.facets}
    now, aim = tally[Facet.NOW], tally.get(Facet.AIM)
    said = written.get(dimension.id, Written())
    released = gate.release(now)
    shift = None if aim is None else gate.shift(now, aim)
    more = (words.gap(released), words.shift(dimension, shift))
    return DimensionFinding(
        dimension=dimension,
        now=released,
        aim=None if aim is None else gate.release(aim),
        shift=shift,
        remarks=gate.remarks(said.comments, now.n),
        signed=gate.signed(said.placements),
        sentence=words.dimension_sentence(dimension, released, round.bank.scale),
        more=tuple(one for one in more if one),
    )


def _column(
    gate: Gate, round: Round, dimension: str, tallies: Mapping[Key, Tally], facet: Facet
) -> dict[int, Released]:
    own = {
        one.group.id: _tally(tallies, round, one.group.id, dimension, facet) for one in round.asked
    }
    return release_tree(gate, round.participants, own)


def _tally(
    tallies: Mapping[Key, Tally], round: Round, group: int, dimension: str, facet: Facet
) -> Tally:
    key = Key(group, round.subject.key, dimension, facet)
    return tallies.get(key, Tally((0,) * round.bank.scale))


def _in_tree_order(round: Round) -> Iterator[tuple[Participant, int, bool]]:
    children: dict[int | None, list[Participant]] = {}
    ids = {one.group.id for one in round.participants}
    for one in sorted(round.participants, key=lambda one: one.group.name.casefold()):
        parent = one.group.parent if one.group.parent in ids else None
        children.setdefault(parent, []).append(one)

    def walk(parent: int | None, depth: int) -> Iterator[tuple[Participant, int, bool]]:
        for one in children.get(parent, []):
            yield one, depth, one.group.id in children
            yield from walk(one.group.id, depth + 1)

    return walk(None, 0)


def _shows(row: GroupRow) -> bool:
    return any(not isinstance(cell, Withheld) for cell in row.cells)
