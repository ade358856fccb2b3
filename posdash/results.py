"""The door out: tallies, through the release gate, to findings about a team or about groups."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from db import answers as sql
from db import rounds as round_sql
from db.answers import Place
from db.engine import Connection
from posdash import comparisons, findings, history, rounds, side_by_side, words
from posdash.access import Action, Principal, allows, check, led_groups
from posdash.bank import Openness
from posdash.comparisons import Comparison, Side
from posdash.errors import Refused
from posdash.findings import TeamFinding, Written
from posdash.privacy import Gate, View, organisation
from posdash.released import Organisation
from posdash.side_by_side import GroupsFinding
from posdash.store import faults_in_words, store
from posdash.survey import Facet, Round, State


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
    attributes: tuple[str, ...]
    turnover: str


@dataclass(frozen=True, slots=True)
class RoundEntry:
    """One round in the list of a leader; `still_open` counts the groups not yet closed."""

    round_id: int
    title: str
    closes_at: datetime
    still_open: int
    asks_aim: bool
    attributes: tuple[str, ...]


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
            attributes=tuple(each.key for each in round.attributes),
            turnover=words.turnover(round.openness),
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
            attributes=tuple(one.key for one in round.attributes),
        )
        for round in _opened()
        if allows(who, Action.SEE_GROUPS, round)
    )


def team(who: Principal, round_id: int, group: int) -> TeamFinding:
    """One closed team's picture; raises Refused to others, and before the team has closed."""
    with faults_in_words(), store().read() as connection:
        return _team(connection, who, rounds.load(connection, round_id), group)


def groups(who: Principal, round_id: int, facet: Facet = Facet.NOW) -> GroupsFinding:
    """The groups of a closed round side by side; raises Refused until the last has closed."""
    with faults_in_words(), store().read() as connection:
        return _groups(connection, who, rounds.load(connection, round_id), facet)[0]


def by_attribute(
    who: Principal, round_id: int, group: int, attribute: str, facet: Facet = Facet.NOW
) -> GroupsFinding:
    """A group split by what people said of themselves, for its coach or for a leader above it.

    Raises Refused to others, and for what the round did not ask.
    """
    return _by_attribute(who, round_id, group, attribute, facet)[0]


def compare(
    who: Principal, round_id: int, first: int, second: int, facet: Facet = Facet.NOW
) -> Comparison:
    """How the second group of a closed round stands to the first, for a leader of both."""
    with faults_in_words(), store().read() as connection:
        round = rounds.load(connection, round_id)
        found, usual = _groups(connection, who, round, facet)
    return comparisons.compare(_side(found, first), _side(found, second), found.dimensions, usual)


def compare_choices(
    who: Principal,
    round_id: int,
    group: int,
    attribute: str,
    choices: tuple[str, str],
    facet: Facet = Facet.NOW,
) -> Comparison:
    """How those of a group who chose the second stand to those who chose the first."""
    found, usual = _by_attribute(who, round_id, group, attribute, facet)
    rows = {row.group.name: row.group.id for row in found.rows[1:]}
    first, second = (_side(found, rows.get(one, 0)) for one in choices)
    return comparisons.compare(first, second, found.dimensions, usual)


def since(
    who: Principal, round_id: int, group: int, earlier_id: int, facet: Facet = Facet.NOW
) -> Comparison:
    """How a group stands to where it stood in an earlier round that asked the same."""
    with faults_in_words(), store().read() as connection:
        later = rounds.load(connection, round_id)
        before = next(
            (one for one in history.earlier(connection, later) if one.id == earlier_id), None
        )
        if before is None:
            raise Refused("These two rounds did not ask the same, one after the other.")
        then = _side_of(connection, who, before, group, facet)
        now = _side_of(connection, who, later, group, facet)
        usual = organisation(later, history.counted(connection, later))
    return comparisons.compare(then, now, later.bank.dimensions, usual)


def earlier(who: Principal, round_id: int, group: int) -> dict[int, str]:
    """The earlier rounds that a group may be compared with: titles by id, the newest first."""
    with faults_in_words(), store().read() as connection:
        later = rounds.load(connection, round_id)
        _view(who, later, group)
        return {
            one.id: one.title
            for one in history.earlier(connection, later)
            if _may_look(who, one, group)
        }


def _team(connection: Connection, who: Principal, round: Round, group: int) -> TeamFinding:
    check(who, Action.SEE_TEAM, round, group)
    participant = round.participant(group)
    if participant is None or not participant.asked or not participant.closed:
        raise Refused(
            "There is no picture of this team yet: nobody sees any before it has closed.",
            cure="Its coach can reveal it, or wait for the closing date.",
        )
    # the rounded summary of a team rests on the organisation's spread, the rest on its own
    summary = round.openness is Openness.SUMMARY
    counted = (
        history.counted(connection, round)
        if summary
        else rounds.counted(connection, round, [group])
    )
    gate = Gate(round.openness, round.k, View.TEAM, organisation(round, counted))
    written = _written(connection, Place(round.id, group))
    return findings.of_team(gate, round, group, counted, written)


def _by_attribute(
    who: Principal, round_id: int, group: int, attribute: str, facet: Facet
) -> tuple[GroupsFinding, Organisation]:
    with faults_in_words(), store().read() as connection:
        round = rounds.load(connection, round_id)
        view = _view(who, round, group)
        asked = next((one for one in round.attributes if one.key == attribute), None)
        if asked is None or facet not in round.facets:
            raise Refused("This round did not ask that.", cure="Choose what it asked.")
        counted = history.counted(connection, round)
        inside = _inside(connection, who, round)
    gate = Gate(round.openness, round.k_outside, view, organisation(round, counted))
    found = side_by_side.by_attribute(gate, round, counted, facet, group, asked, inside)
    return found, gate.organisation


def _groups(
    connection: Connection, who: Principal, round: Round, facet: Facet
) -> tuple[GroupsFinding, Organisation]:
    check(who, Action.SEE_GROUPS, round)
    if round.state is not State.CLOSED:
        raise Refused(
            "Groups can be seen side by side once the last group of the round has closed.",
            cure="Come back then.",
        )
    if facet not in round.facets:
        raise Refused("This round did not ask for an aim.")
    counted = history.counted(connection, round)
    gate = Gate(round.openness, round.k_outside, View.OUTSIDE, organisation(round, counted))
    inside = _inside(connection, who, round)
    shown = led_groups(who, round)
    found = side_by_side.of_groups(gate, round, counted, facet, shown, inside)
    return found, gate.organisation


def _view(who: Principal, round: Round, group: int) -> View:
    """From where somebody looks at a group; raises Refused where they may not look at all."""
    participant = round.participant(group)
    if allows(who, Action.SEE_TEAM, round, group) and participant and participant.closed:
        return View.TEAM
    check(who, Action.SEE_GROUPS, round)
    if round.state is not State.CLOSED or group not in led_groups(who, round):
        raise Refused("This is not open to you yet.", cure="Wait until the round has closed.")
    return View.OUTSIDE


def _may_look(who: Principal, round: Round, group: int) -> bool:
    participant = round.participant(group)
    if participant is None:
        return False
    inside = allows(who, Action.SEE_TEAM, round, group) and participant.closed
    return inside or (round.state is State.CLOSED and group in led_groups(who, round))


def _inside(connection: Connection, who: Principal, round: Round) -> frozenset[int]:
    """The groups of a round that somebody sees from inside, over all that they are."""
    asked = {one.group.id for one in round.asked}
    found = {one for one in asked if allows(who, Action.SEE_TEAM, round, one)}
    if who.person is not None:
        found |= set(round_sql.groups_of(connection, round.id, who.person.id))
    return frozenset(found & asked)


def _side_of(
    connection: Connection, who: Principal, round: Round, group: int, facet: Facet
) -> Side:
    if _view(who, round, group) is View.OUTSIDE:
        found = _side(_groups(connection, who, round, facet)[0], group)
        return Side(round.title, found.values)
    values = {
        one.dimension.id: one.now if facet is Facet.NOW else one.aim
        for one in _team(connection, who, round, group).dimensions
    }
    return Side(round.title, {id: one for id, one in values.items() if one is not None})


def _side(found: GroupsFinding, group: int) -> Side:
    for row in found.rows:
        if row.group.id == group:
            ids = (one.id for one in found.dimensions)
            return Side(row.group.name, dict(zip(ids, row.cells, strict=True)))
    raise Refused("This group is not open to you, or it took no part.")


def _opened() -> list[Round]:
    with faults_in_words(), store().read() as connection:
        return [one for one in rounds.load_all(connection) if one.was_open]


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
