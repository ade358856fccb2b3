"""SQL about the close of a group: counting its answers, and the counts it leaves behind."""

from collections.abc import Iterable, Mapping, Sequence
from secrets import token_bytes
from typing import Any

from sqlalchemy import Connection, and_, case, delete, func, select, update

from db.answers import Team, columns_of, insert_into, within
from db.engine import AnyRow
from db.tables import (
    Answer,
    Cell,
    Comment,
    CompactionOwed,
    RoundGroup,
    RoundSum,
    Signature,
    Tally,
    Trait,
    Turnover,
    Wish,
)

KEY_BYTES = 32
TALLY = ("subject", "dimension", "facet", "counts", "unsure")
CELL = ("attribute", "choice", "subject", "dimension", "facet", "counts")
TURNOVER = ("group_id", "dimension", "facet", "kind", "earlier")
WISH = ("subject", "dimension", "n", "total", "squares")
SUM = (
    "subject",
    "dimension",
    "groups",
    "freedom",
    "squares",
    "both",
    "now_squares",
    "aim_squares",
    "products",
)


def counts(connection: Connection, team: Team, facet: str) -> Sequence[AnyRow]:
    """(subject, dimension, point, how many), counted by the database."""
    value = getattr(Answer, facet)
    statement = (
        select(Answer.subject, Answer.dimension, value, func.count())
        .where(*within(Answer, team), value.is_not(None))
        .group_by(Answer.subject, Answer.dimension, value)
    )
    return connection.execute(statement).all()


def moves(connection: Connection, team: Team) -> Sequence[AnyRow]:
    """(subject, dimension, left, stay, right) of those who placed both, by the database."""
    both = and_(Answer.now > 0, Answer.aim > 0)
    goes = (Answer.aim < Answer.now, Answer.aim == Answer.now, Answer.aim > Answer.now)
    statement = (
        select(
            Answer.subject,
            Answer.dimension,
            *(func.sum(case((way, 1), else_=0)) for way in goes),
        )
        .where(*within(Answer, team), both)
        .group_by(Answer.subject, Answer.dimension)
    )
    return connection.execute(statement).all()


def wishes(connection: Connection, team: Team) -> Sequence[AnyRow]:
    """(subject, dimension, n, total, squares) of wish less now, by the database."""
    further = Answer.aim - Answer.now
    statement = (
        select(
            Answer.subject,
            Answer.dimension,
            func.count(),
            func.sum(further),
            func.sum(further * further),
        )
        .where(*within(Answer, team), Answer.now > 0, Answer.aim > 0)
        .group_by(Answer.subject, Answer.dimension)
    )
    return connection.execute(statement).all()


def rows(connection: Connection, team: Team) -> Sequence[AnyRow]:
    """(key, subject, dimension, now, aim), a row per respondent and dimension."""
    columns = (Answer.key, Answer.subject, Answer.dimension, Answer.now, Answer.aim)
    return connection.execute(select(*columns).where(*within(Answer, team))).all()


def traits(connection: Connection, team: Team) -> Sequence[AnyRow]:
    """(key, attribute, choice) of what respondents said of themselves."""
    columns = (Trait.key, Trait.attribute, Trait.choice)
    return connection.execute(select(*columns).where(*within(Trait, team))).all()


def close(
    connection: Connection,
    team: Team,
    tallies: Sequence[Sequence[Any]],
    cells: Sequence[Sequence[Any]],
    wishes: Sequence[Sequence[Any]],
    sums: Sequence[Sequence[Any]],
    noted: Mapping[str, Any],
    *,
    erase: bool,
) -> None:
    """Store what was counted, mark the close, erase the rows.

    The columns are as in TALLY, CELL, WISH, SUM. `noted` stands with the group
    from then on: when it closed, and who had answered.

    Sums are added to those of the round. Comments stay under fresh keys, so that
    no device can be told from them any more.
    """
    counted = ((Tally, TALLY, tallies), (Cell, CELL, cells), (Wish, WISH, wishes))
    for table, names, values in counted:
        if values:
            rows = [columns_of(team) | dict(zip(names, row, strict=True)) for row in values]
            connection.execute(insert_into(connection, table), rows)
    for numbers in sums:
        _add_sum(connection, team[0], dict(zip(SUM, numbers, strict=True)))
    group = (RoundGroup.round_id == team[0], RoundGroup.group_id == team[1])
    connection.execute(update(RoundGroup).where(*group).values(code=None, **noted))
    _write_comments_anew(connection, team)
    connection.execute(delete(Trait).where(*within(Trait, team)))
    if erase:
        connection.execute(delete(Answer).where(*within(Answer, team)))
        connection.execute(delete(Signature).where(*within(Signature, team)))
    owe(connection, team)


def _write_comments_anew(connection: Connection, team: Team) -> None:
    """Put comments under fresh keys and in their order: places would tell which belong together."""
    found = connection.execute(select(Comment.__table__).where(*within(Comment, team))).all()
    fresh = [
        dict(row._mapping) | {"key": token_bytes(KEY_BYTES), "device": token_bytes(KEY_BYTES)}
        for row in found
    ]
    connection.execute(delete(Comment).where(*within(Comment, team)))
    if fresh:
        in_order = sorted(fresh, key=lambda row: bytes(row["key"]))
        connection.execute(insert_into(connection, Comment), in_order)


def owe(connection: Connection, team: Team) -> None:
    """Note that rows of a group were erased and must still be wiped from the files."""
    statement = insert_into(connection, CompactionOwed).values(**columns_of(team))
    connection.execute(statement.on_conflict_do_nothing())


def _add_sum(connection: Connection, round_id: int, values: dict[str, Any]) -> None:
    statement = insert_into(connection, RoundSum).values(round_id=round_id, **values)
    added = {name: getattr(RoundSum, name) + values[name] for name in SUM[2:]}
    keys = ["round_id", "subject", "dimension"]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=added))


def tallies(
    connection: Connection, round_id: int, groups: Iterable[int] | None = None
) -> Sequence[AnyRow]:
    """(group_id, subject, dimension, facet, counts, unsure) of a round, or of some groups."""
    statement = select(
        Tally.group_id, Tally.subject, Tally.dimension, Tally.facet, Tally.counts, Tally.unsure
    ).where(Tally.round_id == round_id)
    if groups is not None:
        statement = statement.where(Tally.group_id.in_(list(groups)))
    return connection.execute(statement).all()


def cells(
    connection: Connection, round_id: int, groups: Iterable[int] | None = None
) -> Sequence[AnyRow]:
    """(group_id, attribute, choice, subject, dimension, facet, counts) of a round, or of groups."""
    columns = (Cell.group_id, *(getattr(Cell, name) for name in CELL))
    statement = select(*columns).where(Cell.round_id == round_id)
    if groups is not None:
        statement = statement.where(Cell.group_id.in_(list(groups)))
    return connection.execute(statement).all()


def wished(
    connection: Connection, round_id: int, groups: Iterable[int] | None = None
) -> Sequence[AnyRow]:
    """(group_id, subject, dimension, n, total, squares) of a round, or of some groups."""
    columns = (Wish.group_id, *(getattr(Wish, name) for name in WISH))
    statement = select(*columns).where(Wish.round_id == round_id)
    if groups is not None:
        statement = statement.where(Wish.group_id.in_(list(groups)))
    return connection.execute(statement).all()


def turnover(
    connection: Connection, round_id: int, groups: Iterable[int] | None = None
) -> Sequence[AnyRow]:
    """What few changes forbid in a round, or in some groups: columns as in TURNOVER."""
    columns = (getattr(Turnover, name) for name in TURNOVER)
    statement = select(*columns).where(Turnover.round_id == round_id)
    if groups is not None:
        statement = statement.where(Turnover.group_id.in_(list(groups)))
    return connection.execute(statement).all()


def set_turnover(
    connection: Connection, round_id: int, rows: Iterable[tuple[int, str, str, str, object]]
) -> None:
    """Note what few changes forbid in a round instead of what was noted before."""
    connection.execute(delete(Turnover).where(Turnover.round_id == round_id))
    values = [{"round_id": round_id, **dict(zip(TURNOVER, row, strict=True))} for row in rows]
    if values:
        connection.execute(insert_into(connection, Turnover), values)


def sums(connection: Connection, round_id: int) -> Sequence[AnyRow]:
    """A row per subject and dimension, its columns as in SUM."""
    columns = (getattr(RoundSum, name) for name in SUM)
    return connection.execute(select(*columns).where(RoundSum.round_id == round_id)).all()


def owed(connection: Connection) -> Sequence[AnyRow]:
    """(round_id, group_id) of closes whose erased rows are not yet wiped from the files."""
    return connection.execute(select(CompactionOwed.round_id, CompactionOwed.group_id)).all()


def settle(connection: Connection, done: Sequence[AnyRow]) -> None:
    """Strike the compactions that were `done`; what came to be owed since stays."""
    for round_id, group_id in done:
        connection.execute(
            delete(CompactionOwed).where(
                CompactionOwed.round_id == round_id, CompactionOwed.group_id == group_id
            )
        )
