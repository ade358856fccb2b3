"""Which groups take part in a round: those asked, and those above them."""

from collections.abc import Mapping
from typing import Any

from db import people as people_sql
from db.engine import Connection


def taking_part(
    connection: Connection,
    asked: set[int],
    members: Mapping[int, set[int]],
    ways_in: Mapping[int, tuple[str, str]],
) -> list[dict[str, Any]]:
    """Rows for `db.rounds.set_groups`, of the tree as it is now.

    `members` are ids of people and `ways_in` (link, code), both by group.
    """
    tree = {row.id: row for row in people_sql.groups(connection)}
    inside = set(asked)
    for id in asked:
        while (id := tree[id].parent_id) is not None:
            inside.add(id)
    return [
        {
            "group_id": id,
            "parent_id": tree[id].parent_id,
            "name": tree[id].name,
            "people": len(members.get(id, ())),
            "asked": id in asked,
            "link": ways_in.get(id, (None, None))[0],
            "code": ways_in.get(id, (None, None))[1],
            "few_changed": None,
        }
        for id in sorted(inside)
    ]
