"""A phone in a team's session: it shows the step at which everybody is."""

import streamlit as st

from posdash.answers import notice
from posdash.errors import PosdashError
from posdash.findings import words
from posdash.findings.words import point_name
from posdash.hour import farewell, meeting, notes
from posdash.hour.farewell import POINTS, WORD_LENGTH
from posdash.hour.meeting import Room
from posdash.hour.steps import Step
from posdash.screen import agreeing, saving, show, survey
from posdash.screen import meeting as stage
from posdash.screen.survey import own
from posdash.settings import ROOT
from posdash.views import mirror, results
from posdash.web import visitor

ANSWER = str(ROOT / "pages/member/answer.py")
who = visitor.principal()
mine = who.respondent


def welcome(room: Room) -> None:
    """Whose session it is, and what it is for."""
    show.title(room.round.title, over=room.group.group.name)
    show.sentence(notice.UNDERSTANDING, "lead")
    show.sentence(room.round.bank.framing)
    show.sentence(words.audience(room.round.openness, room.round.k))
    agreeing.named(room.team)
    before = notes.taken_away(who, room.team).open_before
    stage.steps_agreed(before, "Still open from before")
    if room.stand.answering:
        show.way("member/answer.py", "To your answers", **stage.address(room.team))


def picture(room: Room) -> None:
    """What the team sees together, in words; the picture itself is on the large screen."""
    finding = results.team(who, room.team)
    show.title("Your team's picture", over=room.group.group.name)
    show.sentence(finding.headline, "lead")
    show.sentence(finding.audience, "quiet")
    ways(room)


def talk(room: Room, dimension: str) -> None:
    """What is talked about: both ends, where the team stands, and how to begin."""
    topic, here = room.round.bank.dimension(dimension), room.team
    show.title(topic.question, over=room.group.group.name)
    show.poles(topic)
    show.sentence(results.sentence(who, here, dimension), "lead")
    kept, bank = visitor.own_places(here), room.round.bank
    if mine is not None and (point := mirror.placed(mine, kept, bank, dimension)) is not None:
        show.sentence(f"Your own place: {point_name(topic, point, bank.scale)}.", "quiet")
    show.sentence(f"To begin with: {topic.opening}")
    with st.expander("What speaks for each end, and what happens when it is overdone"):
        show.both_ends(topic)


def experiments(room: Room) -> None:
    """What the team will try."""
    show.title("What will you try until you meet again?", over=room.group.group.name)


def word(room: Room) -> None:
    """One word to close with."""
    show.title("One word each", over=room.group.group.name)
    show.sentence(
        "How do you leave? Once enough have said one, it appears on everybody's screen, without "
        "your name."
    )
    one_word(room)


def one_word(room: Room) -> None:
    """The field of the word; it is there during the vote too, for whoever was still typing."""
    mine = farewell.farewell(who, room.team).word
    st.text_input(
        "Your word", value=mine or "", max_chars=WORD_LENGTH, key=own("word"), on_change=say
    )
    saving.saved(own("word"), stored=mine)


def say() -> None:
    """Store the word."""
    saving.keep(own("word"), farewell.say, st.session_state[own("word")])


def vote(room: Room) -> None:
    """Whether the hour was worth it."""
    show.title("Was this hour worth it?", over=room.group.group.name)
    show.sentence("1 is not at all, 5 is very much. Only how many gave each number is kept.")
    mine = farewell.farewell(who, room.team).points
    at = None if mine is None else POINTS.index(mine)
    st.radio(
        "Your vote",
        POINTS,
        index=at,
        horizontal=True,
        key=own("vote"),
        on_change=cast,
    )
    saving.saved(own("vote"), stored=at)
    one_word(room)


def cast() -> None:
    """Store the vote."""
    saving.keep(own("vote"), farewell.vote, st.session_state[own("vote")])


def over(room: Room) -> None:
    """What stays: the team's picture, one's own, and what was agreed."""
    show.title("Thank you", over=room.group.group.name)
    stage.taken_away(room.team, room.round)
    ways(room)


def ways(room: Room) -> None:
    """Where to look further, once the team has closed."""
    if room.stand.closed:
        team = stage.address(room.team)
        show.way("coach/team.py", "See your team's picture", **team)
        show.way("member/mirror.py", "See yourself beside your team", **team)


def screen(room: Room) -> None:
    """The step at which the session is."""
    at = room.stand
    if at.stop.dimension is not None:
        talk(room, at.stop.dimension)
        return
    {
        Step.WELCOME: welcome,
        Step.PLACE: welcome,
        Step.PICTURE: picture,
        Step.EXPERIMENTS: experiments,
        Step.WORDS: word,
        Step.VOTE: vote,
        Step.OVER: over,
    }[at.step](room)


if mine is None:
    show.title("Session")
    show.sentence("Open the link of your team on this device.")
else:
    here = survey.here() or mine.team
    try:
        room = meeting.room(who, here)
    except PosdashError as error:
        show.refusal(error)
        show.way("member/answer.py", "To your answers", **stage.address(here))
    else:
        if room.stand.step is Step.PLACE and not room.stand.closed:
            st.switch_page(ANSWER, query_params=stage.address(here))
        show.status(room.stand.title)
        saving.fault()
        screen(room)
        stage.keep_up(here, room.stand, lambda now: stage.shared(here, now))
