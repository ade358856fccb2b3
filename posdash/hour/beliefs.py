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
            Believable(
                TeamId(survey_round.id, one.group.id),
                survey_round.title,
                one.group.name,
                one.closed,
            )
            for survey_round in loading.load_all(connection)
            for one in survey_round.asked
            if survey_round.was_open and allows(who, Action.BELIEVE, survey_round, one.group.id)
            if not one.closed or TeamId(survey_round.id, one.group.id) in said
        )


def guess(who: Principal, team: TeamId) -> Guess:
    """What somebody has said so far, before the reveal."""
    with faults_in_words(), store().read() as connection:
        survey_round, person = _believer(connection, who, team)
        row = sql.belief(connection, team, person)
    return Guess(survey_round, row.places if row else {})


def believe(who: Principal, team: TeamId, dimension: str, place: int) -> None:
    """Keep where somebody believes a team stands on one dimension; raises Closed once it shows."""
    with faults_in_words(), store().write() as connection:
        survey_round, person = _believer(connection, who, team)
        here = team
        if _asked(survey_round, team.group_id).closed:
            raise Closed("The team has been revealed.", cure="Look at what you said before.")
        collect.refuse_closed(connection, here)
        collect.check_place(survey_round, dimension, Facet.NOW, place)
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
        survey_round, person = _believer(connection, who, team)
        row = sql.belief(connection, team, person)
        if row is None:
            return None
        rows = _pairings(connection, who, survey_round, team.group_id, row.places, "You saw it")
        return Compared("", survey_round.bank.scale, rows, row.shared)


def shared_with(who: Principal, team: TeamId) -> tuple[Compared, ...]:
    """What coaches and leaders let a team see of what they believed; raises Refused to others."""
    with faults_in_words(), store().read() as connection:
        survey_round = loading.load(connection, team.round_id)
        check(who, Action.SEE_TEAM, survey_round, team.group_id)
        return tuple(
            Compared(
                row.name,
                survey_round.bank.scale,
                _pairings(
                    connection, who, survey_round, team.group_id, row.places, f"{row.name} saw it"
                ),
                True,
            )
            for row in sql.shared(connection, team)
        )


def _believer(connection: Connection, who: Principal, team: TeamId) -> tuple[Round, int]:
    survey_round = loading.load(connection, team.round_id)
    check(who, Action.BELIEVE, survey_round, team.group_id)
    _asked(survey_round, team.group_id)
    assert who.person is not None
    return survey_round, who.person.id


def _asked(survey_round: Round, group: int) -> Participant:
    one = survey_round.participant(group)
    if one is None or not one.asked or not survey_round.was_open:
        raise Closed("This group is not answering.", cure="Choose a team of an open round.")
    return one


def _pairings(
    connection: Connection,
    who: Principal,
    survey_round: Round,
    group: int,
    places: Mapping[str, int],
    saw: str,
) -> tuple[Pairing, ...]:
    team = viewpoint.side_of(connection, who, survey_round, group, Facet.NOW).values
    return tuple(
        beside_team(one, places.get(one.id), team[one.id], survey_round.bank.scale, saw)
        for one in survey_round.bank.dimensions
    )
