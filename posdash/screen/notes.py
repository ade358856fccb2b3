"""Notes and next steps as fields on a page: stored as they are given.

Every field keeps its place and its name while a session goes from step to step:
what is half typed when another screen brings everybody on stays in it.
"""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from posdash.banks.bank import Bank
from posdash.hour import notes
from posdash.hour.notes import ITEM_LENGTH, NOTE_LENGTH, OWNER_LENGTH, ActionItem
from posdash.screen import meeting, saving, show
from posdash.survey.round import TeamId
from posdash.web import visitor


def on_the_hour(place: TeamId, bank: Bank, talked: Sequence[str]) -> None:
    """Notes on the questions that were talked about, the last first, and on the whole.

    Those of an earlier session come after them.
    """
    kept = notes.taken_away(visitor.principal(), place).notes
    before = [one.id for one in bank.dimensions if one.id in kept and one.id not in talked]
    for dimension_id in (*reversed(talked), *before):
        _note(
            place,
            dimension_id,
            f"Notes on {bank.dimension(dimension_id).ends}",
            kept.get(dimension_id, ""),
        )
    _note(place, notes.WHOLE, "Notes on the hour", kept.get(notes.WHOLE, ""))


def _note(place: TeamId, dimension: str, label: str, stored: str) -> None:
    key = f"note-{place}-{dimension}"
    if st.session_state.get(key, stored) == stored:
        st.session_state[f"{key}-seen"] = stored
    st.text_area(
        show.plain(label),
        value=stored,
        key=key,
        max_chars=NOTE_LENGTH,
        on_change=_keep,
        args=(place, dimension, key),
    )
    saving.saved(key, stored=bool(stored))


def _keep(place: TeamId, dimension: str, key: str) -> None:
    """Store a note; what somebody else has noted meanwhile comes to stand below it."""
    seen = st.session_state.get(f"{key}-seen", "")
    saving.keep(key, notes.note, place, dimension, st.session_state[key], seen)
    if not saving.unsaved(key):
        kept = notes.taken_away(visitor.principal(), place).notes
        st.session_state[key] = kept.get(dimension, "")


def next_steps(place: TeamId, dimension: str | None) -> None:
    """What was agreed, and a form for one more."""
    show.heading("Next steps")
    for one in notes.taken_away(visitor.principal(), place).items:
        _agreed(place, one)
    keys = [f"{one}-{place}" for one in ("step", "owner", "due")]
    with st.form(f"agree-{place}", enter_to_submit=False):
        _fields(keys)
        st.form_submit_button("Agree on it", on_click=_agree, args=(place, dimension, *keys))


def _fields(keys: list[str], text: str = "", owner: str = "", due: date | None = None) -> None:
    st.text_input("What shall be done", value=text, key=keys[0], max_chars=ITEM_LENGTH)
    st.text_input("Who", value=owner, key=keys[1], max_chars=OWNER_LENGTH)
    st.date_input("Until", value=due, key=keys[2])


def _agreed(place: TeamId, one: ActionItem) -> None:
    """One next step: done or not, in other words, or taken away."""
    key = f"done-{one.id}"
    with st.container(key=f"next-{one.id}", horizontal=True, vertical_alignment="center"):
        st.checkbox(
            show.plain(meeting.step_line(one)),
            value=one.done,
            key=key,
            on_change=_tick,
            args=(place, one.id, key),
        )
        with st.popover("Change", key=f"change-{one.id}"):
            keys = [f"{field}-{one.id}" for field in ("text", "who", "until")]
            with st.form(f"reword-{one.id}", enter_to_submit=False):
                _fields(keys, one.text, one.owner, one.due)
                st.form_submit_button("Keep it so", on_click=_reword, args=(place, one.id, *keys))
            st.button("Take it away", key=f"drop-{one.id}", on_click=_drop, args=(place, one.id))


def _agree(place: TeamId, dimension: str | None, *keys: str) -> None:
    """Keep a next step; the fields are emptied only once it is stored."""
    if saving.attempt(notes.agree, place, *_typed(keys), dimension):
        for key, empty in zip(keys, ("", "", None), strict=True):
            st.session_state[key] = empty


def _reword(place: TeamId, item_id: int, *keys: str) -> None:
    """Put a next step in other words."""
    saving.attempt(notes.change, place, item_id, *_typed(keys))


def _typed(keys: tuple[str, ...]) -> tuple[str, str, date | None]:
    """What shall be done, who does it, and until when."""
    text, owner, due = (st.session_state[one] for one in keys)
    return text, owner, due


def _tick(place: TeamId, item_id: int, key: str) -> None:
    """Say that a next step is done, or not."""
    saving.attempt(notes.tick, place, item_id, done=st.session_state[key])


def _drop(place: TeamId, item_id: int) -> None:
    """Take a next step away."""
    saving.attempt(notes.drop, place, item_id)
