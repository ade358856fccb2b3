"""The organisation as a list: one row for each thing that somebody is, in a fixed order."""

from collections import Counter
from collections.abc import Iterator, Sequence

from posdash.access.rights import Role
from posdash.organisation.roster_doubts import in_quotes
from posdash.organisation.roster_match import Known, Present, in_order
from posdash.organisation.roster_rows import QUOTE, Path, Tie
from posdash.organisation.tree import SEPARATOR

COLUMNS = ("path", "name", "email", "role", "person")
RANKS = (Role.ADMINISTRATOR, Role.LEADER, Role.COACH, Role.MEMBER)

Row = tuple[str, ...]


def table(present: Present) -> tuple[Row, list[Row]]:
    """Columns and rows; `person` is there only if people without an e-mail need it.

    Neither archived groups nor disabled accounts are in it.
    """
    people = [person for person in present.people if not person.disabled]
    marks = _marks(people)
    lines = sorted(
        [
            *((path, len(RANKS), "", ("", "", "", "")) for path in _bare(present, people)),
            *(line for person in people for line in _lines(person, marks.get(person.id, ""))),
        ],
        key=lambda line: (in_order(line[0]), line[1], line[2].casefold(), line[3]),
    )
    quoted = in_quotes({path for path, _, _, _ in lines})
    rows = [(_written(path, quoted), *cells) for path, _, _, cells in lines]
    if marks:
        return COLUMNS, rows
    return COLUMNS[:-1], [row[:-1] for row in rows]


def _written(path: Path, quoted: set[Path]) -> str:
    """A path as a cell holds it; a name that could be misread stands in quotes."""
    names = [
        f"{QUOTE}{name}{QUOTE}" if path[:end] in quoted else name
        for end, name in enumerate(path, 1)
    ]
    return f" {SEPARATOR} ".join(names)


def _lines(person: Known, mark: str) -> Iterator[tuple[Path, int, str, Row]]:
    email = person.email or ""
    if not person.ties:
        yield (), len(RANKS), person.name, (person.name, email, "", mark)
    for tie in person.ties:
        cells = (person.name, email, tie.role.value, mark)
        yield tie.path, RANKS.index(tie.role), person.name, cells


def _bare(present: Present, people: Sequence[Known]) -> set[Path]:
    """The groups that no other row names: nobody is anything there, and nothing lies in them."""
    in_use = present.groups.keys() - present.archived
    named = {path for person in people for path in person.places}
    ways = {path[:end] for path in (*in_use, *named) for end in range(len(path))}
    return in_use - named - ways


def _marks(people: Sequence[Known]) -> dict[int, str]:
    """A number for each person without an e-mail whom name and group do not tell from others."""
    here = Counter((person.name, path) for person in people for path in person.places)
    unclear = [
        person
        for person in people
        if not person.email
        and (len(person.places) != 1 or any(here[person.name, path] > 1 for path in person.places))
    ]
    in_turn = sorted(
        unclear, key=lambda person: (person.name.casefold(), person.name, _what(person), person.id)
    )
    return {person.id: str(number) for number, person in enumerate(in_turn, 1)}


def _what(person: Known) -> list[Tie]:
    return sorted(person.ties)
