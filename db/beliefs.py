"""SQL about where coaches and leaders believe a team stands."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select, update

from db.answers import Team, columns_of, insert_into, within
from db.engine import AnyRow
from db.tables import Belief, Person


def belief(connection: Connection, team: Team, person: int) -> AnyRow | None:
    """(places, shared) of one person, or None."""
    mine = select(Belief.places, Belief.shared).where(*within(Belief, team))
    return connection.execute(mine.where(Belief.person_id == person)).one_or_none()


def keep(connection: Connection, team: Team, person: int, places: Mapping[str, int]) -> None:
    """Keep where one person believes a team stands, instead of what was kept before."""
    row = {**columns_of(team), "person_id": person, "places": dict(places)}
    connection.execute(
        insert_into(connection, Belief)
        .values(**row)
        .on_conflict_do_update(
            index_elements=["round_id", "group_id", "person_id"], set_={"places": dict(places)}
        )
    )


def share(connection: Connection, team: Team, person: int, *, shared: bool) -> None:
    """Set whether the team may see it."""
    mine = (*within(Belief, team), Belief.person_id == person)
    connection.execute(update(Belief).where(*mine).values(shared=shared))


def shared(connection: Connection, team: Team) -> Sequence[AnyRow]:
    """(name, places) of what is shared with a team, by name."""
    found = (
        select(Person.name, Belief.places)
        .join(Person, Person.id == Belief.person_id)
        .where(*within(Belief, team), Belief.shared)
        .order_by(Person.name, Person.id)
    )
    return connection.execute(found).all()


def believed(connection: Connection, person: int) -> frozenset[Team]:
    """Of which groups of which rounds one person said where they believe them."""
    columns = (Belief.round_id, Belief.group_id)
    found = connection.execute(select(*columns).where(Belief.person_id == person))
    return frozenset((row.round_id, row.group_id) for row in found)
