"""Who opens the pages in these tests: people with roles, made through the doors, signed in."""

from posdash.access.rights import Role
from posdash.organisation import people
from world.company import ADMINISTRATOR, promised


def somebody(name: str, *roles: tuple[Role, int | None]) -> int:
    """The id of somebody with these roles, each of a group or of none, as if from the start."""
    person = people.add_person(ADMINISTRATOR, name)
    for role, group in roles:
        people.give_role(ADMINISTRATOR, person, role, group)
        if role is Role.COACH and group is not None:
            promised(person, group)
    return person


def coach_of(*groups: int) -> int:
    """The id of somebody who coaches these groups."""
    return somebody("Cleo", *((Role.COACH, one) for one in groups))


def leader_of(*groups: int) -> int:
    """The id of somebody who leads these groups."""
    return somebody("Lee", *((Role.LEADER, one) for one in groups))


def administrator() -> int:
    """The id of an administrator."""
    return somebody("Ada", (Role.ADMINISTRATOR, None))


def sign_in(person: int) -> str:
    """A link that signs them in, once."""
    return people.sign_in_link(ADMINISTRATOR, person)
