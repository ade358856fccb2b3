"""Which column of a list is what: by the names that other tools give them, or as somebody chose."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple
from unicodedata import normalize

from posdash.errors import Fault
from posdash.sheets.tables import Book, Doubtful, Form, Sheet, shortened
from posdash.sheets.worksheet import Value

TITLES_WITHIN = 10  # rows: above the titles there may be a heading


class Field(StrEnum):
    """What a column holds."""

    PATH = "path"
    PARENT = "parent"
    GROUP = "group"
    NAME = "name"
    FIRST = "first"
    LAST = "last"
    EMAIL = "email"
    ROLE = "role"
    PERSON = "person"


_USUAL = {
    Field.PATH: "path grouppath teampath pfad",
    Field.PARENT: "parent parentgroup department departmentname dept division businessunit "
    "abteilung bereich",
    Field.GROUP: "group groupname team teamname squad gruppe gruppenname teambezeichnung",
    Field.NAME: "name fullname displayname employee employeename membername vollername "
    "vollständigername anzeigename mitarbeiter mitarbeiterin mitarbeitername",
    Field.FIRST: "firstname givenname forename preferredname vorname rufname",
    Field.LAST: "lastname surname familyname nachname familienname zuname",
    Field.EMAIL: "email emailaddress emailid mail mailaddress workemail workemailaddress "
    "businessemail primaryemail emailadresse mailadresse",
    Field.ROLE: "role rolle",
    Field.PERSON: "person",
}
_BY_TITLE = {title: kind for kind, titles in _USUAL.items() for title in titles.split()}
_AGAIN = re.compile(r" \([0-9]+\)$")  # what `_titles` adds to a title that stands there twice
_CHOOSE = "Choose under “Columns” which column is what."


class Row(NamedTuple):
    """A row as people find it again: its sheet, where there are several, and its number."""

    sheet: str
    number: int

    def __str__(self) -> str:
        return f"{self.number} of sheet “{self.sheet}”" if self.sheet else str(self.number)


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its title, the first thing that stands in it, and what it is taken for."""

    title: str
    example: str
    field: Field | None


@dataclass(slots=True)
class Table:
    """The rows of a list by what they hold; `told` is whether people and groups can be told."""

    file: str
    columns: dict[str, Column] = field(default_factory=dict)
    rows: list[tuple[Row, Mapping[str, str]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    told: bool = True

    def fault(self, row: Row, cause: str, cure: str) -> None:
        """Note what is wrong with a row."""
        self.faults.append(Fault(self.file, row.number, "", cause, cure, row.sheet))


def table_of(book: Book, file: str, chosen: Mapping[str, Field | None]) -> Table:
    """The rows of all sheets; `chosen` says by their titles what columns are, None for nothing."""
    found = Table(file, notes=list(book.notes))
    for sheet in book.sheets:
        at = _titles_at(sheet, chosen)
        titles = list(_titles(sheet, at))
        fields = [chosen[title] if title in chosen else usual(title) for title in titles]
        _note_columns(found, sheet, at, titles, fields)
        number = Row(sheet.name, sheet.rows[at][0])
        if at:
            found.notes.append(f"The columns are named in row {number}.")
        if _told(found, number, titles, fields):
            _take(found, sheet, at, _settled(fields), outside=book.form is Form.CSV)
        else:
            found.told = False
    return found


def usual(title: str) -> Field | None:
    """What a column of that title usually holds."""
    letters = normalize("NFKC", _AGAIN.sub("", title)).casefold()
    return _BY_TITLE.get("".join(letter for letter in letters if letter.isalnum()))


def _titles_at(sheet: Sheet, chosen: Mapping[str, Field | None]) -> int:
    """Which of the first rows names the columns: the one with the most names that are known."""

    def known(at: int) -> int:
        titles = {shortened(str(cell)) for cell in sheet.rows[at][1]}
        return len({chosen.get(title) or usual(title) for title in titles} - {None})

    first = range(min(TITLES_WITHIN, len(sheet.rows)))
    return max(first, key=lambda at: (known(at), -at))


def _titles(sheet: Sheet, at: int) -> Iterator[str]:
    """A name for each column; one without a title is called as the spreadsheet calls it."""
    seen: set[str] = set()
    wide = len(sheet.rows[at][1])
    for column in range(max(len(cells) for _, cells in sheet.rows[at:])):
        cell = str(sheet.rows[at][1][column]) if column < wide else ""
        title = again = shortened(cell) or f"Column {_letters(column)}"
        nth = 1
        while again in seen:
            nth += 1
            again = f"{title} ({nth})"
        seen.add(again)
        yield again


def _letters(column: int) -> str:
    return ("" if column < 26 else _letters(column // 26 - 1)) + chr(65 + column % 26)


def _note_columns(
    found: Table, sheet: Sheet, at: int, titles: Sequence[str], fields: Sequence[Field | None]
) -> None:
    examples: dict[int, str] = {}
    for _, cells in sheet.rows[at + 1 :]:
        for column, cell in enumerate(cells):
            if str(cell).strip():
                examples.setdefault(column, shortened(str(cell)))
    wide = len(sheet.rows[at][1])
    for column, (title, kind) in enumerate(zip(titles, fields, strict=True)):
        named = column < wide and str(sheet.rows[at][1][column]).strip()
        if named or column in examples:
            found.columns.setdefault(title, Column(title, examples.get(column, ""), kind))


def _told(found: Table, row: Row, titles: Sequence[str], fields: Sequence[Field | None]) -> bool:
    """Whether it is clear which column is what; else it is noted."""
    kinds = set(fields)
    before = len(found.faults)
    for kind in Field:
        same = [title for title, one in zip(titles, fields, strict=True) if one is kind]
        if len(same) > 1:
            found.fault(row, f"“{same[0]}” and “{same[1]}” both look like one thing.", _CHOOSE)
    names = {Field.NAME, Field.FIRST, Field.LAST}
    if not kinds & {*names, Field.PATH, Field.GROUP, Field.PARENT}:
        found.fault(row, "Which columns hold names and teams cannot be told.", _CHOOSE)
    elif Field.EMAIL in kinds and not kinds & names:
        found.fault(row, "Which column holds names cannot be told.", _CHOOSE)
    if Field.PATH in kinds and kinds & {Field.PARENT, Field.GROUP}:
        cure = "Keep “path” alone (Company / Team), or “parent” (Company) and “group” (Team)."
        cause = "Groups stand here in two ways: by “path”, and by “parent” and “group”."
        found.fault(row, cause, cure)
    return len(found.faults) == before


def _settled(fields: Sequence[Field | None]) -> list[Field | None]:
    """The same once all are seen: a team alone is a path, a name beside a first name the last."""
    kinds = set(fields)
    instead: dict[Field | None, Field | None] = {}
    if (Field.PARENT in kinds) != (Field.GROUP in kinds):
        instead |= {Field.PARENT: Field.PATH, Field.GROUP: Field.PATH}
    if {Field.NAME, Field.FIRST, Field.LAST} <= kinds:
        instead |= {Field.FIRST: None, Field.LAST: None}
    elif Field.NAME in kinds and Field.FIRST in kinds:
        instead[Field.NAME] = Field.LAST
    elif Field.NAME in kinds and Field.LAST in kinds:
        instead[Field.NAME] = Field.FIRST
    return [instead.get(kind, kind) for kind in fields]


def _take(
    found: Table, sheet: Sheet, at: int, fields: Sequence[Field | None], *, outside: bool
) -> None:
    named = len(sheet.rows[at][1])
    for number, cells in sheet.rows[at + 1 :]:
        row = Row(sheet.name, number)
        if outside and any(str(cell).strip() for cell in cells[named:]):
            cause = "A cell stands outside the columns that the first row names."
            found.fault(row, cause, "Check separators and quotes, or give the column a name.")
            continue
        used = {kind: cell for kind, cell in zip(fields, cells, strict=False) if kind}
        doubt = next((cell for cell in used.values() if isinstance(cell, Doubtful)), None)
        if doubt:
            found.fault(row, doubt.cause, doubt.cure)
        elif any(str(cell).strip() for cell in used.values()):
            found.rows.append((row, _texts(used)))


def _texts(used: Mapping[Field, Value]) -> dict[str, str]:
    texts = {kind.value: str(cell) for kind, cell in used.items()}
    first, last = texts.pop("first", None), texts.pop("last", None)
    if first is not None or last is not None:
        texts["name"] = f"{first or ''} {last or ''}".strip()
    return texts
