"""Leading a team's session: one main button, and beside it what whoever leads may need."""

import streamlit as st

from posdash.access.rights import Principal
from posdash.answers import notice
from posdash.banks.bank import Dimension
from posdash.findings import words
from posdash.findings.words import point_name
from posdash.hour import answered, meeting, proxy
from posdash.hour import words as session_words
from posdash.hour.meeting import Lead, Room, Stand
from posdash.hour.steps import Step, Stop
from posdash.screen import choosing, forms, notes, saving, show
from posdash.screen import meeting as stage
from posdash.settings import settings
from posdash.survey.round import UNSURE, Facet, Round, TeamId
from posdash.views import results
from posdash.views.results import TeamEntry
from posdash.web import visitor

ASKED = {Facet.NOW: "Now", Facet.AIM: "Aim"}
BEFORE = 5.0  # seconds between two looks whether somebody has begun


def talk(who: Principal, team: TeamId, question: str | None) -> None:
    """Bring every screen to the talk about a question."""
    meeting.bring(who, team, Stop(Step.TALK, question))


def before_it(entry: TeamEntry, found: Stand | None) -> None:
    """No session yet, or one that is over; once somebody begins one, the page follows it."""
    team = entry.team
    show.title("Session", over=f"{entry.name} · {entry.title}")
    show.sentence(
        "Everybody follows on a large screen and on their phones, without an account. You lead "
        "from here: one button brings all screens to the next step.",
        "lead",
    )
    if not entry.closed:
        show.sentence(
            "The team is still open: in the session everybody places, and then you reveal."
        )
    show.way("coach/agenda.py", "Look at the agenda")
    show.way("coach/guide.py", "How to run the hour")
    saving.fault()
    stage.keep_up(team, found, every=BEFORE)
    if found is None:
        forms.deed("Begin the session", meeting.begin, team, key=f"begin-{team}", primary=True)
        return
    after_it(team)
    with st.expander("Begin another session about this round", key="anew"):
        show.sentence("Notes and next steps stay. The words and votes of the last one are erased.")
        sure = "Erase its words and votes"
        forms.confirmed(sure, "Begin anew", meeting.begin, team, key=f"anew-{team}")


def after_it(team: TeamId) -> None:
    """What came of a session that is over."""
    show.sentence("The last session about this round is over.", "note")
    room = meeting.room(visitor.principal(), team)
    with stage.as_far_as_shown():
        stage.shared(team, room.stand)
        if room.stand.closed:
            notes.on_the_hour(team, room.round.bank, room.talked)
            notes.next_steps(team, None)


def leading(room: Room) -> None:
    """Where the session is, and the one button that goes on."""
    team = room.team
    lead = meeting.lead(visitor.principal(), team)
    at = room.stand.stop
    show.title(room.stand.title, over=f"Session · {room.group.group.name}")
    stage.keep_up(team, room.stand, lambda now: live(room, now))
    show.sentence(session_words.GUIDE[at.step], "lead")
    saving.fault()
    onward(room, team, lead)
    if at.step in (Step.WELCOME, Step.PLACE):
        ways_in(room)
    if at.step is Step.PLACE and not room.stand.closed:
        for_somebody_else(room, team)
    talking = room.stand.closed and at.step is not Step.WELCOME
    with stage.as_far_as_shown():
        if at.dimension is not None:
            about(team, at.dimension)
        if talking:
            notes.on_the_hour(team, room.round.bank, room.talked)
            notes.next_steps(team, at.dimension)
    if talking:
        anywhere(room, team)
    if at.step is not Step.VOTE:
        with st.expander("End the session here", key="end"):
            ended("Nobody has more to say", "End now", team)


def ended(sure: str, label: str, team: TeamId) -> None:
    """A button that ends the session, once somebody says they are sure."""
    forms.confirmed(sure, label, meeting.end, team, key=f"end-{team}")


def live(room: Room, now: Stand) -> None:
    """Who is here and how many have answered, as it changes."""
    team = room.team
    show.sentence(session_words.phones(now.here), "quiet")
    if now.step is Step.PLACE and not now.closed:
        found = answered.live(visitor.principal(), team)
        show.sentence(f"Answered: {words.answered(found)}", "quiet")
    stage.shared(team, now)


def onward(room: Room, team: TeamId, lead: Lead) -> None:
    """The main button, whose label says where it leads, and the way back.

    Each is another one at each step: a tap on what a slow phone still shows is lost.
    """
    at = "-".join(filter(None, (room.stand.step, room.stand.stop.dimension)))
    if lead.onward is None and not room.stand.closed:
        show.sentence("Closing is final: nobody can answer or change anything afterwards.")
        forms.confirmed(
            "Everybody who wants to has answered",
            session_words.REVEAL,
            meeting.reveal,
            team,
            key=f"reveal-{team}",
            primary=True,
        )
    elif lead.onward is not None and lead.onward.step is Step.OVER:
        ended(
            "Everybody who wants to has voted", session_words.button(lead.onward, room.round), team
        )
    elif lead.onward is not None:
        with st.container(key="onward"):
            forms.deed(
                session_words.button(lead.onward, room.round),
                meeting.press,
                team,
                lead.onward,
                key=f"onward-{at}",
                primary=True,
                width="stretch",
            )
    if lead.back is not None:
        forms.deed("Back", meeting.press, team, lead.back, key=f"back-{at}")


def ways_in(room: Room) -> None:
    """The projector's page, and how phones get in."""
    show.link("Open the projector page", projector(room))
    if room.link is not None and room.link.code:
        show.two_words(room.link.code, f"{settings().base_url}/code")
        with st.expander("QR code and link", key="way-in"):
            show.picture(room.link.qr, f"The link of {room.group.group.name} as a QR code")
            show.address(room.link.url)


def projector(room: Room) -> str:
    """The address of the projector's page."""
    return f"/projector?round={room.round.id}&group={room.group.group.id}"


def for_somebody_else(room: Room, team: TeamId) -> None:
    """Somebody without a phone tells the coach, who enters it."""
    with st.expander("Enter for somebody without a phone", key="enter"):
        show.sentence(
            "It counts like any answer, and the picture says how many you entered. You will know "
            "these answers, so the others must be enough by themselves to be shown. It cannot be "
            "changed afterwards."
        )
        with forms.Form(f"enter-{team}") as form:
            if notice.named(room.round):
                st.text_input("Their name", key=form.field("name"))
            for dimension in room.round.bank.dimensions:
                scales(room.round, form, dimension)
            form.press("Enter these", enter, room.round, team, done="They are entered.")


def scales(survey_round: Round, form: forms.Form, dimension: Dimension) -> None:
    """The points of one dimension, for now and aim."""
    show.poles(dimension)
    for facet in survey_round.facets:
        with st.container(key=f"scale-{facet}-{dimension.id}", gap=None):
            show.asked(ASKED[facet])
            st.radio(
                f"{ASKED[facet]}: {show.plain(dimension.question)}",
                [*range(1, survey_round.bank.scale + 1), UNSURE],
                index=None,
                format_func=lambda at: show.plain(
                    point_name(dimension, at, survey_round.bank.scale)
                ),
                key=form.field(f"{dimension.id}-{facet}"),
                horizontal=True,
                label_visibility="collapsed",
                width="stretch",
            )


def enter(
    who: Principal, survey_round: Round, team: TeamId, name: str = "", **given: int | None
) -> None:
    """Store what was entered."""
    points = {
        (dimension.id, facet): at
        for dimension in survey_round.bank.dimensions
        for facet in survey_round.facets
        if (at := given[f"{dimension.id}-{facet}"]) is not None
    }
    proxy.enter(who, team, points, name)


def about(team: TeamId, dimension: str) -> None:
    """What is talked about, for whoever leads: the finding, and both ends."""
    finding = results.team(visitor.principal(), team).dimension(dimension)
    show.sentence(finding.sentence)
    for said in finding.more:
        show.sentence(said.text, term=said.term)
    show.sentence(f"To begin with: {finding.dimension.opening}", "lead")
    with st.expander("Both ends", key="ends"):
        show.poles(finding.dimension)
        show.both_ends(finding.dimension)


def anywhere(room: Room, team: TeamId) -> None:
    """Any question, on the agenda or not."""
    names = {
        dimension.id: dimension.ends + (" (talked about)" if dimension.id in room.talked else "")
        for dimension in room.round.bank.dimensions
    }
    with (
        st.expander("Go to any question", key="anywhere"),
        forms.Form(f"anywhere-{team}") as form,
    ):
        form.choice("Question", "question", names, chosen=False)
        form.press("Bring everybody there", talk, team)
    show.link("Open the projector page", projector(room))


entries = tuple(
    team_entry for team_entry in results.teams(visitor.principal()) if team_entry.may_run
)
if not entries:
    show.title("Session")
    show.sentence("There is no round of a team that you coach yet. It appears here once one opens.")
else:
    entry = choosing.team_and_round(entries)
    here = entry.team
    found = meeting.stand(visitor.principal(), here)
    show.status(found.title if found and found.live else "")
    if found is None or not found.live:
        before_it(entry, found)
    else:
        leading(meeting.room(visitor.principal(), here))
