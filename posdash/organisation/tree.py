"""The organisation's tree as it is today: paths, what lies above, what lies below."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from db import people as sql
from db.engine import Connection
from posdash.access.rights import Target
from posdash.survey.round import Group

SEPARATOR = "/"


@dataclass(frozen=True, slots=True)
class AboutGroup:
    """What a door is about: a group of today's tree."""

    group: int

    def find(self, connection: Connection) -> list[Group]:
        """The whole tree."""
        return tree(connection)

    def target(self, found: list[Group]) -> Target:
        """The group with all above it; nothing if it is not there."""
        return Target(lineage=lineages(found).get(self.group, frozenset()))


def tree(connection: Connection) -> list[Group]:
    """All groups; whatever lies in an archived group counts as archived, too."""
    rows = sql.groups(connection)
    by_id = {row.id: row for row in rows}

    def gone(group_id: int | None) -> bool:
        while group_id is not None:
            if by_id[group_id].archived_at is not None:
                return True
            group_id = by_id[group_id].parent_id
        return False

    return [Group(row.id, row.name, row.parent_id, gone(row.id)) for row in rows]


def paths_of(groups: Sequence[Group]) -> dict[int, str]:
    """The path of each group from the top, as people read it."""
    by_id = {group.id: group for group in groups}

    def path(group: Group) -> str:
        above = by_id.get(group.parent) if group.parent is not None else None
        return group.name if above is None else f"{path(above)} {SEPARATOR} {group.name}"

    return {group.id: path(group) for group in groups}


def lineages(groups: Sequence[Group]) -> dict[int, frozenset[int]]:
    """By group: its own id and those of all above it."""
    parents = {group.id: group.parent for group in groups}

    def line(group_id: int | None) -> Iterator[int]:
        while group_id is not None:
            yield group_id
            group_id = parents[group_id]

    return {group_id: frozenset(line(group_id)) for group_id in parents}


def below(groups: Sequence[Group], group_id: int) -> frozenset[int]:
    """The ids of a group and of everything in it."""
    return frozenset(inside for inside, line in lineages(groups).items() if group_id in line)
