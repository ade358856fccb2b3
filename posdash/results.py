"""The door out: tallies, through the release gate, to findings about a team or about groups."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from db import answers as sql
from db.answers import Place
from db.engine import Connection
from posdash import findings, rounds
from posdash.access import Action, Principal, allows, check, led_groups
from posdash.bank import Openness
from posdash.errors import Refused
from posdash.findings import GroupsFinding, TeamFinding, Written
from posdash.privacy import View, gate_for
from posdash.store import faults_in_words, store
from posdash.survey import Facet, Round, State
from posdash.tally import Key, Tally


@dataclass(frozen=True, slots=True)
class TeamEntry:
    """One team's round in the list of what somebody may look at, or reveal."""

    round_id: int
    title: str
    group: int
    name: str
    closes_at: datetime
    closed: bool
    may_reveal: bool


@dataclass(frozen=True, slots=True)
class RoundEntry:
    """One round in the list of a leader; `still_open` counts the groups not yet closed."""

    round_id: int
    title: str
    closes_at: datetime
    still_open: int
    asks_aim: bool


def teams(who: Principal) -> tuple[TeamEntry, ...]:
    """The opened rounds of the teams somebody may look at, the newest first."""
    return tuple(
        TeamEntry(
            round_id=round.id,
            title=round.title,
            group=one.group.id,
            name=one.group.name,
            closes_at=round.closes_at,
            closed=one.closed,
            may_reveal=not one.closed and allows(who, Action.REVEAL, round, one.group.id),
        )
        for round in _opened()
        for one in round.asked
        if allows(who, Action.SEE_TEAM, round, one.group.id)
    )


def led_rounds(who: Principal) -> tuple[RoundEntry, ...]:
    """The opened rounds that a leader's groups took part in, the newest first."""
    return tuple(
        RoundEntry(
            round_id=round.id,
            title=round.title,
            closes_at=round.closes_at,
            still_open=sum(not one.closed for one in round.asked),
            asks_aim=round.asks_aim,
        )
        for round in _opened()
        if allows(who, Action.SEE_GROUPS, round)
    )


def team(who: Principal, round_id: int, group: int) -> TeamFinding:
    """One closed team's picture; raises Refused to others, and before the team has closed."""
    with faults_in_words(), store().read() as connection:
        round = rounds.load(connection, round_id, group)
        check(who, Action.SEE_TEAM, round, group)
        participant = round.participant(group)
        if participant is None or not participant.asked or not participant.closed:
            raise Refused(
                "There is no picture of this team yet: nobody sees any before it has closed.",
                cure="Its coach can reveal it, or wait for the closing date.",
            )
        # the rounded summary of a team rests on the organisation's spread, the rest on its own
        alone = None if round.openness is Openness.SUMMARY else [group]
        tallies = _tallies(connection, round, alone)
        written = _written(connection, Place(round_id, group))
    gate = gate_for(round, View.TEAM, tallies)
    return findings.of_team(gate, round, group, tallies, written)


def groups(who: Principal, round_id: int, facet: Facet = Facet.NOW) -> GroupsFinding:
    """The groups of a closed round side by side; raises Refused until the last has closed."""
    with faults_in_words(), store().read() as connection:
        round = rounds.load(connection, round_id)
        check(who, Action.SEE_GROUPS, round)
        if round.state is not State.CLOSED:
            raise Refused(
                "Groups can be seen side by side once the last group of the round has closed.",
                cure="Come back then.",
            )
        if facet not in round.facets:
            raise Refused("This round did not ask for an aim.")
        tallies = _tallies(connection, round)
    gate = gate_for(round, View.OUTSIDE, tallies)
    return findings.of_groups(gate, round, tallies, facet, led_groups(who, round))


def _opened() -> list[Round]:
    with faults_in_words(), store().read() as connection:
        return [one for one in rounds.load_all(connection) if one.state is not State.PLANNED]


def _tallies(
    connection: Connection, round: Round, groups: list[int] | None = None
) -> dict[Key, Tally]:
    return {
        Key(row.group_id, row.subject, row.dimension, Facet(row.facet)): Tally(
            tuple(row.counts), row.unsure
        )
        for row in sql.tallies(connection, round.id, groups)
    }


def _written(connection: Connection, place: Place) -> dict[str, Written]:
    comments: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for row in sql.comments(connection, place):
        comments[row.dimension].append((row.text, row.name))
    placements: dict[str, list[tuple[str, int | None, int | None]]] = defaultdict(list)
    for row in sql.named(connection, place):
        placements[row.dimension].append((row.name, row.now, row.aim))
    return {
        dimension: Written(tuple(comments[dimension]), tuple(placements[dimension]))
        for dimension in {*comments, *placements}
    }
