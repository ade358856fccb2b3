"""How a coach takes an abusive comment away."""

import streamlit as st

from posdash.answers import moderating
from posdash.release.values import Remark, Withheld
from posdash.screen import choosing, saving, show
from posdash.survey.round import TeamId


def hide(team: TeamId, dimension: str, found: tuple[Remark, ...] | Withheld) -> None:
    """Choose a comment on one question and hide it; nothing where none is shown."""
    if isinstance(found, Withheld) or not found:
        return
    with st.expander("Hide a comment"):
        texts = {remark.text: remark.text for remark in found}
        text = choosing.maybe("Comment", texts, key=f"hide-{dimension}")
        show.sentence("It is erased for everybody. The log says that you hid one, and not which.")
        if text is not None:
            show.confirmed(
                "I hide it because it is abusive",
                "Hide this comment",
                _hidden,
                team,
                dimension,
                text,
                key=f"hidden-{dimension}",
            )


def _hidden(team: TeamId, dimension: str, text: str) -> None:
    saving.attempt(moderating.hide_comment, team, dimension, text)
