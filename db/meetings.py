"""SQL about a team's session: where it stands, what is said in it, and what comes of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from db.answers import Place, insert_into, within
from db.engine import AnyRow
from db.tables import Meeting, NextStep, Note, Round, RoundGroup, Vote, Word


def begin(connection: Connection, place: Place, **values: Any) -> None:
    """Begin a session, or begin it again."""
    statement = insert_into(connection, Meeting).values(**place._asdict(), **values)
    keys = ["round_id", "group_id"]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=values))


def meeting(connection: Connection, place: Place) -> AnyRow | None:
    """The session of a group about a round, or None."""
    statement = select(Meeting.__table__).where(*within(Meeting, place))
    return connection.execute(statement).one_or_none()


def change(connection: Connection, place: Place, **values: Any) -> None:
    """Bring a session to another step."""
    connection.execute(update(Meeting).where(*within(Meeting, place)).values(**values))


def begun_before(connection: Connection, moment: datetime) -> Sequence[Place]:
    """The groups whose sessions began by then, and that nobody has ended."""
    statement = select(Meeting.round_id, Meeting.group_id)
    due = statement.where(Meeting.over_at.is_(None), Meeting.begun_at <= moment)
    return [Place(*row) for row in connection.execute(due)]


def link_by_code(connection: Connection, code: str) -> str | None:
    """The link of the team whose session has a code of these letters."""
    letters = func.replace(func.replace(Meeting.code, " ", ""), "-", "")
    same = (RoundGroup.round_id == Meeting.round_id) & (RoundGroup.group_id == Meeting.group_id)
    statement = select(RoundGroup.link).join(Meeting, same)
    return connection.execute(statement.where(letters == code)).scalar_one_or_none()


def save_word(connection: Connection, place: Place, key: bytes, text: str) -> None:
    """Put somebody's word there, or take it away where it is empty."""
    if not text:
        connection.execute(delete(Word).where(Word.key == key))
        return
    statement = insert_into(connection, Word).values(**place._asdict(), key=key, text=text)
    connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"text": text}))


def words(connection: Connection, place: Place) -> Sequence[str]:
    """What was said, in the order of the random keys."""
    statement = select(Word.text).where(*within(Word, place)).order_by(Word.key)
    return connection.execute(statement).scalars().all()


def word(connection: Connection, key: bytes) -> str | None:
    """The word under one key."""
    return connection.execute(select(Word.text).where(Word.key == key)).scalar_one_or_none()


def save_vote(connection: Connection, place: Place, key: bytes, points: int) -> None:
    """Put somebody's vote there."""
    statement = insert_into(connection, Vote).values(**place._asdict(), key=key, points=points)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["key"], set_={"points": points})
    )


def vote(connection: Connection, key: bytes) -> int | None:
    """The vote under one key."""
    return connection.execute(select(Vote.points).where(Vote.key == key)).scalar_one_or_none()


def votes(connection: Connection, place: Place) -> dict[int, int]:
    """How many gave so many points."""
    statement = select(Vote.points, func.count()).where(*within(Vote, place))
    return {row[0]: row[1] for row in connection.execute(statement.group_by(Vote.points))}


def forget_said(connection: Connection, place: Place, *, words_too: bool) -> None:
    """Erase the votes of a session, and its words where it begins anew."""
    for table in (Vote, Word) if words_too else (Vote,):
        connection.execute(delete(table).where(*within(table, place)))


def save_note(connection: Connection, place: Place, dimension: str, text: str) -> None:
    """Put a note there, or take it away where it is empty."""
    if not text:
        here = (*within(Note, place), Note.dimension == dimension)
        connection.execute(delete(Note).where(*here))
        return
    values = {**place._asdict(), "dimension": dimension, "text": text}
    statement = insert_into(connection, Note).values(**values)
    keys = ["round_id", "group_id", "dimension"]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_={"text": text}))


def notes(connection: Connection, place: Place) -> dict[str, str]:
    """What was noted, by dimension."""
    statement = select(Note.dimension, Note.text).where(*within(Note, place))
    return {row.dimension: row.text for row in connection.execute(statement)}


def add_step(connection: Connection, place: Place, **values: Any) -> int:
    """The id of a new next step: its `dimension`, `text`, `owner` and day `due`."""
    statement = insert(NextStep).values(**place._asdict(), **values).returning(NextStep.id)
    return int(connection.execute(statement).scalar_one())


def change_step(connection: Connection, place: Place, id: int, **values: Any) -> bool:
    """Change a next step of the group, of this round or an earlier one; whether there is one."""
    mine = (NextStep.id == id, NextStep.group_id == place.group_id)
    return bool(connection.execute(update(NextStep).where(*mine).values(**values)).rowcount)


def remove_step(connection: Connection, place: Place, id: int) -> bool:
    """Take a next step away; whether there was one."""
    mine = (NextStep.id == id, NextStep.group_id == place.group_id)
    return bool(connection.execute(delete(NextStep).where(*mine)).rowcount)


def steps(connection: Connection, place: Place) -> Sequence[AnyRow]:
    """The next steps of a round, and those of the group's other rounds that are still open."""
    statement = (
        select(NextStep.__table__, Round.title)
        .join(Round, Round.id == NextStep.round_id)
        .where(
            NextStep.group_id == place.group_id,
            or_(NextStep.round_id == place.round_id, NextStep.done_at.is_(None)),
        )
        .order_by(NextStep.done_at.is_not(None), NextStep.due.is_(None), NextStep.due, NextStep.id)
    )
    return connection.execute(statement).all()
