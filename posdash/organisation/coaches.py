"""The door for leaders: who coaches the groups in their part of the tree."""

from collections.abc import Sequence
from dataclasses import dataclass

from db import people as sql
from db.engine import Connection
from posdash import clock
from posdash.access import log
from posdash.access.door import SOMEWHERE, entered
from posdash.access.log import Deed
from posdash.access.rights import Action, Principal, Role, allows
from posdash.errors import BadInput
from posdash.organisation.tree import AboutGroup, lineages, paths_of, tree
from posdash.survey.round import Group


@dataclass(frozen=True, slots=True)
class Coached:
    """A group and its coaches: names by the person's id."""

    id: int
    path: str
    coaches: dict[int, str]


@dataclass(frozen=True, slots=True)
class Delegated:
    """What a leader looks after; `people` are those in it who could coach: names by id."""

    groups: tuple[Coached, ...]
    people: dict[int, str]


def delegated(who: Principal) -> Delegated:
    """The groups in which somebody may name coaches, and whom they may name; raises Refused."""
    with entered(who, Action.NAME_COACHES, SOMEWHERE) as connection:
        groups = tree(connection)
        mine = _mine(who, groups)
        near, roles = _near(connection, mine), sql.roles(connection)
    paths = paths_of(groups)
    coached = tuple(
        Coached(
            group_id,
            paths[group_id],
            {
                person: near[person]
                for person, name, group in roles
                if (name, group) == (Role.COACH, group_id) and person in near
            },
        )
        for group_id in sorted(mine, key=lambda group: paths[group].casefold())
    )
    return Delegated(coached, near)


def name_coach(who: Principal, group: int, person: int) -> None:
    """Make somebody of one's own part of the tree the coach of a group in it.

    Raises Refused, and BadInput for anybody who has nothing to do with that part.
    """
    with entered(who, Action.NAME_COACHES, AboutGroup(group), write=True) as (connection, groups):
        if person not in _near(connection, _mine(who, groups)):
            raise BadInput(
                "Coaches are chosen among the people of your groups.",
                cure="Ask your administrator to add this person to one.",
            )
        sql.add_role(connection, person, Role.COACH, group, clock.now())
        path = paths_of(groups)[group]
        log.note(connection, who, Deed.GAVE_ROLE, person, role=Role.COACH, group=path)


def unname_coach(who: Principal, group: int, person: int) -> None:
    """Take the coach's role for a group of one's own part of the tree away; raises Refused."""
    with entered(who, Action.NAME_COACHES, AboutGroup(group), write=True) as (connection, groups):
        if sql.take_role(connection, person, Role.COACH, group):
            path = paths_of(groups)[group]
            log.note(connection, who, Deed.TOOK_ROLE, person, role=Role.COACH, group=path)


def _mine(who: Principal, groups: Sequence[Group]) -> set[int]:
    above = lineages(groups)
    return {
        group.id
        for group in groups
        if not group.archived and allows(who, Action.NAME_COACHES, lineage=above[group.id])
    }


def _near(connection: Connection, mine: set[int]) -> dict[int, str]:
    """Who belongs to these groups, or is something of them: names by id."""
    near = {person for group, person in sql.memberships(connection) if group in mine}
    near |= {person for person, _, group in sql.roles(connection) if group in mine}
    everybody = sql.people(connection)
    return {row.id: row.name for row in everybody if row.id in near and not row.disabled}
