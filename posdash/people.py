"""The door for the organisation: groups, people, what they may be, and links to sign in."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db import people as sql
from db.engine import Connection
from posdash import signin
from posdash.access import Action, Principal, Role, check
from posdash.errors import BadInput
from posdash.plain import plain_text
from posdash.store import faults_in_words, store
from posdash.survey import Group

NAME_LENGTH = 60
EMAIL_LENGTH = 120
SEPARATOR = "/"


@dataclass(frozen=True, slots=True)
class Held:
    """A role as people read it, with the path of the group it is about."""

    role: Role
    group: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody in the list of people."""

    id: int
    name: str
    email: str | None
    roles: tuple[Held, ...]
    member_of: tuple[str, ...]

    @property
    def label(self) -> str:
        """The name, with what tells namesakes apart."""
        more = self.email or ", ".join(self.member_of)
        return f"{self.name} · {more}" if more else self.name


@dataclass(frozen=True, slots=True)
class Organisation:
    """The tree with each group's path and number of members, and everybody in it."""

    groups: tuple[Group, ...]
    paths: Mapping[int, str]
    sizes: Mapping[int, int]
    people: tuple[Entry, ...]


def organisation(who: Principal) -> Organisation:
    """Everything an administrator sees of groups and people."""
    check(who, Action.ADMINISTER)
    with faults_in_words(), store().read() as connection:
        groups = _groups(connection)
        members = [tuple(row) for row in sql.memberships(connection)]
        roles = [tuple(row) for row in sql.roles(connection)]
        everybody = sql.people(connection)
    paths = paths_of(groups)
    member_of, held = defaultdict(list), defaultdict(list)
    for group, person in members:
        member_of[person].append(paths[group])
    for person, name, group in roles:
        held[person].append(Held(Role(name), paths.get(group, "")))
    return Organisation(
        groups=tuple(sorted(groups, key=lambda one: paths[one.id].casefold())),
        paths=paths,
        sizes=Counter(group for group, _ in members),
        people=tuple(
            Entry(row.id, row.name, row.email, tuple(held[row.id]), tuple(member_of[row.id]))
            for row in everybody
        ),
    )


def add_group(who: Principal, path: str) -> int:
    """Add a group by its path (`Company / Department / Team`), parents with it; its id."""
    check(who, Action.ADMINISTER)
    names = [plain_text(one, NAME_LENGTH, what="A group's name") for one in path.split(SEPARATOR)]
    if not all(names):
        raise BadInput("A group needs a name.", where=path, cure="Write: Company / Team.")
    with faults_in_words(), store().write() as connection:
        return _group_at(connection, names)


def add_person(who: Principal, name: str, email: str = "", member_of: Sequence[int] = ()) -> int:
    """Add somebody; their id. The e-mail may stay empty."""
    check(who, Action.ADMINISTER)
    words = plain_text(name, NAME_LENGTH, what="A name")
    address = plain_text(email, EMAIL_LENGTH, what="An e-mail address").lower() or None
    if not words:
        raise BadInput("A person needs a name.", cure="Type one.")
    if address and ("@" not in address or " " in address):
        raise BadInput("This is not an e-mail address.", cure="Correct it, or leave it empty.")
    with faults_in_words(), store().write() as connection:
        if address and address in {row.email for row in sql.people(connection)}:
            raise BadInput("Somebody with this e-mail is here already.", cure="Look in the list.")
        _known_groups(connection, member_of)
        id = sql.add_person(connection, words, address)
        for group in member_of:
            sql.join(connection, id, group)
        return id


def give_role(who: Principal, person: int, role: Role, group: int | None) -> None:
    """Make somebody a coach or leader of a group, or an administrator."""
    check(who, Action.ADMINISTER)
    if (role is Role.ADMINISTRATOR) != (group is None) or role is Role.MEMBER:
        raise BadInput("Coaches and leaders need a group.", cure="Choose the group as well.")
    with faults_in_words(), store().write() as connection:
        _known(connection, person)
        _known_groups(connection, () if group is None else (group,))
        sql.add_role(connection, person, role, group)


def sign_in_link(who: Principal, person: int) -> str:
    """A one-use link, good for seven days, that signs this person in."""
    check(who, Action.ADMINISTER)
    with faults_in_words(), store().write() as connection:
        _known(connection, person)
        return signin.link_for(connection, person)


def paths_of(groups: Sequence[Group]) -> dict[int, str]:
    """The path of each group from the top, as people read it."""
    by_id = {one.id: one for one in groups}

    def path(one: Group) -> str:
        above = by_id.get(one.parent) if one.parent is not None else None
        return one.name if above is None else f"{path(above)} {SEPARATOR} {one.name}"

    return {one.id: path(one) for one in groups}


def _groups(connection: Connection) -> list[Group]:
    return [Group(row.id, row.name, row.parent_id) for row in sql.groups(connection)]


def _group_at(connection: Connection, names: Sequence[str]) -> int:
    known = {(one.parent, one.name): one.id for one in _groups(connection)}
    parent: int | None = None
    for name in names:
        here = known.get((parent, name))
        parent = sql.add_group(connection, name, parent) if here is None else here
    assert parent is not None
    return parent


def _known(connection: Connection, person: int) -> None:
    if sql.person(connection, person) is None:
        raise BadInput("This person is no longer here.", cure="Load the page again.")


def _known_groups(connection: Connection, ids: Sequence[int]) -> None:
    if not set(ids) <= {row.id for row in sql.groups(connection)}:
        raise BadInput("One of these groups no longer exists.", cure="Load the page again.")
