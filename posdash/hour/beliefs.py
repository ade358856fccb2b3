"""The door for what coaches and leaders believe of a team before they look, and what was so."""

from collections.abc import Mapping
from dataclasses import dataclass

from db import beliefs as sql
from db.engine import Connection
from posdash.access.rights import Action, Principal, allows, check
from posdash.answers import collect
from posdash.errors import Closed
from posdash.findings.pairing import Pairing, beside_team
from posdash.rounds import loading
from posdash.store import faults_in_words, store
from posdash.survey.round import Facet, Participant, Round, TeamId
from posdash.views import viewpoint


@dataclass(frozen=True, slots=True)
class Believable:
    """One team in one round of which somebody may still say, or has said, what they believe."""

    team: TeamId
    title: str
    name: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Guess:
    """What somebody believes so far: places 1..K by dimension id, UNSURE where they are not."""

    round: Round
    places: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Compared:
    """What was believed beside what is, in the bank's order; `who` is empty for one's own."""

    who: str
    scale: int
    rows: tuple[Pairing, ...]
    shared: bool


def believable(who: Principal) -> tuple[Believable, ...]:
    """The teams somebody may say it of before their reveal, and those they said it of."""
    with faults_in_words(), store().read() as connection:
        said = sql.believed(connection, who.person.id) if who.person else frozenset()
        return tuple(
            Believable(TeamId(round.id, one.group.id), round.title, one.group.name, one.closed)
            for round in loading.load_all(connection)
            for one in round.asked
            if round.was_open and allows(who, Action.BELIEVE, round, one.group.id)
            if not one.closed or TeamId(round.id, one.group.id) in said
        )


def guess(who: Principal, team: TeamId) -> Guess:
    """What somebody has said so far, before the reveal."""
    with faults_in_words(), store().read() as connection:
        round, person = _believer(connection, who, team)
        row = sql.belief(connection, team, person)
    return Guess(round, row.places if row else {})


def believe(who: Principal, team: TeamId, dimension: str, place: int) -> None:
    """Keep where somebody believes a team stands on one dimension; raises Closed once it shows."""
    with faults_in_words(), store().write() as connection:
        round, person = _believer(connection, who, team)
        here = team
        if _asked(round, team.group_id).closed:
            raise Closed("The team has been revealed.", cure="Look at what you said before.")
        collect.refuse_closed(connection, here)
        collect.check_place(round, dimension, Facet.NOW, place)
        row = sql.belief(connection, here, person)
        sql.keep(connection, here, person, {**(row.places if row else {}), dimension: place})


def share(who: Principal, team: TeamId, *, shared: bool) -> None:
    """Let the team see what one believed of it, or no more."""
    with faults_in_words(), store().write() as connection:
        _, person = _believer(connection, who, team)
        sql.share(connection, team, person, shared=shared)


def compared(who: Principal, team: TeamId) -> Compared | None:
    """One's own belief beside what is; raises Refused until that may be seen, None if none."""
    with faults_in_words(), store().read() as connection:
        round, person = _believer(connection, who, team)
        row = sql.belief(connection, team, person)
        if row is None:
            return None
        rows = _pairings(connection, who, round, team.group_id, row.places, "You saw it")
        return Compared("", round.bank.scale, rows, row.shared)


def shared_with(who: Principal, team: TeamId) -> tuple[Compared, ...]:
    """What coaches and leaders let a team see of what they believed; raises Refused to others."""
    with faults_in_words(), store().read() as connection:
        round = loading.load(connection, team.round_id)
        check(who, Action.SEE_TEAM, round, team.group_id)
        return tuple(
            Compared(
                row.name,
                round.bank.scale,
                _pairings(connection, who, round, team.group_id, row.places, f"{row.name} saw it"),
                True,
            )
            for row in sql.shared(connection, team)
        )


def _believer(connection: Connection, who: Principal, team: TeamId) -> tuple[Round, int]:
    round = loading.load(connection, team.round_id)
    check(who, Action.BELIEVE, round, team.group_id)
    _asked(round, team.group_id)
    assert who.person is not None
    return round, who.person.id


def _asked(round: Round, group: int) -> Participant:
    one = round.participant(group)
    if one is None or not one.asked or not round.was_open:
        raise Closed("This group is not answering.", cure="Choose a team of an open round.")
    return one


def _pairings(
    connection: Connection,
    who: Principal,
    round: Round,
    group: int,
    places: Mapping[str, int],
    saw: str,
) -> tuple[Pairing, ...]:
    team = viewpoint.side_of(connection, who, round, group, Facet.NOW).values
    return tuple(
        beside_team(one, places.get(one.id), team[one.id], round.bank.scale, saw)
        for one in round.bank.dimensions
    )
