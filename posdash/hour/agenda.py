"""The door for agendas: what a team's coach wants to talk about, kept with the round."""

from collections.abc import Callable, Sequence
from datetime import datetime

from db import agendas as sql
from db.engine import Connection
from posdash.access.door import entered
from posdash.access.rights import Action, Principal, allows, check
from posdash.errors import BadInput
from posdash.findings import agenda as choice
from posdash.findings.agenda import LONGEST_SLOT, MINUTES, Agenda
from posdash.findings.team import TeamFinding
from posdash.rounds import loading
from posdash.rounds.loading import AboutTeam
from posdash.survey.round import Round, TeamId
from posdash.views import viewpoint

USUAL = 60


def agenda(who: Principal, team: TeamId) -> Agenda:
    """The agenda that was kept, or the proposal for an hour; raises Refused before the close."""
    return prepared(who, team)[0]


def prepared(who: Principal, team: TeamId) -> tuple[Agenda, TeamFinding]:
    """The agenda with the picture it comes from; raises Refused before the close."""
    about = AboutTeam(team, whole=True)
    with entered(who, Action.RUN_SESSION, about) as (connection, survey_round):
        return _prepared(connection, who, survey_round, team)


def slots(connection: Connection, who: Principal, team: TeamId) -> Sequence[tuple[str, int]]:
    """(dimension, minutes) of what is to be talked about, for a door that needs no reasons.

    Nothing for a coach who sees the team from outside: what it talks about comes of its picture.
    Raises Refused before the close where nothing was kept.
    """
    survey_round = loading.load(connection, team.round_id, team.group_id)
    if not allows(who, Action.SEE_TEAM, survey_round, team.group_id):
        return []
    row = sql.agenda(connection, team)
    if row is not None:
        return [(dimension_id, minutes) for dimension_id, minutes in row.slots]
    return _timed(within(connection, who, team)[0])


def settle(connection: Connection, who: Principal, team: TeamId) -> Sequence[tuple[str, int]]:
    """The same, kept from now on: a session goes through one agenda, and chooses it once.

    Raises Refused before the close where nothing was kept.
    """
    found = slots(connection, who, team)
    if found and sql.agenda(connection, team) is None:
        sql.keep(connection, team, USUAL, list(found), None)
    return found


def change(who: Principal, team: TeamId, how: Callable[..., Agenda], *values: object) -> None:
    """Keep what `how` makes of the agenda as it stands, so that two changes at once both count.

    Raises Refused before the close, and BadInput for what does not fit.
    """
    _keep(who, team, lambda kept, _: how(kept, *values))


def propose(who: Principal, team: TeamId, minutes: int) -> None:
    """Choose anew for another length; the moment at which the team meets stays.

    Raises Refused before the close, and BadInput for a length that no agenda has.
    """
    _check_length(minutes)
    _keep(
        who,
        team,
        lambda kept, finding: choice.propose(finding, minutes).starting(kept.starts_at),
    )


def _keep(who: Principal, team: TeamId, make: Callable[[Agenda, TeamFinding], Agenda]) -> None:
    about = AboutTeam(team, whole=True)
    with entered(who, Action.RUN_SESSION, about, write=True) as (connection, survey_round):
        kept, finding = _prepared(connection, who, survey_round, team)
        wanted = make(kept, finding)
        _check(wanted, finding)
        sql.keep(connection, team, wanted.minutes, _timed(wanted), wanted.starts_at)


def within(connection: Connection, who: Principal, team: TeamId) -> tuple[Agenda, TeamFinding]:
    """The agenda with its picture, for a door that reads or writes already; raises Refused."""
    survey_round = loading.load(connection, team.round_id)
    check(who, Action.RUN_SESSION, survey_round, team.group_id)
    return _prepared(connection, who, survey_round, team)


def _prepared(
    connection: Connection, who: Principal, survey_round: Round, team: TeamId
) -> tuple[Agenda, TeamFinding]:
    finding = viewpoint.team(connection, who, survey_round, team.group_id)
    row = sql.agenda(connection, team)
    if row is None:
        return choice.propose(finding, USUAL), finding
    return choice.of_slots(finding, row.minutes, row.slots, row.starts_at), finding


def _timed(wanted: Agenda) -> list[tuple[str, int]]:
    return [(slot.dimension, slot.minutes) for slot in wanted.slots]


def _check(wanted: Agenda, finding: TeamFinding) -> None:
    _check_length(wanted.minutes)
    if wanted.starts_at is not None and (
        not isinstance(wanted.starts_at, datetime) or wanted.starts_at.tzinfo is None
    ):
        raise BadInput("This is not a moment.", cure="Choose a day, an hour and a time zone.")
    chosen = [slot.dimension for slot in wanted.slots]
    if len(set(chosen)) < len(chosen) or not set(chosen) <= set(finding.bank_order):
        raise BadInput("This round does not ask that, or it is there twice.", cure="Choose again.")
    for slot in wanted.slots:
        if type(slot.minutes) is not int or not 1 <= slot.minutes <= LONGEST_SLOT:
            raise BadInput(
                f"A slot takes 1 to {LONGEST_SLOT} minutes.", cure="Give it a length in between."
            )


def _check_length(minutes: int) -> None:
    if type(minutes) is not int or minutes not in MINUTES:
        hours = ", ".join(map(str, MINUTES))
        raise BadInput(f"An agenda takes {hours} minutes.", cure="Choose one of these.")
