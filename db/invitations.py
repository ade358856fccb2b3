"""SQL about personal links, and what became of letters."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from db.answers import insert_into
from db.engine import AnyRow
from db.tables import Delivery, Invitation, Person, Round


def add(connection: Connection, invitations: Iterable[tuple[bytes, int, int, int]]) -> None:
    """Write (login_hash, round_id, group_id, person_id)."""
    names = ("login_hash", "round_id", "group_id", "person_id")
    rows = [dict(zip(names, invitation, strict=True)) for invitation in invitations]
    if rows:
        connection.execute(insert(Invitation), rows)


def by_hash(connection: Connection, login_hash: bytes) -> AnyRow | None:
    """(round_id, group_id, name, openness) of whoever was invited with that link.

    None while their account is disabled.
    """
    return connection.execute(_by_hash(), {"hash": login_hash}).one_or_none()


@cache
def _by_hash() -> Any:
    columns = (Invitation.round_id, Invitation.group_id, Person.name, Round.openness)
    return (
        select(*columns)
        .join(Person, Person.id == Invitation.person_id)
        .join(Round, Round.id == Invitation.round_id)
        .where(Invitation.login_hash == bindparam("hash"), Person.disabled.is_(False))
    )


def invited(connection: Connection, round_id: int) -> Sequence[AnyRow]:
    """(group_id, person_id) of everybody who has a personal link."""
    columns = (Invitation.group_id, Invitation.person_id)
    return connection.execute(select(*columns).where(Invitation.round_id == round_id)).all()


def withdraw(connection: Connection, round_id: int, person: int | None = None) -> int:
    """Forget the personal links of a round, or one person's; how many there were."""
    statement = delete(Invitation).where(Invitation.round_id == round_id)
    if person is not None:
        statement = statement.where(Invitation.person_id == person)
    return int(connection.execute(statement).rowcount)


def note_delivery(
    connection: Connection,
    round_id: int,
    people: Iterable[int],
    kind: str,
    state: str,
    reason: str,
    at: datetime,
) -> None:
    """Note what became of a letter of that kind to these people."""
    values = {"state": state, "reason": reason, "at": at}
    key = {"round_id": round_id, "kind": kind}
    rows = [{**key, "person_id": person, **values} for person in people]
    if not rows:
        return
    statement = insert_into(connection, Delivery)
    new = {name: statement.excluded[name] for name in values}
    keys = ["round_id", "person_id", "kind"]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=new), rows)


def deliveries(connection: Connection, round_id: int) -> Sequence[AnyRow]:
    """(person_id, name, email, kind, state, reason, at) of the letters of a round, by name."""
    columns: tuple[Any, ...] = (Delivery.person_id, Person.name, Person.email)
    columns += (Delivery.kind, Delivery.state, Delivery.reason, Delivery.at)
    statement = select(*columns).join(Person, Person.id == Delivery.person_id)
    mine = statement.where(Delivery.round_id == round_id)
    return connection.execute(mine.order_by(Person.name, Person.id, Delivery.kind)).all()


def leave_unknown(connection: Connection, waiting: Sequence[str], state: str, reason: str) -> None:
    """Give letters that were under way when the server ended another state."""
    under_way = Delivery.state.in_(list(waiting))
    connection.execute(update(Delivery).where(under_way).values(state=state, reason=reason))
