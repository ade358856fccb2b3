"""Passwords: argon2id, at most two at once, and the same work for a name that nobody has.

Hashing has two threads of its own, and whoever answers goes first: a thread keeps
the memory that it once hashed in, and what strangers ask for must not slow down a save.
"""

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from posdash.errors import BadInput, Limited

T = TypeVar("T")

SHORTEST, LONGEST = 12, 200
MEMORY = 19 * 1024  # KiB, with 2 passes: the first choice of OWASP's password storage cheat sheet
_hasher = PasswordHasher(time_cost=2, memory_cost=MEMORY, parallelism=1)
AT_ONCE, WAITING = 2, 8  # each takes a core and its memory; eight wait half a second


def _after_others() -> None:
    if sys.platform == "linux":  # where a thread has a rank of its own
        os.nice(10)


_workers = ThreadPoolExecutor(AT_ONCE, "hash", _after_others)
_places = BoundedSemaphore(AT_ONCE + WAITING)
_NOBODYS = _hasher.hash("nobody has this one")


def hashed(password: str) -> str:
    """The hash to keep.

    Raises BadInput for a password that is too short or too long, and Limited
    where too many others wait.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInput(
            f"A password has {SHORTEST} to {LONGEST} characters.",
            cure="Four words that do not belong together are easy to keep in mind.",
        )
    return _in_turn(lambda: _hasher.hash(password))


def fits(password: str, kept: str | None) -> bool:
    """Whether the password is the one of that hash; without a hash the work is the same.

    Raises Limited where too many others wait.
    """
    return _in_turn(lambda: _verified(password, kept))


def many() -> Limited:
    """What somebody is told who comes while others already wait."""
    return Limited("Many people are signing in just now.", cure="Try again in a few seconds.")


def _verified(password: str, kept: str | None) -> bool:
    try:
        same = _hasher.verify(kept or _NOBODYS, password[:LONGEST])
        return same and kept is not None and len(password) <= LONGEST
    except (VerificationError, InvalidHashError):
        return False


def _in_turn(work: Callable[[], T]) -> T:
    if not _places.acquire(blocking=False):
        raise many()
    try:
        return _workers.submit(work).result()
    finally:
        _places.release()
