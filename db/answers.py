"""SQL about answers, comments, signatures and traits."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from db.engine import ANSWERS, SHORT, AnyRow
from db.tables import (
    Answer,
    Comment,
    Membership,
    NextStep,
    Note,
    OfGroup,
    Round,
    RoundGroup,
    RoundMember,
    Signature,
    Trait,
    Vote,
    Word,
)

Team = tuple[int, int]
"""A group in a round: (round_id, group_id)."""


class Terms(NamedTuple):
    """What decides whether a group still takes answers."""

    state: str
    closes_at: datetime
    closed_at: datetime | None


def terms(connection: Connection, team: Team, *, closing: bool = False) -> Terms | None:
    """The group's terms, held until the transaction ends: shared, or alone when `closing`."""
    round_id, group_id = team
    asked = {"round": round_id, "group": group_id}
    row = connection.execute(_terms(closing), asked).one_or_none()
    return None if row is None else Terms(*row)


@cache
def _terms(closing: bool) -> Any:
    """Every save asks this, too."""
    return (
        select(Round.state, Round.closes_at, RoundGroup.closed_at)
        .join(RoundGroup, RoundGroup.round_id == Round.id)
        .where(RoundGroup.round_id == bindparam("round"), RoundGroup.group_id == bindparam("group"))
        .with_for_update(read=not closing, of=Round)
    )


def save_place(
    connection: Connection,
    team: Team,
    key: bytes,
    device: bytes,
    subject: str,
    dimension: str,
    facet: str,
    value: int,
    request: bytes,
    *,
    proxy: bool = False,
) -> None:
    """Put one placement there, once per request; another device's other facet is dropped.

    A `proxy` response is one that a coach entered for somebody else.
    """
    connection.execute(
        _placing(connection.dialect.name, facet),
        {
            **columns_of(team),
            "key": key,
            "subject": subject,
            "dimension": dimension,
            "device": device,
            facet: value,
            f"{facet}_request": request,
            "proxy": proxy,
        },
    )


@cache
def _placing(dialect: str, facet: str) -> Any:
    """The statement for that; making it takes longer than running it."""
    other = "aim" if facet == "now" else "now"
    statement = (sqlite if dialect == "sqlite" else postgresql).insert(Answer)
    new = statement.excluded
    same_device = Answer.device == new.device
    kept = {
        name: case((same_device, getattr(Answer, name)), else_=None)
        for name in (other, f"{other}_request")
    }
    return statement.on_conflict_do_update(
        index_elements=["key", "subject", "dimension"],
        set_={
            facet: new[facet],
            f"{facet}_request": new[f"{facet}_request"],
            "device": new.device,
            **kept,
        },
        where=getattr(Answer, f"{facet}_request").is_distinct_from(new[f"{facet}_request"]),
    )


def used_elsewhere(
    connection: Connection, team: Team, key: bytes, comments: Iterable[bytes]
) -> bool:
    """Whether these keys of one respondent stand in another group of the round."""
    asked = {"key": key, "comments": list(comments), "group": team[1]}
    return connection.execute(_used_elsewhere(), asked).first() is not None


@cache
def _used_elsewhere() -> Any:
    """Every save asks this: one statement, since making it takes longer than running it."""
    found = [
        select(table.group_id).where(
            table.key == bindparam("key"), table.group_id != bindparam("group")
        )
        for table in (Answer, Signature, Trait)
    ]
    spoken = select(Comment.group_id).where(
        Comment.key.in_(bindparam("comments", expanding=True)),
        Comment.group_id != bindparam("group"),
    )
    return union_all(*found, spoken).limit(1)


def places_of(connection: Connection, key: bytes, device: bytes) -> Sequence[AnyRow]:
    """(subject, dimension, now, aim) of what one device saved under one key."""
    columns = (Answer.subject, Answer.dimension, Answer.now, Answer.aim)
    statement = select(*columns).where(Answer.key == key, Answer.device == device)
    return connection.execute(statement).all()


def save_comment(
    connection: Connection,
    team: Team,
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
    statement = insert_into(connection, Comment).values(
        **columns_of(team), key=key, subject=subject, dimension=dimension, **values
    )
    connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=values))


def comments_under(connection: Connection, keys: Iterable[bytes]) -> Sequence[AnyRow]:
    """(key, device, text, name) of the comments under these keys."""
    columns = (Comment.key, Comment.device, Comment.text, Comment.name)
    return connection.execute(select(*columns).where(Comment.key.in_(list(keys)))).all()


def sign(connection: Connection, team: Team, key: bytes, device: bytes, name: str) -> None:
    """Put a name beside the answers of one key."""
    values = {"device": device, "name": name}
    statement = insert_into(connection, Signature).values(**columns_of(team), key=key, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=values))


def name_of(connection: Connection, key: bytes, device: bytes) -> str | None:
    """The name given with one key, for the device that gave it."""
    statement = select(Signature.name)
    mine = statement.where(Signature.key == key, Signature.device == device)
    return connection.execute(mine).scalar_one_or_none()


def describe(
    connection: Connection, team: Team, key: bytes, device: bytes, attribute: str, choice: str
) -> None:
    """Put what somebody says of themselves beside their answers, or take it away if empty."""
    if not choice:
        mine = (Trait.key == key, Trait.attribute == attribute, Trait.device == device)
        connection.execute(delete(Trait).where(*mine))
        return
    values = {"device": device, "choice": choice}
    statement = insert_into(connection, Trait).values(
        **columns_of(team), key=key, attribute=attribute, **values
    )
    connection.execute(
        statement.on_conflict_do_update(index_elements=["key", "attribute"], set_=values)
    )


def traits_of(connection: Connection, key: bytes, device: bytes) -> Sequence[AnyRow]:
    """(attribute, choice) of what one device said under one key."""
    statement = select(Trait.attribute, Trait.choice)
    mine = statement.where(Trait.key == key, Trait.device == device)
    return connection.execute(mine).all()


def remove(
    connection: Connection, key: bytes, device: bytes, comments: Iterable[tuple[bytes, bytes]]
) -> None:
    """Take away what one device saved: answers, name, traits, and comments by (key, device)."""
    connection.execute(delete(Answer).where(Answer.key == key, Answer.device == device))
    connection.execute(delete(Signature).where(Signature.key == key, Signature.device == device))
    connection.execute(delete(Trait).where(Trait.key == key, Trait.device == device))
    for comment, by in comments:
        connection.execute(delete(Comment).where(Comment.key == comment, Comment.device == by))


def erase(connection: Connection, round_id: int) -> None:
    """Erase the single answers of a round, all that was said and noted, and who does what."""
    for table in (Answer, Signature, Trait, Comment, Word, Vote, Note):
        connection.execute(delete(table).where(table.round_id == round_id))
    mine = NextStep.round_id == round_id
    connection.execute(update(NextStep).where(mine).values(owner=""))


def write_anew(connection: Connection, teams: Sequence[Team] | None) -> None:
    """Write what was answered and said, in these groups or in all, once more by its random keys.

    A page of a SQLite file keeps the order in which its rows came, and PostgreSQL
    the transaction that wrote each.
    """
    taking_part = select(RoundGroup.round_id, RoundGroup.group_id)
    if teams is not None:
        here = tuple_(RoundGroup.round_id, RoundGroup.group_id).in_(teams)
        taking_part = taking_part.where(here)
    still = taking_part.join(Round, Round.id == RoundGroup.round_id).where(
        Round.state == "open", RoundGroup.closed_at.is_(None)
    )
    if connection.dialect.name == "postgresql":
        # whoever answers or closes goes first: giving up is quicker than finding a deadlock
        connection.execute(text(f"SET LOCAL lock_timeout = {SHORT}"))
        connection.execute(text(f"LOCK TABLE {', '.join(ANSWERS)} IN SHARE ROW EXCLUSIVE MODE"))
    for table in (Answer, Signature, Trait, Comment):
        _by_key(connection, table, still)
    for said in (Word, Vote):  # after the close
        _by_key(connection, said, taking_part)


def _by_key(connection: Connection, table: Any, teams: Any) -> None:
    here = tuple_(table.round_id, table.group_id).in_(teams)
    rows = connection.execute(select(table.__table__).where(here).order_by(table.key)).all()
    connection.execute(delete(table).where(here))
    if rows:
        connection.execute(insert(table), [dict(row._mapping) for row in rows])


def rename(connection: Connection, person: int, name: str, instead: str) -> None:
    """Put other words for somebody's name where they signed, in groups they belong or belonged to.

    What differs in spaces or capitals only is the same name.
    """
    then = select(RoundMember.round_id, RoundMember.group_id).where(RoundMember.person_id == person)
    today = select(Membership.group_id).where(Membership.person_id == person)
    for table in (Signature, Comment):
        team = tuple_(table.round_id, table.group_id)
        here = and_(table.name.is_not(None), or_(team.in_(then), table.group_id.in_(today)))
        signed = connection.execute(select(table.name).where(here).distinct()).scalars()
        for signature in filter(None, signed.all()):
            if _alike(signature, name):
                change = update(table).where(here, table.name == signature)
                connection.execute(change.values(name=instead))


def _alike(name: str, other: str) -> bool:
    """Whether two names are the same to whoever reads them; SQLite knows capitals of a-z only."""
    return " ".join(name.split()).casefold() == " ".join(other.split()).casefold()


def respondents(connection: Connection, round_id: int) -> dict[int, int]:
    """How many have answered anything, by group."""
    statement = select(Answer.group_id, func.count(Answer.key.distinct()))
    mine = statement.where(Answer.round_id == round_id).group_by(Answer.group_id)
    return {row[0]: row[1] for row in connection.execute(mine)}


def named(connection: Connection, team: Team) -> Sequence[AnyRow]:
    """(dimension, name, now, aim, proxy) of a `named` round, ordered by name."""
    statement = (
        select(Answer.dimension, Signature.name, Answer.now, Answer.aim, Answer.proxy)
        .join(Signature, Signature.key == Answer.key)
        .where(*within(Answer, team))
        .order_by(Signature.name, Answer.key)
    )
    return connection.execute(statement).all()


def comments(connection: Connection, team: Team) -> Sequence[AnyRow]:
    """(dimension, text, name) in the order of their random keys, which tells nothing."""
    columns = (Comment.dimension, Comment.text, Comment.name)
    statement = select(*columns).where(*within(Comment, team)).order_by(Comment.key)
    return connection.execute(statement).all()


def columns_of(team: Team) -> dict[str, int]:
    """The columns that place a row in that group of that round."""
    round_id, group_id = team
    return {"round_id": round_id, "group_id": group_id}


def within(table: type[OfGroup], team: Team) -> tuple[Any, Any]:
    """The conditions that a row belongs to that group of that round."""
    return table.round_id == team[0], table.group_id == team[1]


def insert_into(connection: Connection, table: Any) -> Any:
    """An INSERT that can deal with conflicts, in the dialect of the database."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table)
