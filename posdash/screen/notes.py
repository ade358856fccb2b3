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


def on_the_hour(team: TeamId, bank: Bank, talked: Sequence[str]) -> None:
    """Notes on the questions that were talked about, the last first, and on the whole.

    Those of an earlier session come after them.
    """
    kept = notes.taken_away(visitor.principal(), team).notes
    before = [
        dimension.id
        for dimension in bank.dimensions
        if dimension.id in kept and dimension.id not in talked
    ]
    for dimension_id in (*reversed(talked), *before):
        _note(
            team,
            dimension_id,
            f"Notes on {bank.dimension(dimension_id).ends}",
            kept.get(dimension_id, ""),
        )
    _note(team, notes.WHOLE, "Notes on the hour", kept.get(notes.WHOLE, ""))


def _note(team: TeamId, dimension: str, label: str, stored: str) -> None:
    key = f"note-{team}-{dimension}"
    if st.session_state.get(key, stored) == stored:
        st.session_state[f"{key}-seen"] = stored
    st.text_area(
        show.plain(label),
        value=stored,
        key=key,
        max_chars=NOTE_LENGTH,
        on_change=_keep,
        args=(team, dimension, key),
    )
    saving.saved(key, stored=stored)


def _keep(team: TeamId, dimension: str, key: str) -> None:
    """Store a note; what somebody else has noted meanwhile comes to stand below it."""
    seen = st.session_state.get(f"{key}-seen", "")
    saving.keep(key, notes.note, team, dimension, st.session_state[key], seen)
    if not saving.unsaved(key):
        kept = notes.taken_away(visitor.principal(), team).notes
        st.session_state[key] = kept.get(dimension, "")


def next_steps(team: TeamId, dimension: str | None) -> None:
    """What was agreed, and a form for one more."""
    show.heading("Next steps")
    for item in notes.taken_away(visitor.principal(), team).items:
        _agreed(team, item)
    keys = [f"{field}-{team}" for field in ("step", "owner", "due")]
    with st.form(f"agree-{team}", enter_to_submit=False):
        _fields(keys)
        st.form_submit_button("Agree on it", on_click=_agree, args=(team, dimension, *keys))


def _fields(keys: list[str], text: str = "", owner: str = "", due: date | None = None) -> None:
    st.text_input("What shall be done", value=text, key=keys[0], max_chars=ITEM_LENGTH)
    st.text_input("Who", value=owner, key=keys[1], max_chars=OWNER_LENGTH)
    st.date_input("Until", value=due, key=keys[2])


def _agreed(team: TeamId, item: ActionItem) -> None:
    """One next step: done or not, in other words, or taken away."""
    key = f"done-{item.id}"
    with st.container(key=f"next-{item.id}", horizontal=True, vertical_alignment="center"):
        st.checkbox(
            show.plain(meeting.step_line(item)),
            value=item.done,
            key=key,
            on_change=_tick,
            args=(team, item.id, key),
        )
        with st.popover("Change", key=f"change-{item.id}"):
            keys = [f"{field}-{item.id}" for field in ("text", "who", "until")]
            with st.form(f"reword-{item.id}", enter_to_submit=False):
                _fields(keys, item.text, item.owner, item.due)
                st.form_submit_button("Keep it so", on_click=_reword, args=(team, item.id, *keys))
            st.button("Take it away", key=f"drop-{item.id}", on_click=_drop, args=(team, item.id))


def _agree(team: TeamId, dimension: str | None, *keys: str) -> None:
    """Keep a next step; the fields are emptied only once it is stored."""
    if saving.attempt(notes.agree, team, *_typed(keys), dimension):
        for key, empty in zip(keys, ("", "", None), strict=True):
            st.session_state[key] = empty


def _reword(team: TeamId, item_id: int, *keys: str) -> None:
    """Put a next step in other words."""
    saving.attempt(notes.change, team, item_id, *_typed(keys))


def _typed(keys: tuple[str, ...]) -> tuple[str, str, date | None]:
    """What shall be done, who does it, and until when."""
    text, owner, due = (st.session_state[key] for key in keys)
    return text, owner, due


def _tick(team: TeamId, item_id: int, key: str) -> None:
    """Say that a next step is done, or not."""
    saving.attempt(notes.tick, team, item_id, done=st.session_state[key])


def _drop(team: TeamId, item_id: int) -> None:
    """Take a next step away."""
    saving.attempt(notes.drop, team, item_id)
