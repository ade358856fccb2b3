"""The door for people: who there is, what they may be, and links to sign in."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db import answers as answer_sql
from db import counts as count_sql
from db import log as log_sql
from db import people as sql
from db import signin as signin_sql
from db.engine import AnyRow, Connection
from posdash import clock
from posdash.access import log, signin, telling
from posdash.access.door import entered
from posdash.access.log import Deed
from posdash.access.rights import Action, Principal, Role
from posdash.errors import BadInput
from posdash.organisation import traces
from posdash.organisation.traces import NO_ROUND, Called, Trace
from posdash.organisation.tree import paths_of, tree
from posdash.store import wipe_what_was_erased
from posdash.survey.round import Group
from posdash.text import address_of, alike, name_of

NAME_REMOVED = "Name removed"


@dataclass(frozen=True, slots=True)
class Held:
    """A role as people read it, with the path of the group it is about, and its id."""

    role: Role
    group: str
    group_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody in the list of people; `groups` are the ids behind `member_of`."""

    id: int
    name: str
    email: str | None
    roles: tuple[Held, ...]
    member_of: tuple[str, ...]
    groups: tuple[int, ...] = ()
    disabled: bool = False

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
    """Everything an administrator sees of groups and people, archived ones too; raises Refused."""
    with entered(who, Action.ADMINISTER) as connection:
        groups = tree(connection)
        members = [tuple(row) for row in sql.memberships(connection)]
        roles = [tuple(row) for row in sql.roles(connection)]
        everybody = sql.people(connection)
    paths = paths_of(groups)
    member_of, held = defaultdict(list), defaultdict(list)
    for group, person in members:
        member_of[person].append(group)
    for person, name, group in roles:
        held[person].append(Held(Role(name), paths.get(group, ""), group))
    return Organisation(
        groups=tuple(sorted(groups, key=lambda group: paths[group.id].casefold())),
        paths=paths,
        sizes=Counter(group for group, _ in members),
        people=tuple(
            Entry(
                row.id,
                row.name,
                row.email,
                tuple(held[row.id]),
                tuple(paths[group] for group in member_of[row.id]),
                tuple(member_of[row.id]),
                row.disabled,
            )
            for row in everybody
        ),
    )


def add_person(who: Principal, name: str, email: str = "", member_of: Sequence[int] = ()) -> int:
    """Add somebody, whose e-mail may stay empty; their id.

    Raises Refused, and BadInput for what does not fit or an e-mail that is taken.
    """
    with entered(who, Action.ADMINISTER, write=True) as connection:
        words, address = name_of(name), address_of(email)
        _refuse_taken(connection, address)
        _known_groups(connection, member_of)
        person_id = sql.add_person(connection, words, address)
        for group in set(member_of):
            sql.join(connection, person_id, group)
        log.note(connection, who, Deed.ADDED_PERSON, person=person_id)
        return person_id


def change_person(
    who: Principal, person_id: int, name: str, email: str, member_of: Sequence[int]
) -> None:
    """Give somebody another name or e-mail, or other groups to belong to.

    What they were called before is wiped from the database's files. Raises
    Refused, and BadInput for what does not fit or an e-mail that is taken.
    """
    with entered(who, Action.ADMINISTER, write=True) as connection:
        words, address = name_of(name), address_of(email)
        row = _known(connection, person_id)
        if address != row.email:
            _refuse_taken(connection, address)
        _known_groups(connection, member_of)
        called = _called(connection, row)
        if called.alone:
            # where they signed, so that a later deletion finds it; never where a namesake may have
            answer_sql.rename(connection, person_id, row.name, words)
        traces.rename(connection, called, words, address)
        if (words, address) != (row.name, row.email):
            count_sql.owe(connection, NO_ROUND)
        sql.change_person(connection, person_id, name=words, email=address)
        sql.leave(connection, person_id)
        for group in set(member_of):
            sql.join(connection, person_id, group)
        log.note(connection, who, Deed.CHANGED_PERSON, person=person_id)
    if address != row.email:
        telling.tell(person_id, row.email, Deed.CHANGED_PERSON, who)
    wipe_what_was_erased()


def set_disabled(who: Principal, person_id: int, disabled: bool) -> None:
    """Keep somebody from signing in, at once and everywhere, or let them again.

    Raises Refused, and BadInput for the last administrator or somebody who is gone.
    """
    with entered(who, Action.ADMINISTER, write=True) as connection:
        sql.hold_administrators(connection)
        _known(connection, person_id)
        sql.change_person(connection, person_id, disabled=disabled)
        _refuse_without_administrator(connection)
        if disabled:
            signin_sql.end_sign_ins(connection, person_id)
            signin_sql.drop_links(connection, person_id)
        deed = Deed.DISABLED_PERSON if disabled else Deed.ENABLED_PERSON
        log.note(connection, who, deed, person=person_id)


def delete_person(who: Principal, person_id: int) -> None:
    """Forget somebody: sign-in, memberships and invitations; where they signed, the name goes.

    So it does where `named_in` says. What is erased is wiped from the database's
    files as after a close. Counts stay, because they are no longer anyone's.
    Raises Refused, and BadInput for the last administrator or somebody who is gone.
    """
    with entered(who, Action.ADMINISTER, write=True) as connection:
        sql.hold_administrators(connection)
        row = _known(connection, person_id)
        answer_sql.rename(connection, person_id, row.name, NAME_REMOVED)
        traces.take_away(connection, _called(connection, row))
        log_sql.forget(connection, person_id)
        sql.delete_person(connection, person_id)
        _refuse_without_administrator(connection)
        count_sql.owe(connection, NO_ROUND)
        log.note(connection, who, Deed.DELETED_PERSON)
    wipe_what_was_erased()


def named_in(who: Principal, person_id: int) -> tuple[Trace, ...]:
    """Where somebody is named beside the list of people, to be seen before they are deleted.

    Raises Refused, and BadInput for somebody who is gone.
    """
    with entered(who, Action.ADMINISTER) as connection:
        return tuple(traces.of(connection, _called(connection, _known(connection, person_id))))


def give_role(who: Principal, person: int, role: Role, group: int | None) -> None:
    """Make somebody a coach or leader of a group, or an administrator.

    Raises Refused, and BadInput for a role without its group, or what is gone.
    """
    with entered(who, Action.ADMINISTER, write=True) as connection:
        _check_role(role, group)
        _known(connection, person)
        _known_groups(connection, () if group is None else (group,))
        sql.add_role(connection, person, role, group, clock.now())
        log.note(connection, who, Deed.GAVE_ROLE, person, **_facts(connection, role, group))


def take_role(who: Principal, person: int, role: Role, group: int | None) -> None:
    """Take a role away, which counts at once, in open pages too.

    Raises Refused, and BadInput for the last administrator or somebody who is gone.
    """
    with entered(who, Action.ADMINISTER, write=True) as connection:
        sql.hold_administrators(connection)
        _known(connection, person)
        if sql.take_role(connection, person, role, group):
            _refuse_without_administrator(connection)
            log.note(connection, who, Deed.TOOK_ROLE, person, **_facts(connection, role, group))


def sign_in_link(who: Principal, person: int) -> str:
    """A one-use link, good for seven days, that signs this person in; they are told of it.

    Raises Refused, and BadInput for an account that is disabled or gone.
    """
    with entered(who, Action.ADMINISTER, write=True) as connection:
        row = _known(connection, person)
        if row.disabled:
            raise BadInput("This account is disabled.", cure="Enable it first.")
        log.note(connection, who, Deed.MADE_SIGN_IN_LINK, person=person)
        link = signin.link_for(connection, person)
    telling.tell(person, row.email, Deed.MADE_SIGN_IN_LINK, who)
    return link


def _facts(connection: Connection, role: Role, group: int | None) -> dict[str, log.Fact]:
    path = {} if group is None else {"group": paths_of(tree(connection))[group]}
    return {"role": role, **path}


def _check_role(role: Role, group: int | None) -> None:
    if (role is Role.ADMINISTRATOR) != (group is None) or role in (Role.MEMBER, Role.PERSON):
        raise BadInput("Coaches and leaders need a group.", cure="Choose the group as well.")


def _refuse_taken(connection: Connection, address: str | None) -> None:
    if address and sql.by_email(connection, address) is not None:
        raise BadInput("Somebody with this e-mail is here already.", cure="Look in the list.")


def _refuse_without_administrator(connection: Connection) -> None:
    if not sql.administrators(connection):
        raise BadInput(
            "Somebody must be able to administer posdash.",
            cure="Make somebody else an administrator first.",
        )


def _called(connection: Connection, row: AnyRow) -> Called:
    others = (other for other in sql.people(connection) if other.id != row.id)
    return Called(row.name, row.email, not any(alike(other.name, row.name) for other in others))


def _known(connection: Connection, person: int) -> AnyRow:
    row = sql.person(connection, person)
    if row is None:
        raise BadInput("This person is no longer here.", cure="Load the page again.")
    return row


def _known_groups(connection: Connection, ids: Sequence[int]) -> None:
    if not set(ids) <= {row.id for row in sql.groups(connection)}:
        raise BadInput("One of these groups no longer exists.", cure="Load the page again.")
