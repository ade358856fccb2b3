"""The door for agendas: what a team's coach wants to talk about, kept with the round."""

from collections.abc import Callable, Sequence
from datetime import datetime

from db import agendas as sql
from db.engine import Connection
from posdash.access.rights import Action, Principal, check
from posdash.errors import BadInput
from posdash.findings import agenda as choice
from posdash.findings.agenda import LONGEST_SLOT, MINUTES, Agenda
from posdash.findings.team import TeamFinding
from posdash.rounds import loading
from posdash.store import faults_in_words, store
from posdash.survey.round import TeamId
from posdash.views import viewpoint

USUAL = 60


def agenda(who: Principal, team: TeamId) -> Agenda:
    """The agenda that was kept, or the proposal for an hour; raises Refused before the close."""
    return prepared(who, team)[0]


def prepared(who: Principal, team: TeamId) -> tuple[Agenda, TeamFinding]:
    """The agenda with the picture it comes from."""
    with faults_in_words(), store().read() as connection:
        return within(connection, who, team)


def slots(connection: Connection, who: Principal, place: TeamId) -> Sequence[tuple[str, int]]:
    """(dimension, minutes) of what is to be talked about, for a door that needs no reasons."""
    row = sql.agenda(connection, place)
    if row is not None:
        return [(dimension_id, minutes) for dimension_id, minutes in row.slots]
    return [(one.dimension, one.minutes) for one in within(connection, who, place)[0].slots]


def settle(connection: Connection, who: Principal, place: TeamId) -> Sequence[tuple[str, int]]:
    """The same, kept from now on: a session goes through one agenda, and chooses it once."""
    found = slots(connection, who, place)
    if sql.agenda(connection, place) is None:
        sql.keep(connection, place, USUAL, list(found), None)
    return found


def change(who: Principal, team: TeamId, how: Callable[..., Agenda], *values: object) -> None:
    """Keep what `how` makes of the agenda as it stands, so that two changes at once both count.

    Raises Refused before the close, and BadInput for what does not fit.
    """
    _keep(who, team, lambda kept, _: how(kept, *values))


def propose(who: Principal, team: TeamId, minutes: int) -> None:
    """Choose anew for another length; the moment at which the team meets stays."""
    _check_length(minutes)
    _keep(
        who,
        team,
        lambda kept, finding: choice.propose(finding, minutes).starting(kept.starts_at),
    )


def _keep(who: Principal, place: TeamId, make: Callable[[Agenda, TeamFinding], Agenda]) -> None:
    with faults_in_words(), store().write() as connection:
        kept, finding = within(connection, who, place)
        wanted = make(kept, finding)
        _check(wanted, finding)
        slots = [(one.dimension, one.minutes) for one in wanted.slots]
        sql.keep(connection, place, wanted.minutes, slots, wanted.starts_at)


def within(connection: Connection, who: Principal, place: TeamId) -> tuple[Agenda, TeamFinding]:
    """The same for a door that reads or writes already."""
    survey_round = loading.load(connection, place.round_id)
    check(who, Action.RUN_SESSION, survey_round, place.group_id)
    finding = viewpoint.team(connection, who, survey_round, place.group_id)
    row = sql.agenda(connection, place)
    if row is None:
        return choice.propose(finding, USUAL), finding
    return choice.of_slots(finding, row.minutes, row.slots, row.starts_at), finding


def _check(wanted: Agenda, finding: TeamFinding) -> None:
    _check_length(wanted.minutes)
    if wanted.starts_at is not None and (
        not isinstance(wanted.starts_at, datetime) or wanted.starts_at.tzinfo is None
    ):
        raise BadInput("This is not a moment.", cure="Choose a day, an hour and a time zone.")
    chosen = [one.dimension for one in wanted.slots]
    if len(set(chosen)) < len(chosen) or not set(chosen) <= set(finding.bank_order):
        raise BadInput("This round does not ask that, or it is there twice.", cure="Choose again.")
    for one in wanted.slots:
        if type(one.minutes) is not int or not 1 <= one.minutes <= LONGEST_SLOT:
            raise BadInput(
                f"A slot takes 1 to {LONGEST_SLOT} minutes.", cure="Give it a length in between."
            )


def _check_length(minutes: int) -> None:
    if type(minutes) is not int or minutes not in MINUTES:
        hours = ", ".join(map(str, MINUTES))
        raise BadInput(f"An agenda takes {hours} minutes.", cure="Choose one of these.")
