"""The one way into a door: it names an action, and who asks is checked before anything is told."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, overload

from db.engine import Connection
from posdash.access.rights import (
    Action,
    Principal,
    Target,
    check,
    may_somewhere,
    not_open,
    permits,
    refusal,
)
from posdash.store import faults_in_words, store

T = TypeVar("T")


class About(Protocol[T]):
    """What a door is about: how it is found, and as what of it the action is judged."""

    def find(self, connection: Connection) -> T:
        """Read it, in the transaction of the door; raises Refused where it is not there."""
        ...

    def target(self, found: T) -> Target:
        """What the table of rights is asked about."""
        ...


@dataclass(frozen=True, slots=True)
class Rows:
    """A door that gives rows, each of which the table of rights is asked about by the door itself.

    `refuses` says whether it refuses those who hold no role that could see any.
    """

    refuses: bool


SOMEWHERE, EACH = Rows(refuses=True), Rows(refuses=False)


@overload
def entered(
    who: Principal, action: Action, about: Rows | None = None, *, write: bool = False
) -> AbstractContextManager[Connection]: ...


@overload
def entered(
    who: Principal, action: Action, about: About[T], *, write: bool = False
) -> AbstractContextManager[tuple[Connection, T]]: ...


def entered(
    who: Principal, action: Action, about: Any = None, *, write: bool = False
) -> AbstractContextManager[Any]:
    """A transaction for one action: to look, or to `write`; with what it is `about`, if anything.

    Raises Refused, before anything is told, to those who may not; and NotReady
    where the database cannot be reached.
    """
    if isinstance(about, Rows):
        if about.refuses and not may_somewhere(who, action):
            raise not_open()
        return _transaction(write)
    if about is None:
        check(who, action)
        return _transaction(write)
    return _about(who, action, about, write)


@contextmanager
def _transaction(write: bool) -> Iterator[Connection]:
    with faults_in_words(), store().write() if write else store().read() as connection:
        yield connection


@contextmanager
def _about(
    who: Principal, action: Action, about: About[T], write: bool
) -> Iterator[tuple[Connection, T]]:
    with _transaction(write) as connection:
        found = about.find(connection)
        target = about.target(found)
        if not permits(who, action, target):
            raise refusal(who, target)
        yield connection, found
