"""The door for rounds under way: open, extend, let in, cancel, erase, delete."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from db import answers as answer_sql
from db import counts as count_sql
from db import meetings as meeting_sql
from db import people as people_sql
from db import rounds as sql
from db.engine import Connection
from posdash import clock
from posdash.access import codes, log
from posdash.access.door import entered
from posdash.access.log import Deed
from posdash.access.rights import Action, Principal
from posdash.errors import BadInput, Closed
from posdash.keys import new_secret, to_text
from posdash.organisation.tree import tree
from posdash.rounds import history, loading
from posdash.rounds.alike import ask_alike
from posdash.rounds.loading import AboutRound
from posdash.rounds.plan import taking_part
from posdash.store import faults_in_words, store, wipe_what_was_erased
from posdash.survey.round import Links, Round, State, TeamId


@dataclass(frozen=True, slots=True)
class Joiner:
    """Somebody who belongs to a group today and did not when its round opened."""

    group: int
    person: int
    name: str


def open_round(who: Principal, round_id: int) -> Round:
    """Open a planned round: its terms are locked, groups and members noted, links made.

    Raises Refused, Closed if it was opened before, and BadInput for what does not fit.
    """
    with _running(who, round_id) as (connection, survey_round):
        if survey_round.state is not State.PLANNED:
            raise Closed("This round has been opened before.", cure="Look it up in the list.")
        if survey_round.closes_at <= clock.now():
            raise BadInput("The closing time has passed.", cure="Move it first.")
        asked = {one.group.id for one in survey_round.asked}
        _refuse_archived(connection, asked)
        _refuse_twice_at_once(connection, survey_round, asked)
        members = _members(connection, survey_round, asked)
        ways_in = _ways_in(connection, asked) if survey_round.links is Links.TEAM else {}
        sql.set_groups(connection, round_id, taking_part(connection, asked, members, ways_in))
        sql.set_members(connection, round_id, _pairs(members))
        sql.promise_coaches(connection, round_id)
        sql.set_state(connection, round_id, State.OPEN)
        sql.set_opened(connection, round_id, clock.now())
        log.note(connection, who, Deed.OPENED_ROUND, round=survey_round.title)
        return loading.load(connection, round_id)


def move_closing(who: Principal, round_id: int, closes_at: datetime) -> None:
    """Move the closing instant: freely while planned, and once open only to a later one.

    Raises Refused, Closed once the round is over, and BadInput.
    """
    with _running(who, round_id) as (connection, survey_round):
        if survey_round.state not in (State.PLANNED, State.OPEN):
            raise Closed("This round is over.", cure="Repeat it as a new one.")
        earliest = survey_round.closes_at if survey_round.state is State.OPEN else clock.now()
        if closes_at <= earliest:
            raise BadInput(
                "People were told until when they can answer.",
                cure=f"Choose a moment after {earliest:%Y-%m-%d %H:%M} UTC.",
            )
        _refuse_erasure_before(closes_at, survey_round.erase_at)
        sql.set_closing(connection, round_id, closes_at)
        log.note(connection, who, Deed.EXTENDED_ROUND, round=survey_round.title)


def cancel(who: Principal, round_id: int) -> None:
    """Call off a round that was opened by mistake: every answer is erased, nothing is counted.

    Raises Refused, and Closed unless it is open and no group of it has closed.
    """
    with _running(who, round_id) as (connection, survey_round):
        if survey_round.state is not State.OPEN:
            raise Closed("This round is not open.", cure="Delete it instead.")
        if any(one.closed for one in survey_round.asked):
            raise Closed(
                "A team of this round has closed, and people have seen its picture.",
                cure="Close the others as well.",
            )
        answer_sql.erase(connection, round_id)
        for one in survey_round.asked:
            sql.change_group(connection, round_id, one.group.id, code=None, answered=None)
            meeting_sql.change(connection, TeamId(round_id, one.group.id), code=None)
            count_sql.owe(connection, TeamId(round_id, one.group.id))
        sql.set_state(connection, round_id, State.CANCELLED)
        log.note(connection, who, Deed.CANCELLED_ROUND, round=survey_round.title)
    wipe_what_was_erased()


def delete(who: Principal, round_id: int) -> None:
    """Forget a round that is not open, with all that was counted and written in it.

    Raises Refused, and Closed if it is open or a later one rests on it.
    """
    with _running(who, round_id) as (connection, survey_round):
        if survey_round.state is State.OPEN:
            raise Closed("People are answering this round.", cure="Close or cancel it first.")
        _refuse_if_another_rests_on_it(connection, survey_round)
        sql.delete_round(connection, round_id)
        for one in survey_round.asked:
            count_sql.owe(connection, TeamId(round_id, one.group.id))
        log.note(connection, who, Deed.DELETED_ROUND, round=survey_round.title)
    wipe_what_was_erased()


def set_erasure(who: Principal, round_id: int, at: datetime | None) -> None:
    """Set when comments and names of a round are erased; None keeps them.

    Raises Refused, and BadInput for a day before the close.
    """
    with _running(who, round_id) as (connection, survey_round):
        if survey_round.state in (State.PLANNED, State.OPEN):
            _refuse_erasure_before(survey_round.closes_at, at)
        sql.set_erasure(connection, round_id, at)
        log.note(connection, who, Deed.SET_ERASURE, round=survey_round.title)


def erase_due() -> int:
    """Erase comments and names of closed rounds whose date for that has come; how many rounds."""
    with store().read() as connection:
        due = sql.to_erase(connection, clock.now())
    for round_id in due:
        with faults_in_words(), store().write() as connection:
            if sql.lock(connection, round_id) is None or round_id not in sql.to_erase(
                connection, clock.now()
            ):
                continue  # another process was quicker, or the round was deleted
            survey_round = loading.load(connection, round_id)
            answer_sql.erase(connection, round_id)
            for one in survey_round.asked:
                count_sql.owe(connection, TeamId(round_id, one.group.id))
            log.note(connection, None, Deed.ERASED, round=survey_round.title)
    wipe_what_was_erased()
    return len(due)


def joiners(who: Principal, round_id: int) -> tuple[Joiner, ...]:
    """Who has joined the open groups of a round since it opened, by name; raises Refused."""
    with entered(who, Action.PLAN, AboutRound(round_id)) as (connection, survey_round):
        return _joiners(connection, survey_round)


def let_in(who: Principal, team: TeamId, person: int) -> None:
    """Count a late joiner among those who may answer, before their group closes.

    Raises Refused, and BadInput for anybody who did not join since.
    """
    with _running(who, team.round_id) as (connection, survey_round):
        if (team.group_id, person) not in {
            (one.group, one.person) for one in _joiners(connection, survey_round)
        }:
            raise BadInput(
                "Only somebody who joined an open group since can be let in.",
                cure="Add them to the group first, on the page of people.",
            )
        people = next(one.people for one in survey_round.asked if one.group.id == team.group_id)
        sql.set_members(connection, team.round_id, [(team.group_id, person)])
        sql.change_group(connection, team.round_id, team.group_id, people=people + 1)
        log.note(connection, who, Deed.LET_IN, person, round=survey_round.title)


def _running(who: Principal, round_id: int) -> AbstractContextManager[tuple[Connection, Round]]:
    """The round of whoever may run it; nobody else changes it until the transaction ends."""
    return entered(who, Action.PLAN, AboutRound(round_id, held=True), write=True)


def _joiners(connection: Connection, survey_round: Round) -> tuple[Joiner, ...]:
    if survey_round.state is not State.OPEN:
        return ()
    here = {tuple(row) for row in sql.members(connection, survey_round.id)}
    listed = {person for _, person in here}
    names = {row.id: row.name for row in people_sql.people(connection)}
    takes = {one.group.id for one in survey_round.asked if not one.closed}
    once = survey_round.links is Links.PERSONAL  # a personal link is for one group
    found = [
        Joiner(group, person, names[person])
        for group, person in people_sql.memberships(connection)
        if group in takes and (group, person) not in here and not (once and person in listed)
    ]
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.person)))


def _refuse_archived(connection: Connection, asked: set[int]) -> None:
    if asked & {one.id for one in tree(connection) if one.archived}:
        raise BadInput(
            "A group of this round has been archived since.",
            cure="Bring it back, or plan the round anew without it.",
        )


def _refuse_erasure_before(closes_at: datetime, erase_at: datetime | None) -> None:
    if erase_at is not None and erase_at <= closes_at:
        raise BadInput(
            "Comments and names cannot be erased before the round closes.",
            cure="Move one of the two days.",
        )


def _refuse_twice_at_once(connection: Connection, survey_round: Round, asked: set[int]) -> None:
    """Two rounds that ask the same at once could not be rounded with regard to each other."""
    for one in history.earlier(connection, survey_round):
        if one.state is State.OPEN and asked & {each.group.id for each in one.asked}:
            raise BadInput(
                f"“{one.title}” still asks some of these groups the same.",
                cure="Close it first, or leave these groups out.",
            )


def _refuse_if_another_rests_on_it(connection: Connection, survey_round: Round) -> None:
    """A later round is rounded with regard to this one, or will be, and could not be any more."""
    asked = _asked(connection, survey_round)
    for one in loading.load_all(connection):
        # while a round is open it is not yet known who has answered
        judged = one.state is State.OPEN or any(each.few_changed for each in one.participants)
        beside = one.id != survey_round.id and one.was_open and ask_alike(one, survey_round)
        later = one.state is State.OPEN or history.opened(one) > history.opened(survey_round)
        if judged and beside and later and not asked.isdisjoint(_asked(connection, one)):
            raise Closed(
                f"“{one.title}” is rounded with regard to this round.",
                cure="Delete the later one first.",
            )


def _asked(connection: Connection, survey_round: Round) -> set[tuple[str, int]]:
    """The groups of a round, and who was listed in them."""
    groups = {("group", one.group.id) for one in survey_round.participants}
    return groups | {("person", one) for _, one in sql.members(connection, survey_round.id)}


def _members(connection: Connection, survey_round: Round, asked: set[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {group_id: set() for group_id in asked}
    placed: set[int] = set()
    for group, person in sorted(people_sql.memberships(connection)):
        once = survey_round.links is Links.PERSONAL
        if group in asked and not (once and person in placed):
            found[group].add(person)
            placed.add(person)
    if survey_round.links is Links.PERSONAL and not placed:
        raise BadInput(
            "Personal links need people, and these groups have no members yet.",
            cure="Add people to the groups, or use team links.",
        )
    return found


def _ways_in(connection: Connection, asked: set[int]) -> dict[int, tuple[str, str]]:
    """A fresh link and a two-word code for each group."""
    taken = sql.codes(connection)
    found = {}
    for group in sorted(asked):
        code = codes.fresh(taken)
        taken.add(code)
        found[group] = (to_text(new_secret()), code)
    return found


def _pairs(members: Mapping[int, set[int]]) -> Iterable[tuple[int, int]]:
    return ((group, person) for group, people in members.items() for person in sorted(people))
