"""SQL about rounds, the banks pinned to them, and the groups that take part."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    delete,
    false,
    func,
    insert,
    or_,
    select,
    union_all,
    update,
)

from db.answers import insert_into
from db.engine import AnyRow
from db.tables import (
    Agreement,
    Attribute,
    BankSnapshot,
    Comment,
    Meeting,
    NextStep,
    Note,
    Person,
    Role,
    Round,
    RoundCoach,
    RoundGroup,
    RoundMember,
    Signature,
    Subject,
    Word,
)


def add_bank(connection: Connection, digest: str, body: str) -> None:
    """Pin a bank's content, once."""
    known = select(BankSnapshot.digest).where(BankSnapshot.digest == digest)
    if connection.execute(known).first() is None:
        connection.execute(insert(BankSnapshot).values(digest=digest, body=body))


def bank(connection: Connection, digest: str) -> str:
    """The content of a pinned bank."""
    statement = select(BankSnapshot.body).where(BankSnapshot.digest == digest)
    return connection.execute(statement).scalar_one()


def add_round(connection: Connection, subjects: Sequence[tuple[str, str]], **terms: Any) -> int:
    """The id of a new round with its terms and the (key, name) of each thing it places."""
    statement = insert(Round).values(**terms).returning(Round.id)
    round_id = int(connection.execute(statement).scalar_one())
    rows = [
        {"round_id": round_id, "position": position, "key": key, "name": name}
        for position, (key, name) in enumerate(subjects)
    ]
    connection.execute(insert(Subject), rows)
    return round_id


def round_row(connection: Connection, round_id: int) -> AnyRow | None:
    """One round: all its columns."""
    return connection.execute(_one_round(), {"id": round_id}).one_or_none()


def round_rows(connection: Connection) -> Sequence[AnyRow]:
    """All rounds, the newest first."""
    return connection.execute(select(Round.__table__).order_by(Round.id.desc())).all()


def subjects(connection: Connection, round_id: int | None = None) -> Sequence[AnyRow]:
    """(round_id, key, name) in their order of what one round places, or of what all do."""
    given = {} if round_id is None else {"round": round_id}
    return connection.execute(_subjects(*given), given).all()


@cache
def _subjects(*given: str) -> Any:
    columns = (Subject.round_id, Subject.key, Subject.name)
    statement = select(*columns).order_by(Subject.round_id, Subject.position)
    return statement.where(Subject.round_id == bindparam("round")) if given else statement


def due(connection: Connection, at: datetime) -> Sequence[int]:
    """Ids of open rounds whose closing instant has come."""
    statement = select(Round.id).where(Round.state == "open", Round.closes_at <= at)
    return connection.execute(statement.order_by(Round.id)).scalars().all()


def lock(connection: Connection, round_id: int) -> str | None:
    """The state of a round, held until the transaction ends."""
    statement = select(Round.state).where(Round.id == round_id).with_for_update()
    return connection.execute(statement).scalar_one_or_none()


def set_state(connection: Connection, round_id: int, state: str) -> None:
    """Move a round on."""
    connection.execute(update(Round).where(Round.id == round_id).values(state=state))


def set_opened(connection: Connection, round_id: int, at: datetime) -> None:
    """Note the instant at which a round opens."""
    connection.execute(update(Round).where(Round.id == round_id).values(opened_at=at))


def set_closing(connection: Connection, round_id: int, at: datetime) -> None:
    """Move a round's closing instant."""
    connection.execute(update(Round).where(Round.id == round_id).values(closes_at=at))


def set_erasure(connection: Connection, round_id: int, at: datetime | None) -> None:
    """Set when comments and names of a round are erased, or that they are not."""
    connection.execute(update(Round).where(Round.id == round_id).values(erase_at=at))


def delete_round(connection: Connection, round_id: int) -> None:
    """Forget a round and everything in it."""
    connection.execute(delete(Round).where(Round.id == round_id))


def to_erase(connection: Connection, at: datetime) -> Sequence[int]:
    """Ids of closed rounds whose comments, notes, names and words are due to go, and there."""
    remarks = select(Comment.key).where(Comment.round_id == Round.id).exists()
    names = select(Signature.key).where(Signature.round_id == Round.id).exists()
    words = select(Word.key).where(Word.round_id == Round.id).exists()
    notes = select(Note.round_id).where(Note.round_id == Round.id).exists()
    owned = (NextStep.round_id == Round.id, NextStep.owner != "")
    owners = select(NextStep.id).where(*owned).exists()
    left = or_(remarks, names, words, notes, owners)
    due_now = (Round.state == "closed", Round.erase_at <= at, left)
    return connection.execute(select(Round.id).where(*due_now).order_by(Round.id)).scalars().all()


def change_group(connection: Connection, round_id: int, group: int, **values: Any) -> None:
    """Give a group as it takes part another `link`, `code`, number of `people`, or `answered`."""
    which = (RoundGroup.round_id == round_id, RoundGroup.group_id == group)
    connection.execute(update(RoundGroup).where(*which).values(**values))


def to_count(connection: Connection, before: datetime) -> Sequence[int]:
    """Ids of open rounds in which nobody counted since `before`, nor were they opened since."""
    last = func.coalesce(func.max(RoundGroup.answered_at), Round.opened_at)
    statement = (
        select(Round.id)
        .join(RoundGroup, RoundGroup.round_id == Round.id)
        .where(Round.state == "open")
        .group_by(Round.id)
        .having(or_(last.is_(None), last <= before))
    )
    return connection.execute(statement.order_by(Round.id)).scalars().all()


def set_answered(
    connection: Connection, round_id: int, counted: Mapping[int, tuple[int, int]], at: datetime
) -> None:
    """Note how many have answered in the open groups of a round, and of how many it is known.

    Both are 0 where none are given.
    """
    still = (RoundGroup.round_id == round_id, RoundGroup.closed_at.is_(None), RoundGroup.asked)
    nobody = {"answered": 0, "entered": 0, "answered_at": at}
    connection.execute(update(RoundGroup).where(*still).values(**nobody))
    for group, (answered, entered) in counted.items():
        statement = update(RoundGroup).where(*still, RoundGroup.group_id == group)
        connection.execute(statement.values(answered=answered, entered=entered))


def codes(connection: Connection) -> set[str]:
    """The two-word codes that are in use, of open groups and of sessions."""
    both = union_all(select(RoundGroup.code), select(Meeting.code))
    return {code for code in connection.execute(both).scalars() if code is not None}


def set_groups(connection: Connection, round_id: int, groups: Iterable[dict[str, Any]]) -> None:
    """Write who takes part: rows of group_id, parent_id, name, people, asked, link, code."""
    connection.execute(delete(RoundGroup).where(RoundGroup.round_id == round_id))
    rows = [{"round_id": round_id, **group} for group in groups]
    if rows:
        connection.execute(insert(RoundGroup), rows)


def set_attributes(
    connection: Connection, round_id: int, attributes: Iterable[tuple[str, Sequence[str]]]
) -> None:
    """Write what may be said of oneself: (key, choices), in the order of asking."""
    rows = [
        {"round_id": round_id, "position": position, "key": key, "choices": list(choices)}
        for position, (key, choices) in enumerate(attributes)
    ]
    if rows:
        connection.execute(insert(Attribute), rows)


def attributes(connection: Connection, round_id: int | None = None) -> Sequence[AnyRow]:
    """(round_id, key, choices) in the order of asking, of one round or of all."""
    return connection.execute(_attributes(of_one=round_id is not None), {"id": round_id}).all()


@cache
def _attributes(of_one: bool) -> Any:
    columns = (Attribute.round_id, Attribute.key, Attribute.choices)
    statement = select(*columns).order_by(Attribute.position)
    return statement.where(Attribute.round_id == bindparam("id")) if of_one else statement


def members(connection: Connection, round_id: int) -> Sequence[AnyRow]:
    """(group_id, person_id) as they were when the round opened, less those deleted since."""
    statement = select(RoundMember.group_id, RoundMember.person_id)
    return connection.execute(statement.where(RoundMember.round_id == round_id)).all()


def groups_of(connection: Connection, round_id: int, person: int) -> Sequence[int]:
    """The groups of a round that a person belonged to when it opened."""
    statement = select(RoundMember.group_id).where(
        RoundMember.round_id == round_id, RoundMember.person_id == person
    )
    return connection.execute(statement).scalars().all()


def set_members(connection: Connection, round_id: int, members: Iterable[tuple[int, int]]) -> None:
    """Write (group_id, person_id) of those who belong to the groups at the opening."""
    rows = [
        {"round_id": round_id, "group_id": group, "person_id": person} for group, person in members
    ]
    if rows:
        connection.execute(insert(RoundMember), rows)


def promise_coaches(connection: Connection, round_id: int) -> None:
    """Note who coaches the groups of a round that are asked: they see them from inside."""
    named = (
        select(RoundGroup.round_id, RoundGroup.group_id, Role.person_id)
        .join(Role, Role.group_id == RoundGroup.group_id)
        .where(RoundGroup.round_id == round_id, RoundGroup.asked, Role.name == "coach")
    )
    connection.execute(insert(RoundCoach).from_select(["round_id", "group_id", "person_id"], named))


def coaches(connection: Connection, round_id: int, group: int) -> Sequence[AnyRow]:
    """(person_id, name, since, today, promised, agreed), by name, of those who coach a group.

    `today` tells whether they do now, `promised` whether the round promised them
    to those who answer: because they did when it opened, or as it `agreed`.
    """
    return connection.execute(_coaches(), {"round": round_id, "group": group}).all()


@cache
def _coaches() -> Any:
    """Every screen of whoever answers asks this."""
    role = and_(
        Role.person_id == Person.id, Role.name == "coach", Role.group_id == bindparam("group")
    )
    promised = and_(
        RoundCoach.person_id == Person.id,
        RoundCoach.round_id == bindparam("round"),
        RoundCoach.group_id == bindparam("group"),
    )
    columns = (
        Person.id.label("person_id"),
        Person.name,
        Role.since,
        Role.id.is_not(None).label("today"),
        RoundCoach.person_id.is_not(None).label("promised"),
        func.coalesce(RoundCoach.agreed, false()).label("agreed"),
    )
    return (
        select(*columns)
        .join(Role, role, isouter=True)
        .join(RoundCoach, promised, isouter=True)
        .where(or_(Role.id.is_not(None), RoundCoach.person_id.is_not(None)))
        .order_by(Person.name, Person.id)
    )


def planner(connection: Connection, round_id: int) -> str | None:
    """The name of whoever planned a round, while they are here."""
    return connection.execute(_planner(), {"id": round_id}).scalar_one_or_none()


@cache
def _planner() -> Any:
    planned = (Round.id == bindparam("id"), Person.id == Round.planned_by)
    return select(Person.name).join(Round, planned[1]).where(planned[0])


def agreed(
    connection: Connection, round_id: int, group: int, person: int, key: bytes | None
) -> tuple[int, bool]:
    """How many agreed to somebody as coach, and whether the one of that `key` did."""
    here = (Agreement.round_id == round_id, Agreement.group_id == group)
    statement = select(Agreement.key).where(*here, Agreement.person_id == person)
    keys = {bytes(found) for found in connection.execute(statement).scalars()}
    return len(keys), key in keys


def agree(connection: Connection, round_id: int, group: int, person: int, key: bytes) -> None:
    """Note that somebody agrees to a coach, once."""
    row = {"round_id": round_id, "group_id": group, "person_id": person, "key": key}
    connection.execute(insert_into(connection, Agreement).values(**row).on_conflict_do_nothing())


def promise_coach(connection: Connection, round_id: int, group: int, person: int) -> None:
    """Let a coach see a group of a round from inside; who agreed is forgotten."""
    here = {"round_id": round_id, "group_id": group, "person_id": person}
    connection.execute(insert(RoundCoach).values(**here, agreed=True))
    agreed_to = (Agreement.round_id == round_id, Agreement.group_id == group)
    connection.execute(delete(Agreement).where(*agreed_to, Agreement.person_id == person))


def forget_agreed(connection: Connection, round_id: int, group: int) -> None:
    """Let nobody have agreed to a coach of a group in a round."""
    for table in (Agreement, RoundCoach):
        here = delete(table).where(table.round_id == round_id, table.group_id == group)
        connection.execute(here if table is Agreement else here.where(RoundCoach.agreed))


def set_few_changed(
    connection: Connection, round_id: int, groups: Mapping[int, bool | None]
) -> None:
    """Note, by group, whether few have changed since an earlier round; None if there is none."""
    rows = [{"of": group, "few": few} for group, few in groups.items()]
    which = (RoundGroup.round_id == round_id, RoundGroup.group_id == bindparam("of"))
    if rows:
        statement = update(RoundGroup).where(*which).values(few_changed=bindparam("few"))
        connection.execute(statement, rows)


def group_rows(
    connection: Connection, round_id: int | None = None, group: int | None = None
) -> Sequence[AnyRow]:
    """The groups of a round, or of all rounds, as they took part; or one of them."""
    asked = {"round": round_id, "group": group}
    given = {name: value for name, value in asked.items() if value is not None}
    return connection.execute(_group_rows(*given), given).all()


@cache
def _group_rows(*given: str) -> Any:
    columns = {"round": RoundGroup.round_id, "group": RoundGroup.group_id}
    statement = select(RoundGroup.__table__).order_by(RoundGroup.group_id)
    return statement.where(*(columns[name] == bindparam(name) for name in given))


def by_link(connection: Connection, link: str) -> AnyRow | None:
    """(round_id, group_id) that a team link leads to."""
    return connection.execute(_by_link(), {"link": link}).one_or_none()


@cache
def _by_link() -> Any:
    """Every screen of a session asks this each second: making it takes longer than running it."""
    columns = (RoundGroup.round_id, RoundGroup.group_id)
    return select(*columns).where(RoundGroup.link == bindparam("link"))


def by_code(connection: Connection, code: str) -> AnyRow | None:
    """(link, closes_at) of the open group whose two-word code has these letters."""
    letters = func.replace(func.replace(RoundGroup.code, " ", ""), "-", "")
    statement = select(RoundGroup.link, Round.closes_at).join(
        Round, Round.id == RoundGroup.round_id
    )
    open_now = (letters == code, Round.state == "open", RoundGroup.closed_at.is_(None))
    return connection.execute(statement.where(*open_now)).one_or_none()


@cache
def _one_round() -> Any:
    return select(Round.__table__).where(Round.id == bindparam("id"))
