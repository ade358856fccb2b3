"""Rows of a round into a Round, and into what was counted in it, for the doors."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db import counts as count_sql
from db import rounds as sql
from db.engine import Connection
from posdash import memory
from posdash.access.respondents import leads_nowhere
from posdash.access.rights import Principal, Target, not_open
from posdash.banks.bank import Bank, Openness, bank_from_json
from posdash.survey.round import (
    Attribute,
    Facet,
    Group,
    Links,
    Participant,
    Round,
    State,
    Subject,
    TeamId,
)
from posdash.survey.tally import Counted, Key, Sums, Tally, Wish


@dataclass(frozen=True, slots=True)
class AboutRound:
    """What a door is about: a round; `held`, so that nobody else changes it meanwhile."""

    id: int
    held: bool = False

    def find(self, connection: Connection) -> Round:
        """The round of that id; raises Refused if there is none."""
        if self.held:
            sql.lock(connection, self.id)  # before it is read: what another process did counts
        return load(connection, self.id)

    def target(self, found: Round) -> Target:
        """The round with whom it asks."""
        return Target.of(found)


@dataclass(frozen=True, slots=True)
class AboutTeam:
    """What a door is about: a group in a round, of which only that group is read unless `whole`."""

    team: TeamId
    whole: bool = False
    held: bool = False

    def find(self, connection: Connection) -> Round:
        """Its round; raises Refused if there is none."""
        if self.held:
            sql.lock(connection, self.team.round_id)
        return load(connection, self.team.round_id, None if self.whole else self.team.group_id)

    def target(self, found: Round) -> Target:
        """That group of the round."""
        return Target.of(found, self.team.group_id)


def about_own_team(who: Principal) -> AboutTeam:
    """The group that somebody's link leads to; raises Refused without a link."""
    if who.respondent is None:
        raise leads_nowhere()
    return AboutTeam(who.respondent.team)


def load(connection: Connection, round_id: int, group: int | None = None) -> Round:
    """The round of that id, with all its groups or (quicker, to answer) with one of them.

    Raises Refused, worded as for a round that is not one's own.
    """
    row = sql.round_row(connection, round_id)
    if row is None:
        raise not_open()
    return _round(
        connection,
        row,
        sql.subjects(connection, round_id),
        sql.group_rows(connection, round_id, group),
        sql.attributes(connection, round_id),
    )


def load_all(connection: Connection) -> tuple[Round, ...]:
    """All rounds, the newest first."""
    subjects, groups, attributes = defaultdict(list), defaultdict(list), defaultdict(list)
    for one in sql.subjects(connection):
        subjects[one.round_id].append(one)
    for one in sql.group_rows(connection):
        groups[one.round_id].append(one)
    for one in sql.attributes(connection):
        attributes[one.round_id].append(one)
    rows = sql.round_rows(connection)
    return tuple(
        _round(connection, row, subjects[row.id], groups[row.id], attributes[row.id])
        for row in rows
    )


def counted(
    connection: Connection, survey_round: Round, groups: list[int] | None = None
) -> Counted:
    """What the closes of a round left behind, of all its groups or of some."""
    tallies = {
        Key(row.group_id, row.subject, row.dimension, Facet(row.facet)): Tally(
            tuple(row.counts), row.unsure
        )
        for row in count_sql.tallies(connection, survey_round.id, groups)
    }
    cells: dict[str, dict[Key, dict[str, Tally]]] = defaultdict(lambda: defaultdict(dict))
    if survey_round.attributes:
        for row in count_sql.cells(connection, survey_round.id, groups):
            key = Key(row.group_id, row.subject, row.dimension, Facet(row.facet))
            cells[row.attribute][key][row.choice] = Tally(tuple(row.counts))
    sums = {one.dimension: Sums(*one[2:]) for one in count_sql.sums(connection, survey_round.id)}
    wishes = {
        (row.group_id, row.dimension): Wish(row.n, row.total, row.squares)
        for row in count_sql.wished(connection, survey_round.id, groups)
        if row.subject == survey_round.subject.key
    }
    return Counted(tallies, cells, sums, wishes=wishes)


def _round(
    connection: Connection,
    row: Any,
    subjects: Sequence[Any],
    groups: Sequence[Any],
    attributes: Sequence[Any],
) -> Round:
    return Round(
        id=row.id,
        title=row.title,
        bank=_bank(connection, row.bank_digest),
        openness=Openness(row.openness),
        k=row.k,
        subjects=tuple(Subject(one.key, one.name) for one in subjects),
        asks_aim=row.asks_aim,
        closes_at=row.closes_at,
        state=State(row.state),
        contact=row.contact,
        opened_at=row.opened_at,
        links=Links(row.links),
        erase_at=row.erase_at,
        participants=tuple(_participant(one) for one in groups),
        attributes=tuple(Attribute(one.key, tuple(one.choices)) for one in attributes),
    )


def _participant(row: Any) -> Participant:
    group = Group(row.group_id, row.name, row.parent_id)
    closed = row.closed_at is not None
    noted = row.few_changed, row.entered, row.devices or 0
    return Participant(group, row.people, row.asked, closed, *noted)


_pinned: dict[str, Bank] = {}
memory.forgets(_pinned.clear)


def _bank(connection: Connection, digest: str) -> Bank:
    if digest not in _pinned:  # a snapshot never changes, so it is read once
        _pinned[digest] = bank_from_json(sql.bank(connection, digest))
    return _pinned[digest]
