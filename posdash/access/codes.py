"""Two-word codes to type in where nobody can scan: short-lived names of team links."""

import re
import secrets
from collections.abc import Collection
from functools import cache
from pathlib import Path

from posdash import memory

_FILE = Path(__file__).parent / "codes.txt"


@cache
def words() -> tuple[str, ...]:
    """The 7,776 words that codes are made of."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


memory.forgets(words.cache_clear)


def fresh(taken: Collection[str]) -> str:
    """Two words drawn by chance, of 60 million pairs, whose letters are not `taken`."""
    letters = {normal(code) for code in taken}
    while True:
        code = " ".join(secrets.choice(words()) for _ in range(2))
        if normal(code) not in letters:
            return code


def normal(code: str) -> str:
    """A code as somebody typed it, down to its small letters: whatever stands between is free."""
    return re.sub(r"[^a-z]", "", code.lower())
