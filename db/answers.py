"""SQL about answers, comments and signatures while a group is open, and about its close."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from secrets import token_bytes
from typing import Any, NamedTuple

from sqlalchemy import Connection, case, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from db.engine import AnyRow
from db.tables import (
    Answer,
    Comment,
    CompactionOwed,
    OfGroup,
    Round,
    RoundGroup,
    Signature,
    Tally,
)


class Place(NamedTuple):
    """Which group of which round a row belongs to."""

    round_id: int
    group_id: int


class Terms(NamedTuple):
    """What decides whether a group still takes answers."""

    state: str
    closes_at: datetime
    closed_at: datetime | None


def terms(connection: Connection, place: Place, *, closing: bool = False) -> Terms | None:
    """The group's terms, held until the transaction ends: shared, or alone when `closing`."""
    statement = (
        select(Round.state, Round.closes_at, RoundGroup.closed_at)
        .join(RoundGroup, RoundGroup.round_id == Round.id)
        .where(RoundGroup.round_id == place.round_id, RoundGroup.group_id == place.group_id)
        .with_for_update(read=not closing, of=Round)
    )
    row = connection.execute(statement).one_or_none()
    return None if row is None else Terms(*row)


def save_place(
    connection: Connection,
    place: Place,
    key: bytes,
    device: bytes,
    subject: str,
    dimension: str,
    facet: str,
    value: int,
    request: bytes,
) -> None:
    """Put one placement there, once per request; another device's other facet is dropped."""
    other = "aim" if facet == "now" else "now"
    statement = _insert(connection, Answer).values(
        **place._asdict(),
        key=key,
        subject=subject,
        dimension=dimension,
        device=device,
        **{facet: value, f"{facet}_request": request},
    )
    new = statement.excluded
    same_device = Answer.device == new.device
    kept = {
        name: case((same_device, getattr(Answer, name)), else_=None)
        for name in (other, f"{other}_request")
    }
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["key", "subject", "dimension"],
            set_={
                facet: new[facet],
                f"{facet}_request": new[f"{facet}_request"],
                "device": new.device,
                **kept,
            },
            where=getattr(Answer, f"{facet}_request").is_distinct_from(new[f"{facet}_request"]),
        )
    )


def used_elsewhere(
    connection: Connection, place: Place, key: bytes, comments: Iterable[bytes]
) -> bool:
    """Whether these keys of one respondent stand in another group of the round."""
    found = (
        select(Answer.key).where(Answer.key == key, Answer.group_id != place.group_id),
        select(Signature.key).where(Signature.key == key, Signature.group_id != place.group_id),
        select(Comment.key).where(
            Comment.key.in_(list(comments)), Comment.group_id != place.group_id
        ),
    )
    return any(connection.execute(one.limit(1)).first() is not None for one in found)


def places_of(connection: Connection, key: bytes, device: bytes) -> Sequence[AnyRow]:
    """(subject, dimension, now, aim) of what one device saved under one key."""
    columns = (Answer.subject, Answer.dimension, Answer.now, Answer.aim)
    statement = select(*columns).where(Answer.key == key, Answer.device == device)
    return connection.execute(statement).all()


def save_comment(
    connection: Connection,
    place: Place,
    key: bytes,
    device: bytes,
    subject: str,
    dimension: str,
    text: str,
    name: str | None,
) -> None:
    """Put one comment under its own key, or take it away where `text` is empty."""
    if not text:
        connection.execute(delete(Comment).where(Comment.key == key))
        return
    values = {"device": device, "text": text, "name": name}
    statement = _insert(connection, Comment).values(
        **place._asdict(), key=key, subject=subject, dimension=dimension, **values
    )
    connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=values))


def comments_under(connection: Connection, keys: Iterable[bytes]) -> Sequence[AnyRow]:
    """(key, device, text, name) of the comments under these keys."""
    columns = (Comment.key, Comment.device, Comment.text, Comment.name)
    return connection.execute(select(*columns).where(Comment.key.in_(list(keys)))).all()


def sign(connection: Connection, place: Place, key: bytes, device: bytes, name: str) -> None:
    """Put a name beside the answers of one key."""
    values = {"device": device, "name": name}
    statement = _insert(connection, Signature).values(**place._asdict(), key=key, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=values))


def name_of(connection: Connection, key: bytes, device: bytes) -> str | None:
    """The name given with one key, for the device that gave it."""
    statement = select(Signature.name)
    mine = statement.where(Signature.key == key, Signature.device == device)
    return connection.execute(mine).scalar_one_or_none()


def remove(
    connection: Connection, key: bytes, device: bytes, comments: Iterable[tuple[bytes, bytes]]
) -> None:
    """Take away what one device saved: answers, name, and comments by (key, device)."""
    connection.execute(delete(Answer).where(Answer.key == key, Answer.device == device))
    connection.execute(delete(Signature).where(Signature.key == key, Signature.device == device))
    for comment, by in comments:
        connection.execute(delete(Comment).where(Comment.key == comment, Comment.device == by))


def counts(connection: Connection, place: Place, facet: str) -> Sequence[AnyRow]:
    """(subject, dimension, place, how many), counted by the database."""
    value = getattr(Answer, facet)
    statement = (
        select(Answer.subject, Answer.dimension, value, func.count())
        .where(*_in(Answer, place), value.is_not(None))
        .group_by(Answer.subject, Answer.dimension, value)
    )
    return connection.execute(statement).all()


def rows(connection: Connection, place: Place) -> Sequence[AnyRow]:
    """(subject, dimension, now, aim), a row per respondent and dimension."""
    columns = (Answer.subject, Answer.dimension, Answer.now, Answer.aim)
    return connection.execute(select(*columns).where(*_in(Answer, place))).all()


def close(
    connection: Connection,
    place: Place,
    tallies: Sequence[tuple[str, str, str, list[int], int]],
    at: datetime,
    *,
    erase: bool,
) -> None:
    """Store (subject, dimension, facet, counts, unsure), mark the close, erase the rows.

    Comments stay under fresh keys, so that no device can be told from them any more.
    """
    names = ("subject", "dimension", "facet", "counts", "unsure")
    values = [place._asdict() | dict(zip(names, one, strict=True)) for one in tallies]
    if values:
        connection.execute(_insert(connection, Tally), values)
    group = (RoundGroup.round_id == place.round_id, RoundGroup.group_id == place.group_id)
    connection.execute(update(RoundGroup).where(*group).values(closed_at=at))
    for (key,) in connection.execute(select(Comment.key).where(*_in(Comment, place))).all():
        fresh = {"key": token_bytes(len(key)), "device": token_bytes(len(key))}
        connection.execute(update(Comment).where(Comment.key == key).values(**fresh))
    if erase:
        connection.execute(delete(Answer).where(*_in(Answer, place)))
        connection.execute(delete(Signature).where(*_in(Signature, place)))
        connection.execute(_insert(connection, CompactionOwed).values(**place._asdict()))


def named(connection: Connection, place: Place) -> Sequence[AnyRow]:
    """(dimension, name, now, aim) of a `named` round, ordered by name."""
    statement = (
        select(Answer.dimension, Signature.name, Answer.now, Answer.aim)
        .join(Signature, Signature.key == Answer.key)
        .where(*_in(Answer, place))
        .order_by(Signature.name, Answer.key)
    )
    return connection.execute(statement).all()


def comments(connection: Connection, place: Place) -> Sequence[AnyRow]:
    """(dimension, text, name) in the order of their random keys, which tells nothing."""
    columns = (Comment.dimension, Comment.text, Comment.name)
    statement = select(*columns).where(*_in(Comment, place)).order_by(Comment.key)
    return connection.execute(statement).all()


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


def _in(table: type[OfGroup], place: Place) -> tuple[Any, Any]:
    return table.round_id == place.round_id, table.group_id == place.group_id


def _insert(connection: Connection, table: Any) -> Any:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table)
