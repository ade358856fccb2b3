"""What pages ask of the doors: attempts and their faults, and whether a field is stored."""

from collections.abc import Callable
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

import streamlit as st

from posdash.access.rights import Principal
from posdash.errors import Closed, PosdashError
from posdash.screen import show
from posdash.web import visitor

T = TypeVar("T")
P = ParamSpec("P")


def attempt(
    door: Callable[Concatenate[Principal, P], T], *values: P.args, **options: P.kwargs
) -> T | Literal[True] | None:
    """Go through a door as whoever asks: what it gives, True for nothing, None if refused.

    The reason for a refusal stands on the page where `fault` is called next.
    """
    try:
        given = door(visitor.principal(), *values, **options)
    except PosdashError as error:
        st.session_state["fault"] = error
        return None
    return True if given is None else given


def refused() -> None:
    """What stood in the way of the last attempt, said once, also in a part that runs by itself."""
    if error := st.session_state.pop("fault", None):
        show.refusal(error)


def fault() -> None:
    """The same, and another try to save."""
    refused()
    if unsaved():
        st.button("Save again", on_click=save_again)


def keep(
    field: str,
    door: Callable[Concatenate[Principal, P], Any],
    *values: P.args,
    **options: P.kwargs,
) -> None:
    """Store what stands in a field; what could not be stored waits for another try."""
    st.session_state.setdefault("unsaved", {})[field] = (door, values, options)
    save_again()


def save_again() -> None:
    """Try all that waits; what carries a request's number counts once, however often it is sent."""
    waits = st.session_state["unsaved"]
    for field, (door, values, options) in list(waits.items()):
        given = attempt(door, *values, **options)
        if given is not None or isinstance(st.session_state["fault"], Closed):
            del waits[field]  # what has closed takes it at no further try either


def unsaved(field: str | None = None) -> bool:
    """Whether what stands in a field, or in any, could not be stored yet."""
    waits = st.session_state.get("unsaved", {})
    return bool(waits) if field is None else field in waits


def state(field: str, *, stored: bool) -> str:
    """Whether what stands in a field is stored; empty where there is nothing to store."""
    return "Not saved yet" if unsaved(field) else "Saved" if stored else ""


def saved(field: str, *, stored: bool) -> None:
    """The same, beside the field."""
    st.html(f'<p class="saved" role="status">{state(field, stored=stored)}</p>')
