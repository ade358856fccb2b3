"""The door for what coaches and leaders believe of a team before they look, and what was so."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from db import beliefs as sql
from db.engine import Connection
from posdash.access.door import EACH, entered
from posdash.access.rights import Action, Principal, allows
from posdash.answers import collect
from posdash.errors import Closed
from posdash.findings.pairing import Pairing, beside_team
from posdash.rounds import loading
from posdash.rounds.loading import AboutTeam
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
    """What somebody believes so far: points 1..K by dimension id, UNSURE where they are not."""

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
    """The teams somebody may say it of before their reveal, and those they said it of.

    Never raises Refused: whoever may say it of no team is given none.
    """
    with entered(who, Action.BELIEVE, EACH) as connection:
        said = sql.believed(connection, who.person.id) if who.person else frozenset()
        return tuple(
            Believable(
                TeamId(survey_round.id, participant.group.id),
                survey_round.title,
                participant.group.name,
                participant.closed,
            )
            for survey_round in loading.load_all(connection)
            for participant in survey_round.asked
            if survey_round.was_open
            and allows(who, Action.BELIEVE, survey_round, participant.group.id)
            if not participant.closed or TeamId(survey_round.id, participant.group.id) in said
        )


def guess(who: Principal, team: TeamId) -> Guess:
    """What somebody has said so far, before the reveal.

    Raises Refused, and Closed for a group that is not answering.
    """
    with _believing(who, team) as (connection, survey_round, person):
        row = sql.belief(connection, team, person)
        return Guess(survey_round, row.places if row else {})


def believe(who: Principal, team: TeamId, dimension: str, point: int) -> None:
    """Keep where somebody believes a team stands on one dimension.

    Raises Refused, Closed once it shows, and BadInput for what the round does not ask.
    """
    with _believing(who, team, write=True) as (connection, survey_round, person):
        if _asked(survey_round, team.group_id).closed:
            raise Closed("The team has been revealed.", cure="Look at what you said before.")
        collect.refuse_closed(connection, team)
        collect.check_point(survey_round, dimension, Facet.NOW, point)
        row = sql.belief(connection, team, person)
        sql.keep(connection, team, person, {**(row.places if row else {}), dimension: point})


def share(who: Principal, team: TeamId, *, shared: bool) -> None:
    """Let the team see what one believed of it, or no more.

    Raises Refused, and Closed for a group that is not answering.
    """
    with _believing(who, team, write=True) as (connection, _, person):
        sql.share(connection, team, person, shared=shared)


def compared(who: Principal, team: TeamId) -> Compared | None:
    """One's own belief beside what is, or None if there is none.

    Raises Refused until that may be seen, and Closed for a group that is not answering.
    """
    with _believing(who, team) as (connection, survey_round, person):
        row = sql.belief(connection, team, person)
        if row is None:
            return None
        rows = _pairings(connection, who, survey_round, team.group_id, row.places, "You saw it")
        return Compared("", survey_round.bank.scale, rows, row.shared)


def shared_with(who: Principal, team: TeamId) -> tuple[Compared, ...]:
    """What coaches and leaders let a team see of what they believed; raises Refused to others."""
    about = AboutTeam(team, whole=True)
    with entered(who, Action.SEE_TEAM, about) as (connection, survey_round):
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


@contextmanager
def _believing(
    who: Principal, team: TeamId, *, write: bool = False
) -> Iterator[tuple[Connection, Round, int]]:
    """The round, and the id of whoever may believe something of one of its teams."""
    about = AboutTeam(team, whole=True)  # a leader may by the groups above it
    with entered(who, Action.BELIEVE, about, write=write) as (connection, survey_round):
        _asked(survey_round, team.group_id)
        assert who.person is not None
        yield connection, survey_round, who.person.id


def _asked(survey_round: Round, group: int) -> Participant:
    participant = survey_round.participant(group)
    if participant is None or not participant.asked or not survey_round.was_open:
        raise Closed("This group is not answering.", cure="Choose a team of an open round.")
    return participant


def _pairings(
    connection: Connection,
    who: Principal,
    survey_round: Round,
    group: int,
    points: Mapping[str, int],
    saw: str,
) -> tuple[Pairing, ...]:
    team = viewpoint.known(connection, who, survey_round, group, Facet.NOW).side.values
    return tuple(
        beside_team(
            dimension, points.get(dimension.id), team[dimension.id], survey_round.bank.scale, saw
        )
        for dimension in survey_round.bank.dimensions
    )
