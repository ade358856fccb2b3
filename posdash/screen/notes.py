"""Notes and next steps as fields on a page: stored as they are given.

Every field keeps its place and its name while a session goes from step to step:
what is half typed when another screen brings everybody on stays in it.
"""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from posdash.access.rights import Principal
from posdash.banks.bank import Bank
from posdash.hour import notes
from posdash.hour.notes import ITEM_LENGTH, NOTE_LENGTH, OWNER_LENGTH, ActionItem
from posdash.screen import forms, meeting, saving, show
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
    with forms.Form(f"agree-{team}") as form:
        _fields(form)
        form.press("Agree on it", _agree, team, dimension, done="It is kept.")


def _fields(form: forms.Form, text: str = "", owner: str = "", due: date | None = None) -> None:
    st.text_input("What shall be done", text, key=form.field("text"), max_chars=ITEM_LENGTH)
    st.text_input("Who", owner, key=form.field("owner"), max_chars=OWNER_LENGTH)
    form.day("Until", "due", due)


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
            with forms.Form(f"reword-{item.id}") as form:
                _fields(form, item.text, item.owner, item.due)
                form.press("Keep it so", notes.change, team, item.id, done="It is kept.")
            forms.deed("Take it away", notes.drop, team, item.id, key=f"drop-{item.id}")


def _agree(
    who: Principal,
    team: TeamId,
    dimension: str | None,
    text: str,
    owner: str,
    due: date | None,
) -> None:
    """Keep a next step about what is talked about."""
    notes.agree(who, team, text, owner, due, dimension)


def _tick(team: TeamId, item_id: int, key: str) -> None:
    """Say that a next step is done, or not."""
    saving.attempt(notes.tick, team, item_id, done=st.session_state[key])
