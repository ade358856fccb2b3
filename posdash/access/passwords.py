"""Passwords: argon2id, at most two at once, and the same work for a name that nobody has."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from posdash.errors import BadInput

SHORTEST, LONGEST = 12, 200
MEMORY = 19 * 1024  # KiB, with 2 passes: the first choice of OWASP's password storage cheat sheet
_hasher = PasswordHasher(time_cost=2, memory_cost=MEMORY, parallelism=1)
_at_once = BoundedSemaphore(2)  # each takes a core and its memory for a while
_NOBODYS = _hasher.hash("nobody has this one")


def hashed(password: str) -> str:
    """The hash to keep; raises BadInput for a password that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInput(
            f"A password has {SHORTEST} to {LONGEST} characters.",
            cure="Four words that do not belong together are easy to keep in mind.",
        )
    with _at_once:
        return _hasher.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Whether the password is the one of that hash; without a hash the work is the same."""
    with _at_once:
        try:
            same = _hasher.verify(kept or _NOBODYS, password[:LONGEST])
            return same and kept is not None and len(password) <= LONGEST
        except (VerificationError, InvalidHashError):
            return False
