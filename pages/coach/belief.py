"""Before you look: where a coach or leader believes a team stands, and later how it was."""

import streamlit as st

from posdash.banks.bank import Dimension
from posdash.findings import words
from posdash.findings.words import point_name
from posdash.hour import beliefs
from posdash.hour.beliefs import Compared
from posdash.screen import choosing, figures, saving, show
from posdash.survey.round import UNSURE, TeamId
from posdash.web import visitor


def guess(here: TeamId, name: str) -> None:
    """All questions, to place before anybody has seen the picture."""
    mine = beliefs.guess(visitor.principal(), here)
    placed = f"{mine.round.title} · Placed: {words.subject(mine.round)}"
    show.title(f"Where do you believe {name} stands?", over=placed)
    show.sentence(
        "Say it before the picture is revealed; afterwards you see both beside each other. Only "
        "you see it, unless you share it with the team then.",
        "lead",
    )
    saving.fault()
    for dimension in mine.round.bank.dimensions:
        question(here, dimension, mine.places.get(dimension.id), mine.round.bank.scale)


def question(here: TeamId, dimension: Dimension, saved: int | None, points: int) -> None:
    """One question with its points."""
    options, key = [*range(1, points + 1), UNSURE], f"belief-{here[0]}-{here[1]}-{dimension.id}"
    show.heading(dimension.question)
    show.poles(dimension)
    with st.container(key=f"scale-{dimension.id}", gap=None):
        at = None if saved is None else options.index(saved)
        show.asked("", saving.state(key, stored=at))
        st.radio(
            show.plain(dimension.question),
            options,
            index=at,
            format_func=lambda point: show.plain(point_name(dimension, point, points)),
            key=key,
            on_change=believe,
            args=(here, dimension.id, key),
            horizontal=True,
            label_visibility="collapsed",
            width="stretch",
        )


def believe(here: TeamId, dimension: str, key: str) -> None:
    """Keep the point that was just chosen."""
    saving.keep(key, beliefs.believe, here, dimension, st.session_state[key])


def looked(here: TeamId, name: str) -> None:
    """What was believed beside what is, and whether the team may see it."""
    show.title(f"What you believed of {name}, and what is")
    found = beliefs.compared(visitor.principal(), here)
    if found is None:
        show.sentence("You said nothing about this team before its reveal.")
        return
    figures.beside_team("What you believed, and the team", found.rows, found.scale, "belief")
    saving.fault()
    share(here, found)


def share(here: TeamId, found: Compared) -> None:
    """Let the team see it, or no more."""
    key = f"shared-{here[0]}-{here[1]}"
    st.checkbox(
        "Show this to the team, with my name",
        value=found.shared,
        key=key,
        on_change=shared,
        args=(here, key),
    )
    show.sentence(
        "The team sees it under its picture: where you saw it, and where it stands.", "quiet"
    )


def shared(here: TeamId, key: str) -> None:
    """Store whether the team may see it."""
    saving.attempt(beliefs.share, here, shared=st.session_state[key])


entries = beliefs.believable(visitor.principal())
if not entries:
    show.title("Before you look")
    show.sentence(
        "While a team of yours answers, you can say here where you believe it stands; after its "
        "reveal you see both beside each other."
    )
else:
    entry = choosing.team_and_round(entries)
    here = entry.team
    if entry.closed:
        looked(here, entry.name)
    else:
        guess(here, entry.name)
