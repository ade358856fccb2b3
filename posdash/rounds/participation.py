"""How many have answered, counted once a day: enough to plan by, too rarely to watch anybody."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from db import answers as answer_sql
from db import rounds as sql
from posdash import clock, memory
from posdash.access.door import SOMEWHERE, entered
from posdash.access.rights import Action, Principal, allows
from posdash.release import taking_part
from posdash.release.values import Outlook, Participation
from posdash.rounds import loading
from posdash.store import faults_in_words, store
from posdash.survey.round import State, TeamId

COUNTED_EVERY = timedelta(days=1)
LOOKED_AT_EVERY = timedelta(hours=1)
Counted = tuple[datetime, Mapping[int, tuple[int, int]]]


class _Counts:
    """How many had answered when somebody last asked what a close would yield, by round."""

    def __init__(self) -> None:
        self._found: dict[int, Counted] = {}

    def of(self, round_id: int) -> Counted | None:
        """What was counted within the hour, if anything was."""
        found = self._found.get(round_id)
        return found if found and clock.now() - found[0] < LOOKED_AT_EVERY else None

    def keep(self, round_id: int, counted: Mapping[int, tuple[int, int]]) -> Counted:
        """Keep what was counted now; of two at once, that of the first."""
        now = clock.now(), counted
        self._found = {
            one: found
            for one, found in self._found.items()
            if clock.now() - found[0] < LOOKED_AT_EVERY
        }
        return self._found.setdefault(round_id, now)

    def cleared(self, team: TeamId) -> None:
        """What a group had answered was erased: by the same count, nobody of it has answered.

        Counting anew would let somebody watch the other groups.
        """
        if (found := self._found.get(team.round_id)) is not None:
            self._found[team.round_id] = found[0], {**found[1], team.group_id: (0, 0)}

    def forget(self) -> None:
        """Nothing was counted."""
        self._found = {}


_counts = _Counts()
memory.forgets(_counts.forget)
cleared = _counts.cleared


def participation(who: Principal, round_id: int) -> tuple[Participation, ...]:
    """How many have answered in each open group that somebody may know it of, by name.

    Raises Refused to whoever may know it of none anywhere, and if there is no such round.
    """
    with entered(who, Action.SEE_PARTICIPATION, SOMEWHERE) as connection:
        survey_round = loading.load(connection, round_id)
        counted = {row.group_id: row for row in sql.group_rows(connection, round_id)}
    found = [
        taking_part.participation(participant, row.answered, row.answered_at, survey_round)
        for participant in survey_round.asked
        if survey_round.state is State.OPEN and not participant.closed
        if allows(who, Action.SEE_PARTICIPATION, survey_round, participant.group.id)
        for row in (counted[participant.group.id],)
    ]
    return tuple(sorted(found, key=lambda released: released.group.casefold()))


def outlooks(who: Principal, round_id: int) -> Mapping[int, Outlook]:
    """What closing would yield, for each open group that somebody may close, by its id.

    Counted at most once an hour, so that nobody can watch; raises Refused as `participation`.
    """
    with entered(who, Action.REVEAL, SOMEWHERE) as connection:
        survey_round = loading.load(connection, round_id)
        at, counted = _counts.of(round_id) or _counts.keep(
            round_id, answer_sql.respondents(connection, round_id)
        )
    return {
        participant.group.id: taking_part.outlook(
            participant, *counted.get(participant.group.id, (0, 0)), at, survey_round
        )
        for participant in survey_round.asked
        if survey_round.state is State.OPEN and not participant.closed
        if allows(who, Action.REVEAL, survey_round, participant.group.id)
    }


def count_due() -> int:
    """Count in the open rounds last counted, or opened, a day ago; how many they were."""
    with store().read() as connection:
        due = sql.to_count(connection, clock.now() - COUNTED_EVERY)
    for round_id in due:
        with faults_in_words(), store().write() as connection:
            # another process may have counted, closed or deleted it meanwhile
            sql.lock(connection, round_id)
            if round_id in sql.to_count(connection, clock.now() - COUNTED_EVERY):
                answered = answer_sql.respondents(connection, round_id)
                sql.set_answered(connection, round_id, answered, clock.now())
    return len(due)
