"""Notes and next steps as fields on a page: stored as they are given."""

import streamlit as st

from posdash import notes, show, stage, web
from posdash.notes import NOTE_LENGTH, OWNER_LENGTH, STEP_LENGTH, NextStep


def note(place: stage.Place, dimension: str, label: str) -> None:
    """What is noted; saved when one leaves the field."""
    before = notes.taken_away(web.principal(), *place).notes.get(dimension, "")
    key = f"note-{place}-{dimension}"
    st.text_area(
        label,
        value=before,
        key=key,
        max_chars=NOTE_LENGTH,
        on_change=_keep,
        args=(place, dimension, key),
    )
    show.saved(key, stored=bool(before))


def _keep(place: stage.Place, dimension: str, key: str) -> None:
    """Store a note."""
    show.keep(key, notes.note, *place, dimension, st.session_state[key])


def next_steps(place: stage.Place, dimension: str | None) -> None:
    """What was agreed, and a form for one more."""
    show.heading("Next steps")
    for one in notes.taken_away(web.principal(), *place).steps:
        _agreed(place, one)
    text, owner, due = keys = [f"{one}-{place}" for one in ("step", "owner", "due")]
    with st.form(f"agree-{place}-{dimension}", clear_on_submit=True, enter_to_submit=False):
        st.text_input("What shall be done", key=text, max_chars=STEP_LENGTH)
        st.text_input("Who", key=owner, max_chars=OWNER_LENGTH)
        st.date_input("Until", value=None, key=due)
        st.form_submit_button("Agree on it", on_click=_agree, args=(place, dimension, *keys))


def _agreed(place: stage.Place, one: NextStep) -> None:
    """One next step: done or not, or taken away."""
    left, right = st.columns([6, 1], vertical_alignment="center")
    with left:
        key = f"done-{one.id}"
        st.checkbox(
            show.plain(stage.step_line(one)),
            value=one.done,
            key=key,
            on_change=_tick,
            args=(place, one.id, key),
        )
    with right:
        st.button(
            "Take away", key=f"drop-{one.id}", type="tertiary", on_click=_drop, args=(place, one.id)
        )


def _agree(place: stage.Place, dimension: str | None, *keys: str) -> None:
    """Keep a next step."""
    text, owner, due = (st.session_state[one] for one in keys)
    show.attempt(notes.agree, *place, text, owner, due, dimension)


def _tick(place: stage.Place, id: int, key: str) -> None:
    """Say that a next step is done, or not."""
    show.attempt(notes.tick, *place, id, done=st.session_state[key])


def _drop(place: stage.Place, id: int) -> None:
    """Take a next step away."""
    show.attempt(notes.drop, *place, id)
