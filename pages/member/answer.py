"""Answering: one dimension after the other, each place stored as it is given."""

from typing import Literal
from urllib.parse import urlencode

import streamlit as st

from posdash.answers import collect, notice
from posdash.answers.collect import COMMENT_LENGTH, Survey
from posdash.banks.bank import Dimension
from posdash.errors import PosdashError
from posdash.findings import words
from posdash.findings.words import point_name
from posdash.hour import meeting
from posdash.hour.steps import Step
from posdash.keys import new_secret
from posdash.screen import agreeing, choosing, saving, show, survey
from posdash.screen import meeting as stage
from posdash.screen.survey import START, own
from posdash.settings import ROOT
from posdash.survey.round import UNSURE, Facet, TeamId
from posdash.text import NAME_LENGTH
from posdash.web import visitor

DONE = "Done"
ASK_RARELY = 20.0  # seconds between two looks for a session where there is none yet
FOLLOW = str(ROOT / "pages/member/follow.py")
ASKED = {
    Facet.NOW: "Where is it now?",
    Facet.AIM: "Where would you like it to be?",
}


def keep(field: str, door, *values, **options) -> None:
    """Store what stands in a field; in a preview nothing is kept."""
    choosing.clicked()
    if survey.previewed() is None:
        saving.keep(field, door, *values, **options)


def choose(dimension: str, facet: Facet, key: str) -> None:
    """Store the point that was just chosen."""
    keep(key, collect.save, dimension, facet, st.session_state[key], new_secret())


def write(dimension: str) -> None:
    """Store what was written about one dimension."""
    signed, key = (
        st.session_state.get(own(f"signed-{dimension}"), False),
        own(f"comment-{dimension}"),
    )
    keep(key, collect.comment, dimension, st.session_state[key], signed=signed)


def begin(step: int, last: int, signs: bool) -> None:
    """Leave the first screen, with the name where one is asked."""
    name = st.session_state.get(own("name"), "")
    if signs and survey.previewed() is None and not saving.attempt(collect.sign, name):
        return
    survey.go(step, last)


@st.fragment
def screen() -> None:
    """One screen; a fragment says itself what stands in its way, as the frame cannot."""
    try:
        mine = survey.stored()
    except PosdashError as error:
        show.refusal(error)
        return
    step = survey.step(end(mine))
    if survey.previewed() is not None:
        show.sentence("This is how people will see it. Nothing that you choose is kept.", "note")
    with st.container(key=f"screen-{'odd' if step % 2 else 'even'}"):
        if not mine.open:
            closed(mine)
        elif step == START:
            first(mine)
        elif step < len(mine.round.bank.dimensions):
            question(mine, step)
        elif step < end(mine):
            about(mine, step)
        else:
            last(mine)


def first(mine: Survey) -> None:
    """Whose round it is, what is placed, who sees what, and how long it takes."""
    survey_round = mine.round
    show.title(survey_round.title, over=mine.group.group.name)
    show.sentence(
        f"{notice.placed(survey_round, mine.group)} {notice.minutes(survey_round)}", "lead"
    )
    show.sentence(notice.UNDERSTANDING)
    show.sentence(survey_round.bank.framing)
    show.heading("Who sees what")
    show.sentence(notice.audience(survey_round))
    for said in filter(None, (*notice.coached(mine.coaches), notice.asked_by(mine.asker))):
        show.sentence(said)
    agreeing.asked(TeamId(mine.round.id, mine.group.group.id), mine.coaches)
    show.sentence(notice.SAVED_AS_GIVEN)
    until = show.moment(survey_round.closes_at)
    show.sentence(f"The round ends for your team on {until}, or when its coach reveals it.")
    if told := notice.looks_as(mine.looks_as):
        show.sentence(told, "note")
    if asked := notice.contact(survey_round):
        show.sentence(asked)
    with st.expander("How your answers are kept", key="kept"):
        show.points(notice.kept(survey_round, mine.group))
    with st.expander("Where these questions come from", key="source"):
        bank = survey_round.bank
        show.sentence(f"{bank.source} {bank.title} Licence: {bank.licence}.")
    if signs := notice.named(survey_round):
        show.sentence(notice.name_stands(mine.name if mine.personal else None))
        if not mine.personal:
            st.text_input(
                "Your name", value=mine.name or "", key=own("name"), max_chars=NAME_LENGTH
            )
    saving.fault()
    label = "Go on" if mine.placements else "Begin"
    first_open = (mine.next_step, end(mine), signs)
    st.button(label, type="primary", on_click=begin, args=first_open, width="stretch")
    hand_over(mine)


def question(mine: Survey, step: int) -> None:
    """One dimension: the question, its two ends, the places, and what may be written."""
    dimension = mine.round.bank.dimensions[step]
    count = len(mine.round.bank.dimensions)
    st.progress((step + 1) / count)
    show.title(dimension.question, over=f"{step + 1} of {count}")
    show.poles(dimension)
    for facet in mine.round.facets:
        scale(mine, dimension, facet)
    if told := notice.looks_as(mine.looks_as):
        show.sentence(told, "quiet")
    saving.fault()
    about_ends = "What speaks for each end, and what happens when it is overdone"
    with st.expander(about_ends, key=f"ends-{step}"):
        show.both_ends(dimension)
    with st.expander("Add a comment", key=f"remark-{step}"):
        remark(mine, dimension)
    with st.container(key="turn", horizontal=True, wrap=False):
        turn("Back", mine, step - 1)
        onward(mine, step, "Next" if step < end(mine) - 1 else DONE)


def turn(
    label: str, mine: Survey, to: int, kind: Literal["primary", "secondary"] = "secondary"
) -> None:
    """A button that leads to another step."""
    st.button(
        label,
        key=f"to-{to}-{label}",
        type=kind,
        on_click=survey.go,
        args=(to, end(mine)),
        width="stretch",
    )


def onward(mine: Survey, step: int, label: str) -> None:
    """On to the next screen; the last step leaves by a route, so that this device keeps places."""
    if label == DONE and survey.previewed() is None and not saving.unsaved():
        show.link(DONE, route("/done"), "primary")
        return
    turn(label, mine, step + 1, "primary")


def route(path: str) -> str:
    """The address of a route about this round and team."""
    team = survey.here()
    return path if team is None else f"{path}?{urlencode(stage.address(team))}"


def end(mine: Survey) -> int:
    """The last screen."""
    return len(mine.round.bank.dimensions) + bool(mine.round.attributes)


def scale(mine: Survey, dimension: Dimension, facet: Facet) -> None:
    """The points between the two ends; "not sure" stands apart from the middle."""
    points = mine.round.bank.scale
    saved = mine.placements.get((dimension.id, facet))
    key = survey.holding(f"place-{dimension.id}-{facet}", saved)
    options = [*range(1, points + 1), UNSURE]
    at = None if saved is None else options.index(saved)
    with st.container(key=f"scale-{facet}", gap=None):
        question = ASKED[facet] if mine.round.asks_aim else ""
        show.asked(question, saving.state(key, stored=at))
        st.radio(
            ASKED[facet],
            options,
            index=None,
            format_func=lambda point: show.plain(point_name(dimension, point, points)),
            key=key,
            on_change=choose,
            args=(dimension.id, facet, key),
            horizontal=True,
            label_visibility="collapsed",
            width="stretch",
            persist_state="session",
        )


def remark(mine: Survey, dimension: Dimension) -> None:
    """What this person wants to say about the dimension."""
    before, key = mine.comments.get(dimension.id), own(f"comment-{dimension.id}")
    show.sentence(notice.comments(mine.round), "quiet")
    if notice.named(mine.round):
        st.checkbox(
            "Show my name with it",
            value=before.signed if before else True,
            key=own(f"signed-{dimension.id}"),
            on_change=write,
            args=(dimension.id,),
        )
    text = st.text_area(
        "Your comment, without names of others",
        value=before.text if before else "",
        key=key,
        max_chars=COMMENT_LENGTH,
        on_change=write,
        args=(dimension.id,),
    )
    kept = before.text if before else ""
    saving.saved(key, stored=kept)
    if not saving.unsaved(key) and not saving.alike(text, kept):
        # it was typed while the server was not there, or another tab stored another one
        st.button("Save this comment", key=f"save-{key}", on_click=write, args=(dimension.id,))


def about(mine: Survey, step: int) -> None:
    """What people may say of themselves, if they like."""
    show.title("About you, if you like")
    show.sentence(notice.about_oneself(mine.round))
    for attribute in mine.round.attributes:
        said = mine.traits.get(attribute.key)
        key = survey.holding(f"trait-{attribute.key}", said)
        at = None if said is None else attribute.choices.index(said)
        st.radio(
            f"Your {words.ATTRIBUTES[attribute.key]}",
            attribute.choices,
            index=None,
            format_func=show.plain,
            key=key,
            on_change=describe,
            args=(attribute.key,),
            persist_state="session",
        )
        saving.saved(key, stored=at)
        if said:
            st.button(
                "Take it back", key=f"unsay-{attribute.key}", on_click=unsay, args=(attribute.key,)
            )
    saving.fault()
    with st.container(key="turn", horizontal=True, wrap=False):
        turn("Back", mine, step - 1)
        onward(mine, step, DONE)


def describe(attribute: str) -> None:
    """Store what was chosen."""
    key = own(f"trait-{attribute}")
    keep(key, collect.describe, attribute, st.session_state[key])


def unsay(attribute: str) -> None:
    """Take back what was said."""
    key = own(f"trait-{attribute}")
    keep(key, collect.describe, attribute, None)
    if not saving.unsaved(key):
        st.session_state[key] = None


def last(mine: Survey) -> None:
    """Thanks, what is still open, and the ways to change it."""
    show.title("Thank you", over=mine.group.group.name)
    if not saving.unsaved():
        show.sentence(mine.summary, "lead")
    show.sentence(
        "When your team closes, its coach opens the picture with you. Until then nobody sees any "
        "result. On this device you can change your answers until then, at the latest "
        f"until {show.moment(mine.round.closes_at)}."
    )
    saving.fault()
    turn("Look through my answers", mine, 0)
    hand_over(mine)
    if survey.previewed() is None:
        show.link("Remove my answers", route("/remove"))


def hand_over(mine: Survey) -> None:
    """For the next person at a shared device."""
    if survey.previewed() is None:
        label = "Leave this device" if mine.personal else "Someone else answers here"
        show.link(label, route("/someone-else"))


def closed(mine: Survey) -> None:
    """After the close: where to go."""
    show.title(mine.round.title, over=mine.group.group.name)
    saving.fault()
    show.sentence(notice.over(mine.round))
    agreeing.asked(TeamId(mine.round.id, mine.group.group.id), mine.coaches)
    if mine.group.closed:
        team = stage.address(TeamId(mine.round.id, mine.group.group.id))
        show.way("coach/team.py", "See your team's picture", **team)
        show.way("member/mirror.py", "See yourself beside your team", **team)


def session() -> None:
    """The team's session, if there is one: it is followed from here until the reveal."""
    here, who = survey.here(), visitor.principal()
    now = None if here is None else meeting.my_stand(who)
    live = now is not None and now.live
    show.status(now.title if now is not None and live else "")
    if here is not None and now is not None and live:
        if not now.answering:
            st.switch_page(FOLLOW, query_params=stage.address(here))
        if now.step is Step.WELCOME:
            label = "Your team's session has begun: follow it"
            show.way("member/follow.py", label, **stage.address(here))
    screen()
    if live and now is not None and now.step is Step.PLACE:
        show.sentence(notice.IN_SESSION, "quiet")
    if here is not None and who.respondent is not None:
        stage.keep_up(here, now, every=stage.EVERY if live else ASK_RARELY)


session()
