"""What administrators, coaches and leaders did; never what a respondent did."""

import streamlit as st

from posdash.access import log, words
from posdash.screen import show
from posdash.web import visitor


def older(before: int | None) -> None:
    """Turn to older entries, or back to the newest."""
    st.session_state["before"] = before


entries = log.entries(visitor.principal(), st.session_state.get("before"))
show.title("Log")
show.sentence("What administrators, coaches and leaders did. Answering leaves no line here.")
if entries:
    show.table(
        ("When", "Who", "Did what", "About"),
        tuple(
            (
                show.moment(entry.at),
                words.actor(entry),
                words.DEEDS[entry.deed],
                words.about(entry),
            )
            for entry in entries
        ),
    )
else:
    show.sentence("There is nothing here.")
if len(entries) == log.PAGE:
    st.button("Older", on_click=older, args=(entries[-1].id,))
if st.session_state.get("before") is not None:
    st.button("The newest", on_click=older, args=(None,))
