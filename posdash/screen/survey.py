"""Where somebody is in a survey: whose it is, at which step, and what of it is stored."""

from collections.abc import Sequence
from typing import cast

import streamlit as st

from posdash.access.respondents import handed_on
from posdash.answers import collect
from posdash.answers.collect import Survey
from posdash.errors import NotReady
from posdash.screen import choosing, meeting, saving, show
from posdash.survey.round import TeamId
from posdash.web import visitor

START = -1  # the steps: START, the dimensions by index, what people say of themselves, the end


def previewed() -> int | None:
    """The round that somebody looks at before it opens, or None where it is answered."""
    asked = st.query_params.get("round", "")
    shown = asked.isdecimal() and len(asked) < 10 and "group" not in st.query_params
    return int(asked) if shown else None


def here() -> TeamId | None:
    """Which team it is, in which round; from here on the address says so, whatever is opened next.

    None in a preview, and without a link.
    """
    if previewed() is not None:
        return None
    team = meeting.place_asked()
    if team is not None and visitor.asked() is None:
        st.query_params.update(meeting.address(team))
    return team


def own(name: str) -> str:
    """A name for a field, or for what is remembered, in this survey and in no other of this tab."""
    return f"{name}-{here() or previewed()}"


def stored() -> Survey:
    """What is stored; while the database is away, what was there when it was last seen.

    Raises Refused to all others, and once this device was handed to somebody else.
    """
    st.session_state[own("away")] = False
    try:
        if (survey_round := previewed()) is not None:
            return collect.preview(visitor.principal(), survey_round)
        who = visitor.principal()
        if who.respondent is None and own("survey") in st.session_state:
            raise handed_on()
        mine = collect.survey(who)
    except NotReady as error:
        if own("survey") not in st.session_state:
            raise
        show.refusal(error)
        st.session_state[own("away")] = True
        return cast(Survey, st.session_state[own("survey")])
    st.session_state[own("survey")] = mine
    return mine


def holding(name: str, kept: object) -> str:
    """The key of a field, which then holds what is stored, whatever this tab has shown before.

    Another tab of this device may have changed it, or the server begun anew.
    """
    key, shown = own(name), st.session_state.get(own(name))
    known = shown is not None and st.session_state[own("away")]
    if shown != kept and not known and not saving.unsaved(key):
        st.session_state[key] = kept
    return key


def step(last: int) -> int:
    """The step that was turned to last, in this tab or by its address; `last` is the end."""
    return choosing.kept("step", _names(last), own("step")) + START


def go(to: int, last: int) -> None:
    """Turn to another step."""
    st.session_state[own("step")] = _names(last)[to - START]
    choosing.clicked()


def _names(last: int) -> Sequence[str]:
    return ["start", *(str(number + 1) for number in range(last)), "done"]
