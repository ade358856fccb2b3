"""What administrators, coaches and leaders did; never what a respondent did."""

import streamlit as st

from posdash import journal, log_words, show, visitor


def older(before: int | None) -> None:
    """Turn to older entries, or back to the newest."""
    st.session_state["before"] = before


entries = journal.entries(visitor.principal(), st.session_state.get("before"))
show.title("Log")
show.sentence("What administrators, coaches and leaders did. Answering leaves no line here.")
if entries:
    show.table(
        ("When", "Who", "Did what", "About"),
        tuple(
            (
                show.moment(one.at),
                log_words.actor(one),
                log_words.DEEDS[one.deed],
                log_words.about(one),
            )
            for one in entries
        ),
    )
else:
    show.sentence("There is nothing here.")
if len(entries) == journal.PAGE:
    st.button("Older", on_click=older, args=(entries[-1].id,))
if st.session_state.get("before") is not None:
    st.button("The newest", on_click=older, args=(None,))
