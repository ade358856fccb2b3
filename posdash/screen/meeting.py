"""What the screens of a session share: they keep up with whoever leads it, and show its steps."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from posdash import clock
from posdash.access.rights import Respondent
from posdash.errors import PosdashError, Refused
from posdash.hour import farewell, meeting, notes, words
from posdash.hour.farewell import Farewell
from posdash.hour.meeting import Stand
from posdash.hour.notes import ActionItem
from posdash.hour.steps import Step
from posdash.release.values import Withheld
from posdash.screen import show
from posdash.settings import ROOT
from posdash.survey.round import Round, TeamId
from posdash.web import visitor

EVERY = 1.0  # seconds between two questions where the session is: within 2 s all screens follow

FOLLOW = "member/follow.py"


@contextmanager
def as_far_as_shown() -> Iterator[None]:
    """What a coach who was named later does not see is a sentence; the session goes on."""
    try:
        yield
    except Refused as error:
        show.refusal(error)


def place_asked() -> TeamId | None:
    """The round and group in the address, or those that this device's link leads to."""
    if asked := visitor.asked():
        return asked
    mine = visitor.principal().respondent
    return mine.team if mine else None


def address(team: TeamId) -> dict[str, str]:
    """What the address of a page about a team says."""
    return {"round": str(team.round_id), "group": str(team.group_id)}


def keep_up(
    team: TeamId,
    shown: Stand | None,
    live: Callable[[Stand], None] | None = None,
    every: float = EVERY,
) -> None:
    """Ask again and again where the session is, and draw the page anew once it has moved on.

    `live` draws what changes without a step: it runs at each question.
    """
    st.fragment(_ask, run_every=every)(team, shown, live, visitor.principal().respondent)


def _ask(
    team: TeamId,
    shown: Stand | None,
    live: Callable[[Stand], None] | None,
    before: Respondent | None,
) -> None:
    try:
        who = visitor.principal()
        if who.respondent != before:
            st.rerun()  # this device was handed to somebody else
        now = meeting.stand(who, team)
        if (now and now.mark) != (shown and shown.mark):
            st.rerun()
        if now is None:
            return
        show.time_left(words.time_left(now.since, now.minutes, clock.now()))
        if live is not None:
            live(now)
    except PosdashError as error:  # asked again in a moment; until then everything stays
        show.refusal(error)


def called_back() -> None:
    """For whoever looks at another page during a session: the way back to it.

    A phone goes back by itself once the session moves on.
    """
    who = visitor.principal()
    now = meeting.my_stand(who)
    if who.respondent is None or now is None or not now.live or now.answering:
        return
    show.way(FOLLOW, "Back to the session", **address(who.respondent.team))
    if who.person is None:
        st.fragment(_called, run_every=EVERY)(now)


def _called(shown: Stand) -> None:
    try:
        who = visitor.principal()
        now = meeting.my_stand(who)
    except PosdashError as error:  # asked again in a moment; until then everything stays
        show.refusal(error)
        return
    if who.respondent is not None and now is not None and now.mark != shown.mark:
        st.switch_page(ROOT / "pages" / FOLLOW, query_params=address(who.respondent.team))


def taken_away(team: TeamId, survey_round: Round) -> None:
    """What was noted, question by question, and what was agreed."""
    found = notes.taken_away(visitor.principal(), team)
    asked = {dimension.id: dimension.ends for dimension in survey_round.bank.dimensions} | {
        notes.WHOLE: "On the hour"
    }
    noted = [
        (asked[dimension_id], found.notes[dimension_id])
        for dimension_id in asked
        if dimension_id in found.notes
    ]
    steps_agreed(found.items, "Next steps")
    if noted:
        show.heading("Notes")
    for about, text in noted:
        show.said(text, about)


def steps_agreed(found: tuple[ActionItem, ...], title: str) -> None:
    """Next steps as a list, or nothing."""
    if not found:
        return
    show.heading(title)
    show.points([step_line(item) for item in found])


def step_line(item: ActionItem) -> str:
    """A next step in one line: what, who, until when, and whether it is done."""
    due = f"by {item.due.day} {item.due:%B %Y}" if item.due else ""
    state = "done" if item.done else ""
    source = f"from {item.earlier}" if item.earlier else ""
    more = ", ".join(filter(None, (item.owner, due, source, state)))
    return f"{item.text} ({more})" if more else item.text


def said(found: Farewell) -> None:
    """The words a session closes with."""
    if isinstance(found.words, Withheld):
        show.sentence(f"The words appear here once {found.words.k} were said.", "quiet")
    else:
        show.cloud(found.words)


def shared(team: TeamId, now: Stand) -> None:
    """What grows while everybody looks at it: next steps, words, and in the end the votes."""
    if now.step is Step.EXPERIMENTS:
        agreed = notes.taken_away(visitor.principal(), team).items
        steps_agreed(agreed, "Next steps")
        if not agreed:
            show.sentence("What the team agrees on appears here.", "quiet")
    if now.step in (Step.WORDS, Step.OVER):
        found = farewell.farewell(visitor.principal(), team)
        if now.step is Step.WORDS or not isinstance(found.words, Withheld):
            said(found)
        if found.votes is not None:
            show.sentence(words.worth(found.votes), "lead")
