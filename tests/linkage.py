"""What somebody could try who stole the database: to tell whose an answer is."""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from sqlalchemy import text

from database import TABLES
from posdash.store import store

ANSWERS = ("answer", "signature", "trait", "comment")
APART = ("compaction_owed", "bank_snapshot", "alembic_version", "round", "subject", "attribute")
PEOPLE = tuple(
    name
    for name in TABLES
    if name not in {*ANSWERS, *APART, "tally", "cell", "round_sum", "round_group"}
)
PAGE = 4096
SHORTEST = 8  # bytes; shorter values are equal by chance


@dataclass(frozen=True)
class Loot:
    """One copy: rows by table as tuples, and the bytes of file and write-ahead log (SQLite)."""

    rows: Mapping[str, Sequence[tuple[object, ...]]]
    hidden: Mapping[str, Sequence[tuple[str, ...]]]
    file: bytes = b""
    log: bytes = b""


def steal(database: object = None) -> Loot:
    """A copy of the database as it stands; on PostgreSQL with its hidden columns."""
    rows, hidden = {}, {}
    with store().read() as connection:
        postgres = connection.dialect.name == "postgresql"
        for name in (*ANSWERS, *PEOPLE):
            found = connection.execute(text(f"SELECT * FROM {name}")).all()
            rows[name] = [tuple(map(_plain, row)) for row in found]
            if postgres:
                columns = f"SELECT xmin::text, xmax::text, ctid::text FROM {name}"
                hidden[name] = [tuple(row) for row in connection.execute(text(columns))]
    if database is None:
        return Loot(rows, hidden)
    log = database.with_name(database.name + "-wal")  # type: ignore[attr-defined]
    return Loot(rows, hidden, database.read_bytes(), log.read_bytes())  # type: ignore[attr-defined]


def by_equal_values(loot: Loot) -> set[tuple[object, object]]:
    """Pairs of rows, one about an answer and one about a person, that share a value."""
    known = {
        value: row for name in PEOPLE for row in loot.rows[name] for value in row if _tells(value)
    }
    return {
        (row[:3], known[value])
        for name in ANSWERS
        for row in loot.rows[name]
        for value in row
        if value in known
    }


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
