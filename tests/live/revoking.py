"""The ways in which somebody may no longer do what their open page still offers."""

from collections.abc import Callable

from live.client import Device
from live.labels import SIGN_OUT_THERE
from live.somebody import sign_in
from posdash.access.rights import Role
from posdash.organisation import people
from world.company import ADMINISTRATOR

Open = Callable[..., Device]


def role_taken(device: Open, person: int, role: Role, group: int | None) -> None:
    """An administrator takes the role away."""
    people.take_role(ADMINISTRATOR, person, role, group)


def signed_out_elsewhere(device: Open, person: int, role: Role, group: int | None) -> None:
    """They end the session from another browser."""
    device(sign_in(person)).tab("/account").click(SIGN_OUT_THERE)


def account_disabled(device: Open, person: int, role: Role, group: int | None) -> None:
    """An administrator keeps them from signing in."""
    people.set_disabled(ADMINISTRATOR, person, True)


def person_deleted(device: Open, person: int, role: Role, group: int | None) -> None:
    """An administrator forgets them."""
    people.delete_person(ADMINISTRATOR, person)


WAYS = (role_taken, signed_out_elsewhere, account_disabled, person_deleted)
