"""What a list of people and groups says: its rows, checked one by one and added up by person."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from posdash.access.rights import Role
from posdash.access.words import ROLES as ROLE_NAMES
from posdash.errors import BadInput, Fault
from posdash.organisation.groups import names_of
from posdash.organisation.roster_columns import Row, Table
from posdash.organisation.tree import SEPARATOR
from posdash.sheets.tables import shortened
from posdash.text import NAME_LENGTH, address_of, name_of, plain_text

COLUMNS = ("path", "parent", "group", "name", "email", "role", "person")
QUOTE = '"'  # around a name that is meant letter by letter
ROLES = {
    "": Role.MEMBER,
    "member": Role.MEMBER,
    "coach": Role.COACH,
    "leader": Role.LEADER,
    "administrator": Role.ADMINISTRATOR,
}
LEVELS_MOST = 20
_TIGHT = re.compile(r"\S/|/\S")

Path = tuple[str, ...]
"""The names on the way to a group; empty for what is about no group."""


class Tie(NamedTuple):
    """What somebody is, and where: a member, a coach, a leader, an administrator."""

    role: Role
    path: Path


@dataclass(slots=True, eq=False)
class Listed:
    """Somebody in the list, with what they are and the row that says so first.

    `mark` tells people without an e-mail apart.
    """

    name: str
    email: str | None
    mark: str
    row: Row
    ties: dict[Tie, Row] = field(default_factory=dict)

    @property
    def places(self) -> frozenset[Path]:
        """The groups they have to do with; the empty path for who has none."""
        return places_of(self.ties)

    @property
    def unmarked(self) -> bool:
        """Whether only name and group say who this is."""
        return not self.email and not self.mark


@dataclass(slots=True)
class Listing:
    """All that a list says; `paths` are its groups with the rows that name them.

    `quoted` are the groups whose name stands in quotes, and `tight` the rows in
    which a group is written with a slash that has no spaces around it.
    """

    file: str
    paths: dict[Path, list[Row]] = field(default_factory=lambda: defaultdict(list))
    quoted: set[Path] = field(default_factory=set)
    tight: dict[Row, Path] = field(default_factory=dict)
    people: list[Listed] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, row: Row, error: BadInput) -> None:
        """Note why a row cannot be taken."""
        fault = Fault(self.file, row.number, "", error.what, error.cure, row.sheet)
        self.faults.append(fault)


class _Line(NamedTuple):
    row: Row
    path: Path
    name: str
    email: str | None
    mark: str
    tie: Tie | None

    @property
    def key(self) -> tuple[str, ...]:
        if self.email:
            return ("e-mail", self.email)
        return ("person", self.mark) if self.mark else ("name", self.name, *self.path)


def listing(table: Table) -> Listing:
    """What the rows say; those that do not fit are in its faults."""
    found = Listing(table.file, faults=list(table.faults))
    by_key: dict[tuple[str, ...], Listed] = {}
    for row, cells in table.rows:
        try:
            line = _line(row, cells)
            if line.path:
                _note_path(found, line, cells)
            if line.name:
                _add(by_key, line)
        except BadInput as error:
            found.refuse(row, error)
    found.people = list(by_key.values())
    _refuse_doubtful(found)
    return found


def places_of(ties: Iterable[Tie]) -> frozenset[Path]:
    """The paths in what somebody is; the empty path for who is nothing anywhere."""
    return frozenset(tie.path for tie in ties) or frozenset({()})


def one_line(text: str) -> str:
    """Text as this list reads and writes it: plain, in normal form, line breaks as spaces."""
    plain = plain_text(text, 3 * len(text), what="")  # normal form is three times as long at most
    return unicodedata.normalize("NFC", plain.replace("\n", " "))


def _line(row: Row, cells: Mapping[str, str]) -> _Line:
    text = {column: one_line(cells.get(column, "")) for column in COLUMNS}
    path, email, mark = _path(text), address_of(cells.get("email", "")), text["person"]
    if not text["name"]:
        if email or mark or text["role"]:
            cure = "Add the name, or empty e-mail and role to add the group alone."
            raise BadInput("This row names nobody.", cure=cure)
        return _Line(row, path, "", None, "", None)
    if email and mark:
        cure = "Empty “person”: the e-mail says who it is."
        raise BadInput("An e-mail and a word in “person” stand here together.", cure=cure)
    plain_text(mark, NAME_LENGTH, what="A word in “person”")
    return _Line(row, path, name_of(text["name"]), email, mark, _tie(text["role"], path))


def _path(text: Mapping[str, str]) -> Path:
    parent, group = text["parent"], text["group"]
    if parent and not group:
        raise BadInput("Here is a parent, but no group.", cure="Fill in “group”.")
    if SEPARATOR in group:
        cure = f"Put what is before the last {SEPARATOR} into “parent”."
        raise BadInput(f"A group's name holds no {SEPARATOR}.", cure=cure)
    whole = text["path"] or (f"{parent} {SEPARATOR} {group}" if parent else group)
    names = tuple(map(_unquoted, names_of(whole))) if whole else ()
    if len(names) > LEVELS_MOST:
        cause = f"This group would lie {len(names)} levels deep."
        raise BadInput(cause, cure=f"{LEVELS_MOST} levels are the most.")
    return names


def _unquoted(name: str) -> str:
    return name[1:-1] if is_quoted(name) else name


def is_quoted(name: str) -> bool:
    """Whether a name stands in quotes, and so is meant letter by letter."""
    return len(name) > 2 and name.startswith(QUOTE) and name.endswith(QUOTE)


def _note_path(found: Listing, line: _Line, cells: Mapping[str, str]) -> None:
    """Note the group, and what its cell tells about how it is meant."""
    written = cells.get("path", "").strip()
    if "\n" in written:
        cure = "Give each team a row of its own; for one team, write its name on one line."
        raise BadInput("Two lines in one cell could be two teams.", cure=cure)
    found.paths[line.path].append(line.row)
    if _TIGHT.search(written):
        found.tight[line.row] = line.path
    column = "path" if written else "group"
    names = one_line(cells.get(column, "")).split(SEPARATOR)
    before = len(line.path) - len(names)
    found.quoted |= {
        line.path[: before + nth] for nth, name in enumerate(names, 1) if is_quoted(name.strip())
    }


def _tie(word: str, path: Path) -> Tie | None:
    role = ROLES.get(word.casefold())
    if role is None:
        cure = "Write member, coach, leader or administrator, or nothing for a member."
        raise BadInput(f"“{shortened(word)}” is not a role.", cure=cure)
    if role is Role.ADMINISTRATOR and path:
        cure = "Leave the group empty here, and give the membership a row of its own."
        raise BadInput("An administrator is one of no group.", cure=cure)
    if word and role is not Role.ADMINISTRATOR and not path:
        raise BadInput(f"A {ROLE_NAMES[role]} needs a group.", cure="Fill in the group.")
    return Tie(role, path) if path or role is Role.ADMINISTRATOR else None


def _add(by_key: dict[tuple[str, ...], Listed], line: _Line) -> None:
    person = by_key.setdefault(line.key, Listed(line.name, line.email, line.mark, line.row))
    if person.name != line.name:
        by = "e-mail" if person.email else "word in “person”"
        raise BadInput(
            f"This {by} stands with another name in row {person.row}.",
            cure="Write the name in the same way in all rows of a person.",
        )
    if line.tie:
        person.ties.setdefault(line.tie, line.row)


def _refuse_doubtful(found: Listing) -> None:
    here: dict[tuple[str, Path], list[Listed]] = defaultdict(list)
    for person in found.people:
        for path in person.places:
            here[person.name, path].append(person)
    for namesakes in here.values():
        for person in namesakes if len(namesakes) > 1 else ():
            if person.unmarked:
                found.refuse(person.row, doubtful(person))


def doubtful(person: Listed) -> BadInput:
    """Why somebody could be one of two people."""
    return BadInput(
        f"“{shortened(person.name)}” could be two people of that name in this group.",
        cure="Write the e-mail in each row; without one, a word of their own into “person”.",
    )
