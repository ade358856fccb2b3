"""How many have answered, counted once a day: enough to plan by, too rarely to watch anybody."""

from datetime import timedelta

from db import answers as answer_sql
from db import meetings as meeting_sql
from db import rounds as sql
from db.answers import Place
from posdash import clock, presence, privacy, rounds
from posdash.access import Action, Principal, allows, check, may_somewhere, not_open
from posdash.errors import Closed
from posdash.released import Participation
from posdash.steps import Step
from posdash.store import faults_in_words, store
from posdash.survey import State

COUNTED_EVERY = timedelta(days=1)


def participation(who: Principal, id: int) -> tuple[Participation, ...]:
    """How many have answered in each open group that somebody may know it of, by name."""
    if not may_somewhere(who, Action.SEE_PARTICIPATION):
        raise not_open()
    with faults_in_words(), store().read() as connection:
        round = rounds.load(connection, id)
        counted = {row.group_id: row for row in sql.group_rows(connection, id)}
    found = [
        privacy.participation(one, row.answered, row.answered_at, round)
        for one in round.asked
        if round.state is State.OPEN and not one.closed
        if allows(who, Action.SEE_PARTICIPATION, round, one.group.id)
        for row in (counted[one.group.id],)
    ]
    return tuple(sorted(found, key=lambda one: one.group.casefold()))


def live(who: Principal, round_id: int, group: int) -> Participation:
    """How many of a team have answered, counted now, for the screens of its session.

    Only while the session is at the step of placing and k phones follow it: else
    it is what was counted last, so that nobody can watch a team that is not there.
    Raises Refused and Closed.
    """
    place = Place(round_id, group)
    with faults_in_words(), store().read() as connection:
        round = rounds.load(connection, round_id, group)
        check(who, Action.FOLLOW, round, group)
        session = meeting_sql.meeting(connection, place)
        participant = round.participant(group)
        if participant is None or session is None or session.step != Step.PLACE:
            raise Closed("The team is not placing now.", cure="Look where the session is.")
        [row] = sql.group_rows(connection, round_id, group)
        if presence.count(place) < round.k:
            return privacy.participation(participant, row.answered, row.answered_at, round)
        answered = answer_sql.respondents(connection, round_id).get(group, 0)
    return privacy.participation(participant, answered, clock.now(), round)


def count_due() -> int:
    """Count in the open rounds last counted, or opened, a day ago; how many they were."""
    with store().read() as connection:
        due = sql.to_count(connection, clock.now() - COUNTED_EVERY)
    for id in due:
        with faults_in_words(), store().write() as connection:
            # another process may have counted, closed or deleted it meanwhile
            sql.lock(connection, id)
            if id in sql.to_count(connection, clock.now() - COUNTED_EVERY):
                answered = answer_sql.respondents(connection, id)
                sql.set_answered(connection, id, answered, clock.now())
    return len(due)
