"""The door for the tree: add, rename, move, merge, archive groups; old rounds keep theirs."""

from collections.abc import Sequence

from db import people as sql
from db.engine import Connection
from posdash import clock
from posdash.access import log
from posdash.access.log import Deed
from posdash.access.rights import Action, Principal, check
from posdash.errors import BadInput
from posdash.organisation.tree import SEPARATOR, below, paths_of, tree
from posdash.store import faults_in_words, store
from posdash.survey.round import Group
from posdash.text import one_line

NAME_LENGTH = 60


def add_group(who: Principal, path: str) -> int:
    """Add a group by its path (`Company / Department / Team`), parents with it; its id."""
    check(who, Action.ADMINISTER)
    names = names_of(path)
    with faults_in_words(), store().write() as connection:
        known = {one.id for one in tree(connection)}
        group_id = group_at(connection, names)
        if group_id not in known:
            log.note(connection, who, Deed.ADDED_GROUP, group=f" {SEPARATOR} ".join(names))
        return group_id


def rename(who: Principal, group_id: int, name: str) -> None:
    """Give a group another name, from now on; rounds that were opened keep the one they had."""
    check(who, Action.ADMINISTER)
    words = _name(name)
    with faults_in_words(), store().write() as connection:
        groups = tree(connection)
        one = _known(groups, group_id)
        _refuse_taken(groups, one.parent, words, but=group_id)
        sql.change_group(connection, group_id, name=words)
        log.note(connection, who, Deed.RENAMED_GROUP, group=paths_of(groups)[group_id], to=words)


def move(who: Principal, group_id: int, parent: int | None) -> None:
    """Put a group with all in it under another, or at the top with None."""
    check(who, Action.ADMINISTER)
    with faults_in_words(), store().write() as connection:
        sql.hold_groups(connection)
        groups = tree(connection)
        one = _known(groups, group_id)
        if parent is not None:
            _refuse_archived(_known(groups, parent))
        if parent in below(groups, group_id):
            raise BadInput("A group cannot lie in itself.", cure="Choose another place.")
        _refuse_taken(groups, parent, one.name, but=group_id)
        sql.change_group(connection, group_id, parent_id=parent)
        before, after = paths_of(groups)[group_id], paths_of(tree(connection))[group_id]
        log.note(connection, who, Deed.MOVED_GROUP, group=before, to=after)


def merge(who: Principal, group_id: int, into: int) -> None:
    """Bring everybody and every group of one into another, and archive the one.

    Its coaches and leaders stay its own, and still see what it answered before;
    whether they may see what the other answered is for its leader to say.
    """
    check(who, Action.ADMINISTER)
    with faults_in_words(), store().write() as connection:
        sql.hold_groups(connection)
        groups = tree(connection)
        _known(groups, group_id)
        _refuse_archived(_known(groups, into))
        if into in below(groups, group_id):
            raise BadInput("A group cannot be merged into itself.", cure="Choose another one.")
        _bring_people(connection, group_id, into)
        for one in groups:
            if one.parent == group_id:
                _refuse_taken(groups, into, one.name, but=one.id)
                sql.change_group(connection, one.id, parent_id=into)
        sql.change_group(connection, group_id, archived_at=clock.now())
        paths = paths_of(groups)
        log.note(connection, who, Deed.MERGED_GROUP, group=paths[group_id], into=paths[into])


def archive(who: Principal, group_id: int, archived: bool = True) -> None:
    """Take a group with all in it out of use, or bring it back; what it answered stays."""
    check(who, Action.ADMINISTER)
    with faults_in_words(), store().write() as connection:
        groups = tree(connection)
        _known(groups, group_id)
        sql.change_group(connection, group_id, archived_at=clock.now() if archived else None)
        deed = Deed.ARCHIVED_GROUP if archived else Deed.RESTORED_GROUP
        log.note(connection, who, deed, group=paths_of(groups)[group_id])


def names_of(path: str) -> list[str]:
    """The names along a path; raises BadInput where one is missing or too long."""
    names = [one_line(one, NAME_LENGTH, what="A group's name") for one in path.split(SEPARATOR)]
    if not all(names):
        raise BadInput("A group needs a name.", where=path, cure="Write: Company / Team.")
    return names


def group_at(connection: Connection, names: Sequence[str]) -> int:
    """The id of the group at the end of these names, added where it is not there.

    Raises BadInput where one on the way is archived.
    """
    known = {(one.parent, one.name): one for one in tree(connection)}
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


def _name(name: str) -> str:
    words = one_line(name, NAME_LENGTH, what="A group's name")
    if not words or SEPARATOR in words:
        raise BadInput(
            f"A group's name is not empty and holds no {SEPARATOR}.", cure="Type another one."
        )
    return words


def _known(groups: Sequence[Group], group_id: int) -> Group:
    for one in groups:
        if one.id == group_id:
            return one
    raise BadInput("This group no longer exists.", cure="Load the page again.")


def _refuse_archived(one: Group) -> None:
    if one.archived:
        raise BadInput(
            "This group is archived.", where=one.name, cure="Bring it back first, or take another."
        )


def _refuse_taken(groups: Sequence[Group], parent: int | None, name: str, *, but: int) -> None:
    if any((one.parent, one.name) == (parent, name) and one.id != but for one in groups):
        raise BadInput(
            "There is a group of that name in the same place.",
            cure="Merge the two, or choose another name.",
        )
