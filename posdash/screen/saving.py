"""What pages ask of the doors: attempts and their faults, and whether a field is stored."""

from collections.abc import Callable
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

import streamlit as st

from posdash.access.rights import Principal
from posdash.errors import Closed, PosdashError
from posdash.screen import choosing, show
from posdash.screen.show import State
from posdash.survey.round import TeamId
from posdash.text import plain_text
from posdash.web import visitor

T = TypeVar("T")
P = ParamSpec("P")
Value = str | int | bool | None  # a text, the place of an option, or only whether there is one


def attempt(
    door: Callable[Concatenate[Principal, P], T], *values: P.args, **options: P.kwargs
) -> T | Literal[True] | None:
    """Go through a door as whoever asks: what it gives, True for nothing, None if refused.

    The reason for a refusal stands on the page where `fault` is called next.
    """
    return _through(None, door, *values, **options)


def _through(
    team: TeamId | None, door: Callable[..., T], *values: Any, **options: Any
) -> T | Literal[True] | None:
    try:
        given = door(visitor.principal(team), *values, **options)
    except PosdashError as error:
        st.session_state["fault"] = error
        return None
    return True if given is None else given


def fault() -> None:
    """What stood in the way of the last attempt, said once, and another try to save."""
    with st.container(key="fault"):  # always there: what comes after it would be drawn anew
        if error := st.session_state.pop("fault", None):
            show.refusal(error)
        if unsaved():
            st.button("Save again", on_click=save_again)


def keep(
    field: str,
    door: Callable[Concatenate[Principal, P], Any],
    *values: P.args,
    **options: P.kwargs,
) -> None:
    """Store what stands in a field; what could not be stored waits for another try.

    It stays about the team that the address names now, wherever the tab turns meanwhile.
    """
    waits = st.session_state.setdefault("unsaved", {})
    waits[field] = (visitor.asked(), door, values, options)
    save_again()


def save_again() -> None:
    """Try all that waits; what carries a request's number counts once, however often it is sent."""
    choosing.clicked()
    waits = st.session_state["unsaved"]
    for field, (team, door, values, options) in list(waits.items()):
        given = _through(team, door, *values, **options)
        if given is not None or isinstance(st.session_state["fault"], Closed):
            del waits[field]  # what has closed takes it at no further try either


def unsaved(field: str | None = None) -> bool:
    """Whether what stands in a field, or in any, could not be stored yet."""
    waits = st.session_state.get("unsaved", {})
    return bool(waits) if field is None else field in waits


def state(field: str, *, stored: Value) -> State:
    """Whether what stands in a field is stored; empty where there is nothing to store.

    `stored` is what the field shows then: beside anything else it is not called saved.
    """
    if unsaved(field):
        return State("Not saved yet")
    text = "" if stored is None or stored is False or stored == "" else "Saved"
    if isinstance(stored, bool):
        return State(text)
    typed = st.session_state.get(field)
    if isinstance(stored, str) and isinstance(typed, str) and alike(typed, stored):
        stored = typed
    return State(text, field, stored)


def saved(field: str, *, stored: Value) -> None:
    """The same, beside the field."""
    show.saved(state(field, stored=stored))


def alike(typed: str, stored: str) -> bool:
    """Whether a text as it was typed is what is kept, which has no spaces at its ends."""
    one, other = (plain_text(text, 4 * len(text), what="A text") for text in (typed, stored))
    return one.split() == other.split()
