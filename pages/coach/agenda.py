"""The agenda: what to talk about for how long, why, and how to begin."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import streamlit as st

from posdash import clock
from posdash.findings.agenda import LONGEST_SLOT, MINUTES, Agenda, Slot
from posdash.findings.team import TeamFinding
from posdash.hour import agenda, agenda_files
from posdash.screen import choosing, saving, show
from posdash.survey.round import TeamId
from posdash.views import results
from posdash.views.results import TeamEntry
from posdash.web import visitor


def keep(place: TeamId, door: Callable[..., None], *values: Any) -> None:
    """Store a change of the agenda."""
    saving.keep(field(place), door, place, *values)
    st.session_state["kept"] = place


def field(place: TeamId, of: str = "agenda") -> str:
    """The name of a field about one team; of another team's agenda it holds nothing."""
    return f"{of}-{place}"


def holds(place: TeamId, of: str, stored: int) -> str:
    """The name of a field that holds what is stored, but for what could not be stored yet."""
    key = field(place, of)
    if not saving.unsaved(field(place)):
        st.session_state[key] = stored
    return key


def restart(place: TeamId, key: str) -> None:
    """Another length: the choice is made anew."""
    keep(place, agenda.propose, st.session_state[key])


def lasting(place: TeamId, dimension: str, key: str) -> None:
    """Another length of one slot."""
    keep(place, agenda.change, Agenda.lasting, dimension, st.session_state[key])


def add(place: TeamId) -> None:
    """One question more."""
    key = field(place, "more")
    if (dimension := st.session_state[key]) is not None:
        keep(place, agenda.change, Agenda.with_slot, dimension)
        st.session_state[key] = None


def whole(place: TeamId, kept: Agenda, finding: TeamFinding) -> None:
    """The agenda from the welcome to the next steps."""
    show.title(f"Agenda for {finding.group.name}", over=finding.title)
    show.sentence(finding.headline, "lead")
    key = holds(place, "minutes", kept.minutes)
    st.radio(
        "How long do you have?",
        MINUTES,
        format_func=lambda minutes: f"{minutes} minutes",
        horizontal=True,
        key=key,
        on_change=restart,
        args=(place, key),
    )
    saving.fault()
    saving.saved(field(place), stored=st.session_state.get("kept") == place)
    if kept.over > 0:
        show.sentence(f"This takes {kept.total} minutes, {kept.over} more than you have.", "note")
    zone = show.here()
    begin = agenda_files.clock_of(kept, 0, zone)
    show.heading(f"{begin} · Welcome, {agenda_files.minutes(kept.framing)}")
    if kept.agreements:
        show.sentence("Say aloud first what you agree on:")
        show.points([finding.dimension(one).dimension.ends for one in kept.agreements])
    for at, (one, start) in enumerate(zip(kept.slots, kept.begins, strict=True)):
        when = agenda_files.clock_of(kept, start, zone)
        slot(place, kept, finding, one, at, when)
    end = agenda_files.clock_of(kept, kept.total - kept.steps, zone)
    show.heading(f"{end} · Next steps, {agenda_files.minutes(kept.steps)}")
    show.sentence("What will you try until you meet again? Who, and until when?")


def slot(place: TeamId, kept: Agenda, finding: TeamFinding, one: Slot, at: int, when: str) -> None:
    """One slot: when, what, why, how to begin, and the buttons that change it."""
    dimension = finding.dimension(one.dimension).dimension
    with st.container(key=f"slot-{one.dimension}"):
        show.heading(f"{when} · {dimension.ends}, {agenda_files.minutes(one.minutes)}")
        show.sentence(one.why)
        show.sentence(f"To begin with: {dimension.opening}", "lead")
        show.poles(dimension)
        with st.container(key=f"change-{one.dimension}", horizontal=True):
            key = holds(place, f"minutes-{one.dimension}", one.minutes)
            st.number_input(
                show.plain(f"Minutes for {dimension.ends}"),
                1,
                LONGEST_SLOT,
                key=key,
                label_visibility="collapsed",
                width=130,
                on_change=lasting,
                args=(place, one.dimension, key),
            )
            changes = (
                ("Earlier", (Agenda.moved, one.dimension, -1), at == 0),
                ("Later", (Agenda.moved, one.dimension, 1), at == len(kept.slots) - 1),
                ("Drop", (Agenda.without, one.dimension), False),
            )
            for label, change, off in changes:
                st.button(
                    label,
                    key=f"{label}-{one.dimension}",
                    on_click=keep,
                    args=(place, agenda.change, *change),
                    disabled=off,
                )


def changes(place: TeamId, kept: Agenda, finding: TeamFinding, entry: TeamEntry) -> None:
    """Another question, when the team meets, and the agenda as a file."""
    there = {one.dimension for one in kept.slots}
    left = {
        dimension_id: finding.dimension(dimension_id).dimension.ends
        for dimension_id in finding.bank_order
        if dimension_id not in there
    }
    if left:
        choosing.maybe("One question more", left, key=field(place, "more"))
        st.button("Add it", on_click=add, args=(place,))
    with st.expander("When do you meet?"):
        start = kept.starts_at or clock.now() + timedelta(days=1)
        at = choosing.moment_asked("Day", start, key=field(place, "meets"))
        change = (place, agenda.change, Agenda.starting, at)
        st.button("Keep this time", on_click=keep, args=change, disabled=at is None)
    path = "/files/rounds/{}/groups/{}/agenda".format(*entry.team)
    zone = quote(show.here().key, safe="")
    show.link("Agenda as Markdown", f"{path}.md?zone={zone}")
    if kept.starts_at is not None:
        show.link("Agenda for your calendar", f"{path}.ics?zone={zone}")
    show.way("coach/session.py", "To the session")


entries = tuple(one for one in results.teams(visitor.principal()) if one.may_run and one.closed)
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
