"""Earlier rounds that asked the same, and who has joined or left since."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from db import counts as count_sql
from db import rounds as sql
from db.engine import Connection
from posdash.release.turnover import Snapshot, few_changed
from posdash.rounds import loading
from posdash.survey.round import Round, State
from posdash.survey.tally import Counted

LONG_AGO = datetime.min.replace(tzinfo=UTC)


def earlier(connection: Connection, survey_round: Round) -> tuple[Round, ...]:
    """The rounds opened before that asked the same of the same subject, the newest first."""
    found = [
        other
        for other in loading.load_all(connection)
        if other.id != survey_round.id
        and other.was_open
        and other.asks_the_same(survey_round)
        and (survey_round.state is State.PLANNED or _opening(other) < _opening(survey_round))
    ]
    return tuple(sorted(found, key=_opening, reverse=True))


def later(connection: Connection, survey_round: Round) -> tuple[int, ...]:
    """The ids of rounds opened since that are rounded with regard to this one."""
    others = (
        other
        for other in loading.load_all(connection)
        if other.was_open and other.id != survey_round.id
    )
    return tuple(
        other.id
        for other in others
        if survey_round.id in {before.id for before in earlier(connection, other)}
    )


def _opening(survey_round: Round) -> tuple[datetime, int]:
    """The instant it opened; rounds of which that was not noted yet opened before all others."""
    return survey_round.opened_at or LONG_AGO, survey_round.id


def counted(connection: Connection, survey_round: Round) -> Counted:
    """What the closes of a round left behind, with the tallies of earlier rounds.

    These are needed where few may have changed since, and only read then.
    """
    here = loading.counted(connection, survey_round)
    if all(participant.few_changed is None for participant in survey_round.participants):
        return here
    before = earlier(connection, survey_round)
    tallies = tuple(loading.counted(connection, other).tallies for other in before)
    return replace(here, earlier=tallies)


def few_changed_groups(
    connection: Connection, survey_round: Round, *, deleted_too: bool
) -> dict[int, bool]:
    """By group of a round: whether few have changed since any earlier round that asked it.

    People who were deleted since count as unknown if `deleted_too`; groups that
    no earlier round asked are left out.
    """
    before = [
        (other, _snapshots(connection, other, deleted_too))
        for other in earlier(connection, survey_round)
    ]
    here = _snapshots(connection, survey_round, deleted_too)
    found: dict[int, bool] = {}
    for participant in survey_round.participants:
        group = participant.group.id
        now = _sum(survey_round.below(group), here)
        then = [_sum(other.below(group), of) for other, of in before if other.participant(group)]
        if then:
            found[group] = any(few_changed(was, now, survey_round.k_outside) for was in then)
    return found


def _snapshots(
    connection: Connection, survey_round: Round, deleted_too: bool
) -> dict[int, Snapshot]:
    listed: dict[int, set[int]] = defaultdict(set)
    for group, person in sql.members(connection, survey_round.id):
        listed[group].add(person)
    answered: dict[int, int] = defaultdict(int)
    for row in count_sql.tallies(connection, survey_round.id):
        answered[row.group_id] = max(answered[row.group_id], sum(row.counts) + row.unsure)
    found = {}
    for participant in survey_round.asked:
        group = participant.group.id
        deleted = participant.people - len(listed[group]) if deleted_too else 0
        unlisted = max(answered[group] - participant.people, 0)
        found[group] = Snapshot(frozenset(listed[group]), deleted + unlisted)
    return found


def _sum(groups: Iterable[int], snapshots: Mapping[int, Snapshot]) -> Snapshot:
    return sum((snapshots.get(group, Snapshot()) for group in groups), Snapshot())
