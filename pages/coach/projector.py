"""The projector: what a whole room looks at. It carries no controls and follows whoever leads."""

import streamlit as st

from posdash.answers import notice
from posdash.charts.ladder import ladder
from posdash.charts.radar import radar
from posdash.charts.strip import strip
from posdash.findings import words
from posdash.hour import answered, meeting, notes
from posdash.hour import words as session_words
from posdash.hour.meeting import Room, Stand
from posdash.hour.steps import Step
from posdash.screen import figures, show
from posdash.screen import meeting as stage
from posdash.settings import settings
from posdash.views import results
from posdash.web import visitor


def welcome(room: Room) -> None:
    """Whose session it is, how phones get in, and what is still open from the last one."""
    show.title(room.round.title, over=room.group.group.name)
    left, right = st.columns([3, 2], gap="large")
    with left:
        show.sentence(notice.UNDERSTANDING, "lead")
        show.sentence(room.round.bank.framing)
        before = notes.taken_away(visitor.principal(), room.team).open_before
        stage.steps_agreed(before, "Still open from before")
    with right:
        way_in(room)


def place(room: Room) -> None:
    """Everybody places: how to get in, and how many have answered."""
    show.title("Choose a place between the ends", over=room.group.group.name)
    left, right = st.columns([3, 2], gap="large")
    with left:
        show.sentence(notice.placed(room.round, room.group), "lead")
        show.sentence(words.audience(room.round.openness, room.round.k))
        show.sentence("Nobody sees any result before the team is closed.")
    with right:
        way_in(room)


def way_in(room: Room) -> None:
    """The QR code and the two words."""
    if room.link is None:
        show.sentence("Open your own link, from your letter, on your phone.", "lead")
        return
    show.picture(room.link.qr, f"The link of {room.group.group.name} as a QR code")
    if room.link.code:
        show.two_words(room.link.code, f"{settings().base_url}/code")


def picture(room: Room) -> None:
    """Radar and ladder of the revealed team."""
    finding = results.team(visitor.principal(), room.team)
    colours = figures.theme()
    show.title(f"{finding.group.name}: {finding.title}", over=f"Placed: {finding.subject}")
    show.sentence(finding.headline, "lead")
    left, right = st.columns(2, gap="medium")
    with left:
        figures.bare(radar(finding, colours), "radar")
    with right:
        figures.bare(ladder(finding, colours), "ladder")


def talk(room: Room, dimension: str) -> None:
    """One dimension, large."""
    finding = results.team(visitor.principal(), room.team)
    question = finding.dimension(dimension)
    show.title(question.dimension.question, over=room.group.group.name)
    show.poles(question.dimension)
    figures.bare(strip(question, finding.scale, figures.theme()), "strip")
    show.sentence(question.sentence, "lead")
    for said in question.more:
        show.sentence(said.text)
    show.sentence(f"To begin with: {question.dimension.opening}", "lead")


def others(room: Room) -> None:
    """The steps that need a heading alone; what is said appears below it."""
    headings = {
        Step.EXPERIMENTS: ("What will you try until you meet again?", ""),
        Step.WORDS: ("One word each", "Type it on your phone, or say it."),
        Step.VOTE: ("Was this hour worth it?", "Vote on your phone, 1 to 5."),
        Step.OVER: ("Thank you", "What you agreed on is kept for the team."),
    }
    title, sentence = headings[room.stand.step]
    show.title(title, over=room.group.group.name)
    if sentence:
        show.sentence(sentence, "lead")


def live(room: Room, now: Stand) -> None:
    """What changes without a step."""
    here = room.team
    if now.step is Step.WELCOME:
        show.sentence(session_words.phones(now.here), "quiet")
    if now.step is Step.PLACE and not now.closed:
        show.sentence(f"Answered: {words.answered(answered.live(visitor.principal(), here))}")
    stage.shared(here, now)


def screen(room: Room) -> None:
    """The step at which the session is."""
    step = room.stand.step
    if step is Step.WELCOME:
        welcome(room)
    elif step is Step.PLACE:
        place(room)
    elif step is Step.PICTURE:
        picture(room)
    elif room.stand.stop.dimension is not None:
        talk(room, room.stand.stop.dimension)
    else:
        others(room)


here = stage.place_asked()
if here is None:
    show.title("Projector")
    show.sentence("Open this page from the session of a team.")
else:
    with st.container(key="projector"):
        room = meeting.room(visitor.principal(), here)
        show.status(room.stand.title)
        with stage.as_far_as_shown():
            screen(room)
        stage.keep_up(here, room.stand, lambda now: live(room, now))
