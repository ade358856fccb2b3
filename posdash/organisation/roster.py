"""The door for lists of people and groups: what one would change, do it as a whole, give one."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from db import answers as answer_sql
from db import counts as count_sql
from db import people as people_sql
from db import roster as sql
from db.engine import Connection
from posdash import clock
from posdash.access import log
from posdash.access.door import entered
from posdash.access.log import Deed
from posdash.access.rights import Action, Principal, Role
from posdash.errors import BadFile, BadInput, Fault
from posdash.organisation import traces
from posdash.organisation.roster_columns import Column, Table, table_of
from posdash.organisation.roster_columns import Field as Field  # passed on: pages choose one
from posdash.organisation.roster_doubts import refuse_unclear
from posdash.organisation.roster_match import Known, Plan, Present, plan
from posdash.organisation.roster_rows import Listed, Listing, Path, Tie, listing, one_line
from posdash.organisation.roster_write import table
from posdash.organisation.traces import NO_ROUND, Called
from posdash.organisation.tree import SEPARATOR, paths_of, tree
from posdash.sheets import tables
from posdash.sheets.tables import BYTES_MOST as BYTES_MOST  # passed on: pages ask for it
from posdash.sheets.tables import Form, shortened
from posdash.store import wipe_what_was_erased
from posdash.text import folded

FAULTS_SHOWN = 200
AT_ONCE = 500  # between two steps of progress

Progress = Callable[[float], None]
Chosen = Mapping[str, Field | None]
"""What columns are, by their titles, where somebody chose it; None for what is not taken."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who would be added."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """Somebody who is known by e-mail and would get another name."""

    email: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Given:
    """A membership or role that somebody would get; `group` is a path, empty for none."""

    person: str
    role: Role
    group: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a list would add and change; with a fault, nothing of it.

    `nowhere` counts the people to add who would be in no group, `unchanged`
    those who already are as listed; `faults` are the first 200 of `refused`, in
    the order of the rows. `columns` are those of the file with what each is
    taken for, `told` is whether that is clear, and `notes` are sentences on how
    the file was read.
    """

    groups: tuple[str, ...] = ()
    people: tuple[NewPerson, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    given: tuple[Given, ...] = ()
    unchanged: int = 0
    faults: tuple[Fault, ...] = ()
    refused: int = 0
    columns: tuple[Column, ...] = field(default=(), compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)
    told: bool = field(default=True, compare=False)
    nowhere: int = field(default=0, compare=False)

    @property
    def taken(self) -> int:
        """How many of the columns are taken."""
        return sum(column.field is not None for column in self.columns)

    @property
    def changes(self) -> bool:
        """Whether there is anything to add or change."""
        return bool(self.groups or self.people or self.renamed or self.given)


def preview(who: Principal, data: bytes, filename: str, chosen: Chosen | None = None) -> Preview:
    """What the list would do; what is wrong with it stands in `faults`; raises Refused."""
    with entered(who, Action.ADMINISTER) as connection:
        try:
            read = _table(data, filename, chosen)
        except BadFile as error:
            return Preview(faults=error.faults[:FAULTS_SHOWN], refused=len(error.faults))
        found, present = listing(read), _present(connection)
    return _preview(_planned(found, present), found, read)


def apply(
    who: Principal,
    data: bytes,
    filename: str,
    progress: Progress,
    chosen: Chosen | None = None,
) -> Preview:
    """Add and change all that the list says, and tell what that was; `progress` goes from 0 to 1.

    Compared anew with what is there now, while nobody else can change it.
    Raises Refused, and BadInput if a row is refused; then, and when `progress`
    raises anything, nothing is changed.
    """
    with entered(who, Action.ADMINISTER):  # and not to write: reading a long file takes a while
        try:
            read = _table(data, filename, chosen)
        except BadFile as error:
            raise _refused(len(error.faults)) from None
        found = listing(read)
    progress(0.1)
    with entered(who, Action.ADMINISTER, write=True) as connection:
        sql.hold(connection)
        present = _present(connection)
        made = _planned(found, present)
        done = _preview(made, found, read)
        if done.refused:
            raise _refused(done.refused)
        progress(0.2)
        _write(connection, who, made, present, progress)
        if done.changes:
            _note(connection, who, done)
        progress(1.0)  # in here, so that whatever stops it stops the whole
    if made.renamed:
        wipe_what_was_erased()
    return done


def export(who: Principal, form: Form) -> bytes:
    """The list of everybody as a file, which `apply` takes back; always in the same order.

    Archived groups and disabled accounts are left out. Raises Refused.
    """
    with entered(who, Action.ADMINISTER) as connection:
        present = _present(connection)
    columns, rows = table(present)
    return tables.write(columns, rows, form)


def _table(data: bytes, filename: str, chosen: Chosen | None) -> Table:
    return table_of(tables.read(data, filename), shortened(filename), chosen or {})


def _planned(found: Listing, present: Present) -> Plan:
    refuse_unclear(found, present)
    return plan(found, present)


def _refused(number: int) -> BadInput:
    rows = "A row is refused" if number == 1 else f"{number:,} rows are refused"
    return BadInput(
        f"{rows}, so nothing was changed.", cure="Correct what the preview names, and try again."
    )


def _present(connection: Connection) -> Present:
    groups = tree(connection)
    names = {
        group_id: tuple(map(one_line, path.split(SEPARATOR)))
        for group_id, path in paths_of(groups).items()
    }
    archived = {group.id for group in groups if group.archived}
    ties: dict[int, set[Tie]] = defaultdict(set)
    for group, person in people_sql.memberships(connection):
        if group not in archived:
            ties[person].add(Tie(Role.MEMBER, names[group]))
    for person, role, group in people_sql.roles(connection):
        if group not in archived:
            ties[person].add(Tie(Role(role), () if group is None else names[group]))
    return Present(
        groups={path: group_id for group_id, path in names.items()},
        archived=frozenset(names[group_id] for group_id in archived),
        people=tuple(
            Known(row.id, one_line(row.name), row.email, row.disabled, frozenset(ties[row.id]))
            for row in people_sql.people(connection)
        ),
    )


def _preview(made: Plan, found: Listing, read: Table) -> Preview:
    faults = sorted(found.faults, key=lambda fault: (fault.sheet, fault.line))
    return Preview(
        groups=tuple(map(_said, made.groups)),
        people=tuple(NewPerson(person.name, person.email or "") for person in made.new),
        renamed=tuple(Renamed(person.email or "", person.name, to) for person, to in made.renamed),
        given=tuple(
            Given(_label(person), tie.role, _said(tie.path)) for person, _, tie in made.ties
        ),
        unchanged=made.unchanged,
        faults=tuple(faults[:FAULTS_SHOWN]),
        refused=len(faults),
        columns=tuple(read.columns.values()),
        notes=tuple(read.notes),
        told=read.told,
        nowhere=sum(not person.ties for person in made.new),
    )


def _label(person: Listed) -> str:
    return f"{person.name} ({person.email})" if person.email else person.name


def _said(path: Path) -> str:
    return f" {SEPARATOR} ".join(path)


def _write(
    connection: Connection, who: Principal, made: Plan, present: Present, progress: Progress
) -> None:
    groups = dict(present.groups)
    for path in made.groups:
        groups[path] = people_sql.add_group(connection, path[-1], groups.get(path[:-1]))
    _rename(connection, made.renamed, present.people)
    progress(0.3)
    ids: dict[Listed, int] = {}
    for start in range(0, len(made.new), AT_ONCE):
        some = made.new[start : start + AT_ONCE]
        new = sql.add_people(connection, [(person.name, person.email) for person in some])
        ids |= dict(zip(some, new, strict=True))
        progress(0.3 + 0.4 * len(ids) / len(made.new))
    for start in range(0, len(made.ties), AT_ONCE):
        _give(connection, who, made.ties[start : start + AT_ONCE], ids, groups)
        progress(0.7 + 0.2 * start / len(made.ties))


def _rename(
    connection: Connection, renamed: Sequence[tuple[Known, str]], everybody: Sequence[Known]
) -> None:
    """New names, also where somebody signed, so that a later deletion finds the name.

    Never where a namesake may have signed, be it one of before or one of now.
    """
    ids: dict[str, set[int]] = defaultdict(set)
    for person, name in (*((person, person.name) for person in everybody), *renamed):
        ids[folded(name)].add(person.id)
    signed = {folded(name) for name in sql.signed_names(connection)} if renamed else set()
    in_use = traces.names_in_use(connection) if renamed else ""
    for person, name in renamed:
        if ids[folded(person.name)] != {person.id}:
            continue
        if folded(person.name) in signed:
            answer_sql.rename(connection, person.id, person.name, name)
        if folded(person.name) in in_use:
            called = Called(person.name, None, alone=True)
            traces.rename(connection, called, name, None)
    if renamed:
        count_sql.owe(connection, NO_ROUND)
    sql.rename_people(connection, [(person.id, name) for person, name in renamed])


def _give(
    connection: Connection,
    who: Principal,
    ties: Sequence[tuple[Listed, Known | None, Tie]],
    ids: dict[Listed, int],
    groups: dict[Path, int],
) -> None:
    members, roles = [], []
    for listed, known, tie in ties:
        person, group = known.id if known else ids[listed], groups.get(tie.path)
        if tie.role is Role.MEMBER and group is not None:
            members.append((person, group))
        else:
            roles.append((person, tie.role.value, group))
            if tie.role is Role.COACH and group is not None:
                _note_later(connection, who, person, group, tie.path)
    sql.add_memberships(connection, members)
    sql.add_roles(connection, roles, clock.now())


def _note_later(
    connection: Connection, who: Principal, person: int, group: int, path: Path
) -> None:
    """Who comes to coach a group that was asked before stands in the log, and not as a number."""
    if people_sql.coached_later(connection, person, [group]):
        of = f" {SEPARATOR} ".join(path)
        log.note(connection, who, Deed.GAVE_ROLE, person, role=Role.COACH, group=of)


def _note(connection: Connection, who: Principal, done: Preview) -> None:
    counts = {
        "groups": len(done.groups),
        "people": len(done.people),
        "names": len(done.renamed),
        "memberships": sum(given.role is Role.MEMBER for given in done.given),
        "roles": sum(given.role is not Role.MEMBER for given in done.given),
    }
    there = {what: number for what, number in counts.items() if number}
    log.note(connection, who, Deed.IMPORTED, **there)
