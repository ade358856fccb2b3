"""Where groups came from: renamed, moved, merged or split, as the doors note it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db import people as sql
from db.engine import Connection
from posdash import clock
from posdash.survey.round import Group


class Kind(StrEnum):
    """What happened to a group."""

    RENAMED = "renamed"
    MOVED = "moved"
    MERGED = "merged"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Change:
    """A group and the one it came from, itself where it was renamed or moved.

    `name` and `parent` are those of the one it came from, until `since`.
    """

    group: int
    came_from: int
    kind: Kind
    name: str
    parent: int | None
    since: datetime


def note(connection: Connection, group: int, before: Group, kind: Kind) -> None:
    """Note what happens to a group, and how the one it came from stood until now."""
    sql.add_lineage(
        connection,
        clock.now(),
        group_id=group,
        came_from=before.id,
        kind=kind.value,
        name=before.name,
        parent_id=before.parent,
    )


def changes(connection: Connection) -> tuple[Change, ...]:
    """All that happened to groups since it is noted, the oldest first."""
    return tuple(
        Change(row.group_id, row.came_from, Kind(row.kind), row.name, row.parent_id, row.since)
        for row in sql.lineage(connection)
    )


def origins(connection: Connection) -> dict[int, frozenset[int]]:
    """By group: all that it came from, over every step; groups that came from none are left out."""
    before: dict[int, set[int]] = defaultdict(set)
    for change in changes(connection):
        if change.group != change.came_from:
            before[change.group] |= {change.came_from} | before[change.came_from]
    return {group: frozenset(some - {group}) for group, some in before.items() if some}
