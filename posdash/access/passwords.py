"""Passwords: argon2id, at most two at once, and the same work for a name that nobody has.

Hashing has two threads of its own, and whoever answers goes first: what strangers ask for
must not slow down a save, nor keep memory afterwards.
"""

import ctypes
import os
import re
import sys
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from pathlib import Path
from threading import BoundedSemaphore
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from posdash import memory
from posdash.errors import BadInput, Limited

T = TypeVar("T")

SHORTEST, LONGEST = 12, 200
FOUR_WORDS = "Four words that do not belong together are easy to keep in mind."
MEMORY = 19 * 1024  # KiB, with 2 passes: the first choice of OWASP's password storage cheat sheet
_hasher = PasswordHasher(time_cost=2, memory_cost=MEMORY, parallelism=1)
AT_ONCE, WAITING = 2, 8  # each takes a core and its memory; eight wait half a second


MMAP_THRESHOLD = -3  # mallopt(3): from so many bytes on, what is freed goes back to the system


def _after_others() -> None:
    if sys.platform == "linux":  # where a thread has a rank of its own
        os.nice(10)
        if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):  # musl has none, and needs none
            mallopt(MMAP_THRESHOLD, 2**20)  # else it grows to the memory of a hash


_workers = ThreadPoolExecutor(AT_ONCE, "hash", _after_others)
_places = BoundedSemaphore(AT_ONCE + WAITING)
_NOBODYS = _hasher.hash("nobody has this one")
_FILE = Path(__file__).parent / "passwords.txt"
# what people begin with when they must think of something; nothing of it counts
BEGINNINGS = (
    *("posdash", "password", "passwort", "welcome", "letmein", "iloveyou", "admin"),
    *("123456", "qwerty", "qwertz", "asdfgh", "zxcvbn", "yxcvbn"),
)
LEFT = 8  # characters, at least, without those and without one's own name and e-mail
TURNS = 5  # places, at least, where the next character is none of the two beside it, nor the same


@cache
def _common() -> frozenset[str]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


memory.forgets(_common.cache_clear)


def check_new(password: str, *about: str) -> None:
    """Raise BadInput for a wrong length, or what is tried first; `about` is whose it is."""
    _check_length(password)
    folded = unicodedata.normalize("NFKC", password).casefold()
    if folded in _common() or _repeats(folded) or _runs(folded) or _says_little(folded, about):
        raise BadInput("This password is among the first that somebody would try.", cure=FOUR_WORDS)


def _check_length(password: str) -> None:
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInput(f"A password has {SHORTEST} to {LONGEST} characters.", cure=FOUR_WORDS)


def _repeats(text: str) -> bool:
    """Whether one piece, too short by itself, comes again and again."""
    longest = min(SHORTEST - 1, len(text) // 2)
    return any(text[length:] == text[:-length] for length in range(1, longest + 1))


def _runs(text: str) -> bool:
    turns = sum(abs(ord(one) - ord(other)) > 1 for one, other in pairwise(text))
    return turns < TURNS


def _says_little(text: str, about: tuple[str, ...]) -> bool:
    own = re.findall(r"\w{3,}", " ".join(about).casefold())
    for word in sorted({*own, *BEGINNINGS}, key=len, reverse=True):
        text = text.replace(word, "")
    return len(text) < LEFT


def hashed(password: str) -> str:
    """The hash to keep.

    Raises BadInput for a password that is too short or too long, and Limited
    where too many others wait.
    """
    _check_length(password)
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
