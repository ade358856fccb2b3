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


def earlier(connection: Connection, round: Round) -> tuple[Round, ...]:
    """The rounds opened before that asked the same of the same subject, the newest first."""
    found = [
        one
        for one in loading.load_all(connection)
        if one.id != round.id
        and one.was_open
        and one.asks_the_same(round)
        and (round.state is State.PLANNED or _opening(one) < _opening(round))
    ]
    return tuple(sorted(found, key=_opening, reverse=True))


def later(connection: Connection, round: Round) -> tuple[int, ...]:
    """The ids of rounds opened since that are rounded with regard to this one."""
    since = (one for one in loading.load_all(connection) if one.was_open and one.id != round.id)
    return tuple(
        one.id for one in since if round.id in {each.id for each in earlier(connection, one)}
    )


def _opening(round: Round) -> tuple[datetime, int]:
    """The instant it opened; rounds of which that was not noted yet opened before all others."""
    return round.opened_at or LONG_AGO, round.id


def counted(connection: Connection, round: Round) -> Counted:
    """What the closes of a round left behind, with the tallies of earlier rounds.

    These are needed where few may have changed since, and only read then.
    """
    here = loading.counted(connection, round)
    if all(one.few_changed is None for one in round.participants):
        return here
    before = (loading.counted(connection, one).tallies for one in earlier(connection, round))
    return replace(here, earlier=tuple(before))


def few_changed_groups(
    connection: Connection, round: Round, *, deleted_too: bool
) -> dict[int, bool]:
    """By group of a round: whether few have changed since any earlier round that asked it.

    People who were deleted since count as unknown if `deleted_too`; groups that
    no earlier round asked are left out.
    """
    before = [(one, _snapshots(connection, one, deleted_too)) for one in earlier(connection, round)]
    here = _snapshots(connection, round, deleted_too)
    found: dict[int, bool] = {}
    for one in round.participants:
        group = one.group.id
        now = _sum(round.below(group), here)
        then = [_sum(each.below(group), of) for each, of in before if each.participant(group)]
        if then:
            found[group] = any(few_changed(each, now, round.k_outside) for each in then)
    return found


def _snapshots(connection: Connection, round: Round, deleted_too: bool) -> dict[int, Snapshot]:
    listed: dict[int, set[int]] = defaultdict(set)
    for group, person in sql.members(connection, round.id):
        listed[group].add(person)
    answered: dict[int, int] = defaultdict(int)
    for row in count_sql.tallies(connection, round.id):
        answered[row.group_id] = max(answered[row.group_id], sum(row.counts) + row.unsure)
    found = {}
    for one in round.asked:
        group = one.group.id
        deleted = one.people - len(listed[group]) if deleted_too else 0
        unlisted = max(answered[group] - one.people, 0)
        found[group] = Snapshot(frozenset(listed[group]), deleted + unlisted)
    return found


def _sum(groups: Iterable[int], snapshots: Mapping[int, Snapshot]) -> Snapshot:
    return sum((snapshots.get(one, Snapshot()) for one in groups), Snapshot())
