"""The door for the tree: add, rename, move, merge, split, archive; old rounds keep theirs."""

from collections.abc import Sequence

from db import people as sql
from db.engine import Connection
from posdash import clock
from posdash.access import log
from posdash.access.door import entered
from posdash.access.log import Deed
from posdash.access.rights import Action, Principal
from posdash.errors import BadInput
from posdash.organisation import lineage
from posdash.organisation.lineage import Kind
from posdash.organisation.tree import SEPARATOR, below, paths_of, tree
from posdash.survey.round import Group
from posdash.text import one_line

NAME_LENGTH = 60


def add_group(who: Principal, path: str) -> int:
    """Add a group by its path (`Company / Department / Team`), parents with it; its id.

    Raises Refused, and BadInput for a name that does not fit or an archived group on the way.
    """
    with entered(who, Action.ADMINISTER, write=True) as connection:
        names = names_of(path)
        known = {group.id for group in tree(connection)}
        group_id = group_at(connection, names)
        if group_id not in known:
            log.note(connection, who, Deed.ADDED_GROUP, group=f" {SEPARATOR} ".join(names))
        return group_id


def rename(who: Principal, group_id: int, name: str) -> None:
    """Give a group another name, from now on; rounds that were opened keep the one they had.

    Raises Refused, and BadInput for a name that does not fit or is taken.
    """
    with entered(who, Action.ADMINISTER, write=True) as connection:
        words = _name(name)
        groups = tree(connection)
        group = _known(groups, group_id)
        _refuse_taken(groups, group.parent, words, but=group_id)
        sql.change_group(connection, group_id, name=words)
        if words != group.name:
            lineage.note(connection, group_id, group, Kind.RENAMED)
        log.note(connection, who, Deed.RENAMED_GROUP, group=paths_of(groups)[group_id], to=words)


def move(who: Principal, group_id: int, parent: int | None) -> None:
    """Put a group with all in it under another, or at the top with None.

    Raises Refused, and BadInput for a place where it cannot lie.
    """
    with entered(who, Action.ADMINISTER, write=True) as connection:
        sql.hold_groups(connection)
        groups = tree(connection)
        group = _known(groups, group_id)
        if parent is not None:
            _refuse_archived(_known(groups, parent))
        if parent in below(groups, group_id):
            raise BadInput("A group cannot lie in itself.", cure="Choose another place.")
        _refuse_taken(groups, parent, group.name, but=group_id)
        sql.change_group(connection, group_id, parent_id=parent)
        if parent != group.parent:
            lineage.note(connection, group_id, group, Kind.MOVED)
        before, after = paths_of(groups)[group_id], paths_of(tree(connection))[group_id]
        log.note(connection, who, Deed.MOVED_GROUP, group=before, to=after)


def merge(who: Principal, group_id: int, into: int) -> None:
    """Bring everybody and every group of one into another, and archive the one.

    Its coaches and leaders stay its own, and still see what it answered before;
    whether they may see what the other answered is for its leader to say.
    Raises Refused, and BadInput for two that cannot be merged.
    """
    with entered(who, Action.ADMINISTER, write=True) as connection:
        sql.hold_groups(connection)
        groups = tree(connection)
        merged = _known(groups, group_id)
        _refuse_archived(_known(groups, into))
        if into in below(groups, group_id):
            raise BadInput("A group cannot be merged into itself.", cure="Choose another one.")
        _bring_people(connection, group_id, into)
        for group in groups:
            if group.parent == group_id:
                _refuse_taken(groups, into, group.name, but=group.id)
                sql.change_group(connection, group.id, parent_id=into)
                lineage.note(connection, group.id, group, Kind.MOVED)
        sql.change_group(connection, group_id, archived_at=clock.now())
        lineage.note(connection, into, merged, Kind.MERGED)
        paths = paths_of(groups)
        log.note(connection, who, Deed.MERGED_GROUP, group=paths[group_id], into=paths[into])


def split(who: Principal, group_id: int, name: str, people: Sequence[int]) -> int:
    """Bring some of a group's members into a new group beside it; its id.

    Its coaches and leaders stay those of the group it came from.
    Raises Refused, and BadInput for a name that does not fit or is taken, and
    where nobody or everybody would go, or somebody is no member any more.
    """
    with entered(who, Action.ADMINISTER, write=True) as connection:
        sql.hold_groups(connection)
        words = _name(name)
        groups = tree(connection)
        group = _known(groups, group_id)
        _refuse_archived(group)
        _refuse_taken(groups, group.parent, words, but=group_id)
        if words == group.name:
            raise BadInput("The new group needs a name of its own.", cure="Type another one.")
        members = {person for one, person in sql.memberships(connection) if one == group_id}
        _refuse_no_part(set(people), members)
        new = sql.add_group(connection, words, group.parent)
        for person in sorted(set(people)):
            sql.leave(connection, person, group_id)
            sql.join(connection, person, new)
        lineage.note(connection, new, group, Kind.SPLIT)
        log.note(connection, who, Deed.SPLIT_GROUP, group=paths_of(groups)[group_id], to=words)
        return new


def archive(who: Principal, group_id: int, archived: bool = True) -> None:
    """Take a group with all in it out of use, or bring it back; what it answered stays.

    Raises Refused, and BadInput for a group that is gone.
    """
    with entered(who, Action.ADMINISTER, write=True) as connection:
        groups = tree(connection)
        _known(groups, group_id)
        sql.change_group(connection, group_id, archived_at=clock.now() if archived else None)
        deed = Deed.ARCHIVED_GROUP if archived else Deed.RESTORED_GROUP
        log.note(connection, who, deed, group=paths_of(groups)[group_id])


def names_of(path: str) -> list[str]:
    """The names along a path; raises BadInput where one is missing or too long."""
    names = [one_line(name, NAME_LENGTH, what="A group's name") for name in path.split(SEPARATOR)]
    if not all(names):
        raise BadInput("A group needs a name.", where=path, cure="Write: Company / Team.")
    return names


def group_at(connection: Connection, names: Sequence[str]) -> int:
    """The id of the group at the end of these names, added where it is not there.

    Raises BadInput where one on the way is archived.
    """
    known = {(group.parent, group.name): group for group in tree(connection)}
    parent: int | None = None
    for name in names:
        here = known.get((parent, name))
        if here is not None:
            _refuse_archived(here)
        parent = sql.add_group(connection, name, parent) if here is None else here.id
    assert parent is not None
    return parent


def _bring_people(connection: Connection, group_id: int, into: int) -> None:
    members = sql.memberships(connection)
    there = {person for group, person in members if group == into}
    for group, person in members:
        if group == group_id:
            sql.leave(connection, person, group_id)
            if person not in there:
                sql.join(connection, person, into)


def _refuse_no_part(going: set[int], members: set[int]) -> None:
    if not going <= members:
        raise BadInput("Somebody has left this group meanwhile.", cure="Load the page again.")
    if not going:
        raise BadInput("Nobody would go.", cure="Choose who goes.")
    if going == members:
        raise BadInput("Nobody would stay.", cure="Rename the group instead.")


def _name(name: str) -> str:
    words = one_line(name, NAME_LENGTH, what="A group's name")
    if not words or SEPARATOR in words:
        raise BadInput(
            f"A group's name is not empty and holds no {SEPARATOR}.", cure="Type another one."
        )
    return words


def _known(groups: Sequence[Group], group_id: int) -> Group:
    for group in groups:
        if group.id == group_id:
            return group
    raise BadInput("This group no longer exists.", cure="Load the page again.")


def _refuse_archived(group: Group) -> None:
    if group.archived:
        raise BadInput(
            "This group is archived.",
            where=group.name,
            cure="Bring it back first, or take another.",
        )


def _refuse_taken(groups: Sequence[Group], parent: int | None, name: str, *, but: int) -> None:
    there = {(group.parent, group.name) for group in groups if group.id != but}
    if (parent, name) in there:
        raise BadInput(
            "There is a group of that name in the same place.",
            cure="Merge the two, or choose another name.",
        )
