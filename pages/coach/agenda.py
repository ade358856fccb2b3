"""The agenda: what to talk about for how long, why, and how to begin."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import streamlit as st

from posdash import clock
from posdash.access.rights import Principal
from posdash.findings.agenda import LONGEST_SLOT, MINUTES, Agenda, Slot
from posdash.findings.team import TeamFinding
from posdash.hour import agenda, agenda_files
from posdash.screen import choosing, forms, saving, show
from posdash.survey.round import TeamId
from posdash.views import results
from posdash.views.results import TeamEntry
from posdash.web import visitor


def keep(team: TeamId, door: Callable[..., None], *values: Any) -> None:
    """Store a change of the agenda."""
    saving.keep(field(team), door, team, *values)
    st.session_state["kept"] = team


def field(team: TeamId, of: str = "agenda") -> str:
    """The name of a field about one team; of another team's agenda it holds nothing."""
    return f"{of}-{team}"


def holds(team: TeamId, of: str, stored: int) -> str:
    """The name of a field that holds what is stored, but for what could not be stored yet."""
    key = field(team, of)
    if not saving.unsaved(field(team)):
        st.session_state[key] = stored
    return key


def restart(team: TeamId, key: str) -> None:
    """Another length: the choice is made anew."""
    keep(team, agenda.propose, st.session_state[key])


def lasting(team: TeamId, dimension: str, key: str) -> None:
    """Another length of one slot."""
    keep(team, agenda.change, Agenda.lasting, dimension, st.session_state[key])


def change(_: Principal, team: TeamId, how: Callable[..., Agenda], *values: Any) -> None:
    """Store what a button changes."""
    keep(team, agenda.change, how, *values)


def add(_: Principal, team: TeamId, dimension: str) -> None:
    """One question more."""
    keep(team, agenda.change, Agenda.with_slot, dimension)


def meet(who: Principal, team: TeamId, at: datetime) -> None:
    """When the team meets."""
    agenda.change(who, team, Agenda.starting, at)


def whole(team: TeamId, kept: Agenda, finding: TeamFinding) -> None:
    """The agenda from the welcome to the next steps."""
    show.title(f"Agenda for {show.isolated(finding.group.name)}", over=finding.title)
    show.sentence(finding.headline, "lead")
    key = holds(team, "minutes", kept.minutes)
    st.radio(
        "How long do you have?",
        MINUTES,
        format_func=lambda minutes: f"{minutes} minutes",
        horizontal=True,
        key=key,
        on_change=restart,
        args=(team, key),
    )
    saving.fault()
    saving.saved(field(team), stored=st.session_state.get("kept") == team)
    if kept.over > 0:
        show.sentence(f"This takes {kept.total} minutes, {kept.over} more than you have.", "note")
    zone = show.here()
    begin = agenda_files.clock_of(kept, 0, zone)
    show.heading(f"{begin} · Welcome, {agenda_files.minutes(kept.framing)}")
    if kept.agreements:
        show.sentence("Say aloud first what you agree on:")
        agreed = map(finding.dimension, kept.agreements)
        show.points([f"{question.where} ({question.dimension.ends})" for question in agreed])
    for at, (talk, start) in enumerate(zip(kept.slots, kept.begins, strict=True)):
        when = agenda_files.clock_of(kept, start, zone)
        slot(team, kept, finding, talk, at, when)
    end = agenda_files.clock_of(kept, kept.total - kept.steps, zone)
    show.heading(f"{end} · Next steps, {agenda_files.minutes(kept.steps)}")
    show.sentence("What will you try until you meet again? Who, and until when?")


def slot(team: TeamId, kept: Agenda, finding: TeamFinding, talk: Slot, at: int, when: str) -> None:
    """One slot: when, what, why, how to begin, and the buttons that change it."""
    dimension = finding.dimension(talk.dimension).dimension
    with st.container(key=f"slot-{talk.dimension}"):
        show.heading(f"{when} · {dimension.ends}, {agenda_files.minutes(talk.minutes)}")
        show.sentence(talk.why)
        show.sentence(f"To begin with: {dimension.opening}", "lead")
        show.poles(dimension)
        with st.container(key=f"change-{talk.dimension}", horizontal=True):
            key = holds(team, f"minutes-{talk.dimension}", talk.minutes)
            st.number_input(
                show.plain(f"Minutes for {dimension.ends}"),
                1,
                LONGEST_SLOT,
                key=key,
                label_visibility="collapsed",
                width=130,
                on_change=lasting,
                args=(team, talk.dimension, key),
            )
            changes = (
                ("Earlier", (Agenda.moved, talk.dimension, -1), at == 0),
                ("Later", (Agenda.moved, talk.dimension, 1), at == len(kept.slots) - 1),
                ("Drop", (Agenda.without, talk.dimension), False),
            )
            for label, how, off in changes:
                key = f"{label}-{talk.dimension}"
                forms.deed(label, change, team, *how, key=key, family="agenda", disabled=off)


def changes(team: TeamId, kept: Agenda, finding: TeamFinding, entry: TeamEntry) -> None:
    """Another question, when the team meets, and the agenda as a file."""
    there = {talk.dimension for talk in kept.slots}
    left = {
        dimension_id: finding.dimension(dimension_id).dimension.ends
        for dimension_id in finding.bank_order
        if dimension_id not in there
    }
    if left:
        with forms.Form(field(team, "more")) as form:
            form.choice("One question more", "dimension", left)
            form.press("Add it", add, team)
    with (
        st.expander("When do you meet?", key="meets"),
        forms.Form(field(team, "meets")) as form,
    ):
        form.moment("Day", "at", kept.starts_at or clock.now() + timedelta(days=1))
        form.press("Keep this time", meet, team, done="The time is kept.")
    path = "/files/rounds/{}/groups/{}/agenda".format(*entry.team)
    zone = quote(show.here().key, safe="")
    show.link("Agenda as Markdown", f"{path}.md?zone={zone}")
    if kept.starts_at is not None:
        show.link("Agenda for your calendar", f"{path}.ics?zone={zone}")
    show.way("coach/session.py", "To the session")


entries = tuple(
    team_entry
    for team_entry in results.teams(visitor.principal())
    if team_entry.may_run and team_entry.closed
)
if not entries:
    show.title("Agenda")
    show.sentence(
        "An agenda comes from a team's picture: it appears here once a team that you coach closes."
    )
else:
    entry = choosing.team_and_round(entries)
    here = entry.team
    kept, finding = agenda.prepared(visitor.principal(), here)
    whole(here, kept, finding)
    changes(here, kept, finding, entry)
