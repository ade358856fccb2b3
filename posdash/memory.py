"""What this process remembers: registered where it is kept, so that all of it can be emptied.

Several processes would each remember their own, so whoever adds to it must ask
whether they must agree.
"""

from collections.abc import Callable
from typing import TypeVar

F = TypeVar("F", bound=Callable[[], object])

_FORGET: list[Callable[[], object]] = []


def forgets(empty: F) -> F:
    """Register what empties something that is remembered; may stand above its definition."""
    _FORGET.append(empty)
    return empty


def forget() -> None:
    """Empty everything, the last that was registered first: it may rest on the others."""
    for empty in reversed(_FORGET):
        empty()
