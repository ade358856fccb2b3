"""What somebody could try who stole the database: to tell whose an answer is."""

import re
import struct
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment
from sqlalchemy import text

from posdash.store import store
from world.database import TABLES

ANSWERS = ("answer", "signature", "trait", "comment")
APART = ("compaction_owed", "bank_snapshot", "alembic_version", "round", "subject", "attribute")
PEOPLE = tuple(
    name
    for name in TABLES
    if name not in {*ANSWERS, *APART, "tally", "cell", "round_sum", "round_group"}
)
PAGE = 4096
_THIS = "WHERE datname = current_database()"
SHORTEST = 8  # bytes; shorter values are equal by chance
PLACES = 20  # more different numbers in a column than a question has places: they count something


@dataclass(frozen=True, repr=False)
class Loot:
    """One copy: rows by table as tuples, and the bytes of file, write-ahead log and its index.

    `roots` holds which table each tree of pages belongs to, by its first page (SQLite).
    """

    rows: Mapping[str, Sequence[tuple[object, ...]]]
    hidden: Mapping[str, Sequence[tuple[str, ...]]]
    file: bytes = b""
    log: bytes = b""
    index: bytes = b""
    roots: Mapping[int, str] = field(default_factory=dict)


def steal(database: Path | None = None) -> Loot:
    """A copy of the database as it stands; on PostgreSQL with its hidden columns."""
    rows, hidden, roots = {}, {}, {}
    with store().read() as connection:
        postgres = connection.dialect.name == "postgresql"
        for name in (*ANSWERS, *PEOPLE):
            found = connection.execute(text(f"SELECT * FROM {name}")).all()
            rows[name] = [tuple(map(_plain, row)) for row in found]
            if postgres:
                columns = f"SELECT xmin::text, xmax::text, ctid::text FROM {name}"
                hidden[name] = [tuple(row) for row in connection.execute(text(columns))]
        if not postgres:
            trees = text("SELECT rootpage, tbl_name FROM sqlite_master WHERE rootpage > 0")
            roots = dict(map(tuple, connection.execute(trees)))
    if database is None:
        return Loot(rows, hidden)
    beside = (database.with_name(database.name + end).read_bytes() for end in ("", "-wal", "-shm"))
    return Loot(rows, hidden, *beside, roots)


def by_equal_values(loot: Loot) -> set[tuple[object, object]]:
    """Pairs of rows, one about an answer and one about a person, with a value that begins alike."""
    known = {
        value[:SHORTEST]: row
        for name in PEOPLE
        for row in loot.rows[name]
        for value in row
        if _tells(value)
    }
    return {
        (row[:3], known[value[:SHORTEST]])
        for name in ANSWERS
        for row in loot.rows[name]
        for value in row
        if _tells(value) and value[:SHORTEST] in known
    }


def by_numbers(loot: Loot, keys: Sequence[bytes], people: set[object]) -> dict[bytes, object]:
    """Whom a number beside each key stands for, in a column that holds people's and no others."""
    found = {}
    for column in zip(*loot.rows["answer"], strict=True):
        if len(set(column)) > PLACES and set(column) <= people:
            rows = zip(loot.rows["answer"], column, strict=True)
            found |= {one: person for row, person in rows for one in keys if one in row}
    return found


def by_column(loot: Loot, keys: Sequence[bytes]) -> list[list[bytes]]:
    """The keys in every order that a column of the answers gives: a number, a moment, an id."""
    orders = []
    for column in zip(*loot.rows["answer"], strict=True):
        kinds = {type(value) for value in column}
        if len(kinds) == 1 and len(set(column)) > PLACES:
            rows = sorted(zip(column, loot.rows["answer"], strict=True), key=lambda one: one[0])
            orders.append(_first_seen(keys, [row for _, row in rows]))
    return orders


def by_common_keys(loot: Loot) -> set[bytes]:
    """Values that tie comments of one person to each other or to their answers."""
    comments = [value for row in loot.rows["comment"] for value in row if isinstance(value, bytes)]
    others = {value for row in loot.rows["answer"] for value in row if isinstance(value, bytes)}
    return {one for one in comments if one in others or comments.count(one) > 1}


def by_transaction(loot: Loot) -> set[tuple[object, object]]:
    """Pairs of an answer's key and what stands first in a row about people, written at once."""
    moments = {
        one: row[0]
        for name in PEOPLE
        for row, hidden in zip(loot.rows[name], loot.hidden[name], strict=True)
        for one in {*hidden[:2]} - {"0"}
    }
    answers = zip(loot.rows["answer"], loot.hidden["answer"], strict=True)
    return {(row[0], moments[xmin]) for row, (xmin, *_) in answers if xmin in moments}


def by_place(loot: Loot, keys: Sequence[bytes]) -> list[list[bytes]]:
    """The keys in every order in which they lie somewhere: pages of a file, or hidden columns."""
    if not loot.file:
        places = zip(loot.rows["answer"], loot.hidden["answer"], strict=True)
        known = [(hidden, row) for row, hidden in places]
        by_moment = sorted(known, key=lambda one: int(one[0][0]))
        by_tuple = sorted(known, key=lambda one: tuple(map(int, one[0][2].strip("()").split(","))))
        return [_first_seen(keys, [row for _, row in each]) for each in (by_moment, by_tuple)]
    pages = [loot.file[at : at + PAGE] for at in range(0, len(loot.file), PAGE)]
    # a page fills from its end, so what came first stands last
    found = [sorted((-page.rfind(one), one) for one in keys if one in page) for page in pages]
    return [[one for _, one in each] for each in found if len(each) > 1]


def by_commit(loot: Loot, keys: Sequence[bytes]) -> list[bytes]:
    """The keys in the order in which the write-ahead log of SQLite first holds each."""
    seen: dict[bytes, None] = {}
    for pages in commits(loot.log):
        for page in pages.values():
            seen |= {one: None for one in keys if one in page}
    return list(seen)


def by_touch(
    earlier: Loot, loot: Loot, keys: Sequence[bytes], hashes: Sequence[bytes]
) -> set[tuple[bytes, bytes]]:
    """Pairs of an answer's key and an invitation's hash that most often changed together."""
    whole = [earlier.file[at : at + PAGE] for at in range(0, len(earlier.file), PAGE)]
    whole += [page for pages in commits(earlier.log) for page in pages.values()]
    known = {one: _windows(one, whole) for one in (*keys, *hashes)}
    votes = np.zeros((len(keys), len(hashes)))
    for pages in commits(loot.log):
        seen = {one: _windows(one, pages.values()) for one in known}
        changed = {one for one, windows in seen.items() if windows - known[one]}
        mine = np.array([one in changed for one in keys], float)
        theirs = np.array([one in changed for one in hashes], float)
        votes += np.outer(mine, theirs) / max(mine.sum() * theirs.sum(), 1.0)
        known = {one: windows | seen[one] for one, windows in known.items()}
    # each person has one key: of all assignments the one with most on its side
    pairs = zip(*linear_sum_assignment(votes, maximize=True), strict=True)
    return {(keys[one], hashes[other]) for one, other in pairs if votes[one, other] > 0}


def by_neighbours(loot: Loot) -> list[str]:
    """The texts of the comments as they lie: in PostgreSQL by place, in SQLite as they come."""
    rows = loot.rows["comment"]
    if not loot.file:
        hidden = loot.hidden["comment"]
        places = [tuple(map(int, one[2].strip("()").split(","))) for one in hidden]
        rows = [row for _, row in sorted(zip(places, rows, strict=True), key=lambda one: one[0])]
    return [value for row in rows for value in row if str(value).endswith(".")]


def tables_at_once(loot: Loot) -> list[frozenset[str]]:
    """The tables that each commit in the write-ahead log of SQLite touched."""
    pages = {at // PAGE + 1: loot.file[at : at + PAGE] for at in range(0, len(loot.file), PAGE)}
    for each in commits(loot.log):
        pages |= each
    owner = {one: name for root, name in loot.roots.items() for one in _tree(pages, root)}
    return [frozenset(owner[one] for one in each if one in owner) for each in commits(loot.log)]


def tables_at_once_in_postgres(start: str) -> list[frozenset[str]]:
    """The tables that each transaction in the log of PostgreSQL touched since that place in it."""
    with store().engine.connect() as connection:
        names = "SELECT pg_relation_filenode(oid), relname FROM pg_class WHERE relkind = 'r'"
        owner = {str(file): name for file, name in connection.execute(text(names))}
        here = connection.execute(text("SELECT oid::text FROM pg_database " + _THIS)).scalar_one()
        end = connection.execute(text("SELECT pg_current_wal_flush_lsn()::text")).scalar_one()
    server = (data_folder() / "postmaster.opts").read_text().split()[0]
    tool = Path(server).with_name("pg_waldump")  # of the version that runs
    command = [tool, "-p", data_folder() / "pg_wal", "-s", start, "-e", end]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    touched: dict[str, set[str]] = {}
    for line in done.stdout.splitlines():
        if who := re.search(r"tx:\s+([1-9]\d*)", line):
            files = re.findall(rf"rel \d+/{here}/(\d+)", line)
            touched.setdefault(who[1], set()).update(owner[one] for one in files if one in owner)
    return [frozenset(one) for one in touched.values()]


def place_in_log() -> str:
    """Where PostgreSQL writes next in its log."""
    with store().engine.connect() as connection:
        return str(connection.execute(text("SELECT pg_current_wal_insert_lsn()")).scalar_one())


def data_folder() -> Path:
    """Where PostgreSQL keeps its files."""
    with store().engine.connect() as connection:
        return Path(connection.execute(text("SHOW data_directory")).scalar_one())


def files_of_postgres() -> bytes:
    """What stands in all files of this database, once all that is in memory was written."""
    run_in_postgres("CHECKPOINT")
    with store().engine.connect() as connection:
        here = connection.execute(text("SELECT oid::text FROM pg_database " + _THIS)).scalar_one()
    return b"".join(one.read_bytes() for one in (data_folder() / "base" / here).iterdir())


def log_of_postgres() -> bytes:
    """What stands in the write-ahead log of PostgreSQL, the oldest first."""
    segments = sorted((data_folder() / "pg_wal").glob("0*"))
    return b"".join(one.read_bytes() for one in segments)


def run_in_postgres(*statements: str) -> None:
    """What only whoever runs the server may do."""
    with store().engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        for one in statements:
            connection.execute(text(one))


def by_index(loot: Loot) -> int:
    """How many commits can be told apart in what the log's index (SQLite) says of its pages.

    The pages of one commit go up. Emptying the log leaves its index as it was.
    """
    noted = [one for one in struct.unpack("<4062I", loot.index[136 : 136 + 4 * 4062]) if one]
    return sum(page <= last for last, page in zip([PAGE**2, *noted], noted, strict=False))


def commits(log: bytes) -> Iterator[dict[int, bytes]]:
    """The pages of each commit in a write-ahead log, by their numbers."""
    pages: dict[int, bytes] = {}
    for at in range(32, len(log) - PAGE - 23, PAGE + 24):
        number, size = struct.unpack(">II", log[at : at + 8])
        pages[number] = log[at + 24 : at + 24 + PAGE]
        if size:
            yield pages
            pages = {}


def right_places(guess: Sequence[bytes], truth: Sequence[bytes]) -> int:
    """How many stand where they truly stood, among those that were guessed at all."""
    among = [one for one in truth if one in set(guess)]
    return sum(one == other for one, other in zip(guess, among, strict=True))


def _tree(pages: Mapping[int, bytes], root: int) -> Iterator[int]:
    """The pages of a tree in a file of SQLite."""
    yield root
    page, start = pages[root], 100 if root == 1 else 0
    if page[start] in (2, 5):  # pages that hold nothing but the way to others
        count, last = struct.unpack_from(">H", page, start + 3)[0], page[start + 8 : start + 12]
        cells = struct.unpack_from(f">{count}H", page, start + 12)
        for child in (*(page[at : at + 4] for at in cells), last):
            yield from _tree(pages, int.from_bytes(child))


def _windows(what: bytes, pages: Iterable[bytes]) -> set[bytes]:
    """What stands around a value, wherever it stands: a change of its row shows there."""
    places = ((page, page.find(what)) for page in pages)
    return {page[at - 6 : at + len(what) + 5] for page, at in places if at > 0}


def _first_seen(keys: Sequence[bytes], rows: Sequence[tuple[object, ...]]) -> list[bytes]:
    return list({one: None for row in rows for one in keys if one in row})


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def _tells(value: object) -> bool:
    return isinstance(value, bytes | str) and len(value) >= SHORTEST
