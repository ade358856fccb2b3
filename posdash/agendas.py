"""The door for agendas: what a team's coach wants to talk about, kept with the round."""

from datetime import datetime

from db import agendas as sql
from db.answers import Place
from posdash import agenda as choice
from posdash import results, rounds
from posdash.access import Action, Principal, check
from posdash.agenda import LONGEST_SLOT, MINUTES, Agenda, Slot
from posdash.errors import BadInput
from posdash.findings import TeamFinding
from posdash.store import faults_in_words, store

USUAL = 60


def agenda(who: Principal, round_id: int, group: int) -> Agenda:
    """The agenda that was kept, or the proposal for an hour; raises Refused before the close."""
    return prepared(who, round_id, group)[0]


def prepared(who: Principal, round_id: int, group: int) -> tuple[Agenda, TeamFinding]:
    """The agenda with the picture it comes from."""
    with faults_in_words(), store().read() as connection:
        check(who, Action.RUN_SESSION, rounds.load(connection, round_id), group)
        row = sql.agenda(connection, Place(round_id, group))
    finding = results.team(who, round_id, group)
    if row is None:
        return choice.propose(finding, USUAL), finding
    framing, steps, _ = choice.shares(row.minutes)
    reasons = choice.why(finding)
    slots = tuple(Slot(id, minutes, reasons[id]) for id, minutes in row.slots)
    close = choice.agreements(finding, [one.dimension for one in slots])
    return Agenda(row.minutes, framing, slots, steps, close, row.starts_at), finding


def keep(who: Principal, round_id: int, group: int, wanted: Agenda) -> None:
    """Keep an agenda; raises Refused before the close, and BadInput for what does not fit."""
    finding = results.team(who, round_id, group)
    _check(wanted, finding)
    with faults_in_words(), store().write() as connection:
        check(who, Action.RUN_SESSION, rounds.load(connection, round_id), group)
        slots = [(one.dimension, one.minutes) for one in wanted.slots]
        sql.keep(connection, Place(round_id, group), wanted.minutes, slots, wanted.starts_at)


def _check(wanted: Agenda, finding: TeamFinding) -> None:
    if type(wanted.minutes) is not int or wanted.minutes not in MINUTES:
        hours = ", ".join(map(str, MINUTES))
        raise BadInput(f"An agenda takes {hours} minutes.", cure="Choose one of these.")
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
