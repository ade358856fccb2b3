"""How a coach takes an abusive comment away."""

import streamlit as st

from posdash.answers import moderating
from posdash.release.values import Remark, Withheld
from posdash.screen import forms, show
from posdash.survey.round import TeamId


def hide(team: TeamId, dimension: str, found: tuple[Remark, ...] | Withheld) -> None:
    """Choose a comment on one question and hide it; nothing where none is shown."""
    if isinstance(found, Withheld) or not found:
        return
    with st.expander("Hide a comment", key=f"hide-{dimension}"):
        show.sentence("It is erased for everybody. The log says that you hid one, and not which.")
        with forms.Form(f"hide-{team}-{dimension}") as form:
            texts = {remark.text: remark.text for remark in found}
            form.choice("Comment", "text", texts, chosen=False)
            form.sure("I hide it because it is abusive")
            form.press(
                "Hide this comment",
                moderating.hide_comment,
                team,
                dimension,
                done="The comment is erased.",
            )
