"""The organisation's tree as it is today: paths, what lies above, what lies below."""

from collections.abc import Iterator, Sequence

from db import people as sql
from db.engine import Connection
from posdash.survey.round import Group

SEPARATOR = "/"


def tree(connection: Connection) -> list[Group]:
    """All groups; whatever lies in an archived group counts as archived, too."""
    rows = sql.groups(connection)
    by_id = {row.id: row for row in rows}

    def gone(id: int | None) -> bool:
        while id is not None:
            if by_id[id].archived_at is not None:
                return True
            id = by_id[id].parent_id
        return False

    return [Group(row.id, row.name, row.parent_id, gone(row.id)) for row in rows]


def paths_of(groups: Sequence[Group]) -> dict[int, str]:
    """The path of each group from the top, as people read it."""
    by_id = {one.id: one for one in groups}

    def path(one: Group) -> str:
        above = by_id.get(one.parent) if one.parent is not None else None
        return one.name if above is None else f"{path(above)} {SEPARATOR} {one.name}"

    return {one.id: path(one) for one in groups}


def lineages(groups: Sequence[Group]) -> dict[int, frozenset[int]]:
    """By group: its own id and those of all above it."""
    parents = {one.id: one.parent for one in groups}

    def line(id: int | None) -> Iterator[int]:
        while id is not None:
            yield id
            id = parents[id]

    return {id: frozenset(line(id)) for id in parents}


def below(groups: Sequence[Group], id: int) -> frozenset[int]:
    """The ids of a group and of everything in it."""
    return frozenset(one for one, line in lineages(groups).items() if id in line)
