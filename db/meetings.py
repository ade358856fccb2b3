"""SQL about a team's session: where it stands, what is said in it, and what comes of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from secrets import token_bytes
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from db.answers import Team, columns_of, insert_into, within
from db.engine import AnyRow
from db.tables import Meeting, NextStep, Note, Round, RoundGroup, Vote, Word


def begin(connection: Connection, team: Team, **values: Any) -> None:
    """Begin a session, or begin it again."""
    statement = insert_into(connection, Meeting).values(**columns_of(team), **values)
    keys = ["round_id", "group_id"]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=values))


def meeting(
    connection: Connection, team: Team, *, changing: bool = False, held: bool = False
) -> AnyRow | None:
    """The session of a group about a round, or None.

    Until the transaction ends nobody else changes it where it is `held`, and
    nobody else holds it where one is `changing` it.
    """
    statement = select(Meeting.__table__).where(*within(Meeting, team))
    if changing or held:
        statement = statement.with_for_update(read=held)
    return connection.execute(statement).one_or_none()


def change(connection: Connection, team: Team, **values: Any) -> None:
    """Bring a session to another step."""
    connection.execute(update(Meeting).where(*within(Meeting, team)).values(**values))


def begun_before(connection: Connection, moment: datetime) -> Sequence[Team]:
    """The groups whose sessions began by then, and that nobody has ended."""
    statement = select(Meeting.round_id, Meeting.group_id)
    due = statement.where(Meeting.over_at.is_(None), Meeting.begun_at <= moment)
    return [(row.round_id, row.group_id) for row in connection.execute(due)]


def replace_code(connection: Connection, team: Team, code: str) -> None:
    """Give a session that goes on another code."""
    going_on = (*within(Meeting, team), Meeting.code.is_not(None))
    connection.execute(update(Meeting).where(*going_on).values(code=code))


def link_by_code(connection: Connection, code: str) -> str | None:
    """The link of the team whose session has a code of these letters."""
    letters = func.replace(func.replace(Meeting.code, " ", ""), "-", "")
    same = (RoundGroup.round_id == Meeting.round_id) & (RoundGroup.group_id == Meeting.group_id)
    statement = select(RoundGroup.link).join(Meeting, same)
    return connection.execute(statement.where(letters == code)).scalar_one_or_none()


def save_word(connection: Connection, team: Team, key: bytes, device: bytes, text: str) -> None:
    """Put somebody's word there, or take it away where it is empty."""
    if text:
        _save(connection, Word, team, key, device=device, text=text)
    else:
        connection.execute(delete(Word).where(Word.key == key))


def words(connection: Connection, team: Team) -> dict[bytes, str]:
    """What was said, in the order of the random keys."""
    statement = select(Word.key, Word.text).where(*within(Word, team)).order_by(Word.key)
    return {row.key: row.text for row in connection.execute(statement)}


def take_words(connection: Connection, team: Team, keys: Iterable[bytes]) -> None:
    """Take what was said under these keys away."""
    connection.execute(delete(Word).where(*within(Word, team), Word.key.in_(list(keys))))


def loosen_words(connection: Connection, team: Team, kept: Iterable[str]) -> None:
    """Put the words of a session that are `kept` under new keys that nobody holds."""
    fresh: list[dict[str, Any]] = [
        {**columns_of(team), "key": token_bytes(32), "device": token_bytes(32), "text": said}
        for said in kept
    ]
    connection.execute(delete(Word).where(*within(Word, team)))
    if fresh:
        connection.execute(insert(Word), sorted(fresh, key=lambda row: row["key"]))


def word(connection: Connection, key: bytes, device: bytes) -> str | None:
    """The word under one key, for the device that said it."""
    mine = (Word.key == key, Word.device == device)
    return connection.execute(select(Word.text).where(*mine)).scalar_one_or_none()


def save_vote(connection: Connection, team: Team, key: bytes, device: bytes, points: int) -> None:
    """Put somebody's vote there."""
    _save(connection, Vote, team, key, device=device, points=points)


def vote(connection: Connection, key: bytes, device: bytes) -> int | None:
    """The vote under one key, for the device that gave it."""
    mine = (Vote.key == key, Vote.device == device)
    return connection.execute(select(Vote.points).where(*mine)).scalar_one_or_none()


def _save(connection: Connection, table: Any, team: Team, key: bytes, **values: Any) -> None:
    statement = insert_into(connection, table).values(**columns_of(team), key=key, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=values))


def votes(connection: Connection, team: Team) -> dict[int, int]:
    """How many gave so many points."""
    statement = select(Vote.points, func.count()).where(*within(Vote, team))
    return {row[0]: row[1] for row in connection.execute(statement.group_by(Vote.points))}


def forget_said(connection: Connection, team: Team, *, words_too: bool) -> None:
    """Erase the votes of a session, and its words where it begins anew."""
    for table in (Vote, Word) if words_too else (Vote,):
        connection.execute(delete(table).where(*within(table, team)))


def save_note(connection: Connection, team: Team, dimension: str, text: str) -> None:
    """Put a note there, or take it away where it is empty."""
    if not text:
        here = (*within(Note, team), Note.dimension == dimension)
        connection.execute(delete(Note).where(*here))
        return
    values = {**columns_of(team), "dimension": dimension, "text": text}
    statement = insert_into(connection, Note).values(**values)
    keys = ["round_id", "group_id", "dimension"]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_={"text": text}))


def notes(connection: Connection, team: Team) -> dict[str, str]:
    """What was noted, by dimension."""
    statement = select(Note.dimension, Note.text).where(*within(Note, team))
    return {row.dimension: row.text for row in connection.execute(statement)}


def add_step(connection: Connection, team: Team, **values: Any) -> int:
    """The id of a new next step: its `dimension`, `text`, `owner` and day `due`."""
    statement = insert(NextStep).values(**columns_of(team), **values).returning(NextStep.id)
    return int(connection.execute(statement).scalar_one())


def change_step(connection: Connection, team: Team, item_id: int, **values: Any) -> bool:
    """Change a next step of the group, of this round or an earlier one; whether there is one."""
    mine = (NextStep.id == item_id, NextStep.group_id == team[1])
    return bool(connection.execute(update(NextStep).where(*mine).values(**values)).rowcount)


def remove_step(connection: Connection, team: Team, item_id: int) -> bool:
    """Take a next step away; whether there was one."""
    mine = (NextStep.id == item_id, NextStep.group_id == team[1])
    return bool(connection.execute(delete(NextStep).where(*mine)).rowcount)


def steps(connection: Connection, team: Team) -> Sequence[AnyRow]:
    """The next steps of a round, and those of the group's earlier rounds that are still open."""
    opened = select(Round.opened_at).where(Round.id == team[0]).scalar_subquery()
    earlier = or_(Round.opened_at.is_(None), Round.opened_at <= opened)
    statement = (
        select(NextStep.__table__, Round.title)
        .join(Round, Round.id == NextStep.round_id)
        .where(
            NextStep.group_id == team[1],
            or_(NextStep.round_id == team[0], and_(NextStep.done_at.is_(None), earlier)),
        )
        .order_by(NextStep.done_at.is_not(None), NextStep.due.is_(None), NextStep.due, NextStep.id)
    )
    return connection.execute(statement).all()
