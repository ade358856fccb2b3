"""The first page: what there is for whoever came."""

from datetime import timedelta

import streamlit as st

from posdash import clock, sample
from posdash.access import log, words
from posdash.access.log import OPENS_AN_ACCOUNT
from posdash.access.rights import Principal, Role, roles
from posdash.organisation.people import organisation
from posdash.screen import entrance, forms, meeting, show
from posdash.screen.pages import FILES
from posdash.web import visitor

LATELY = timedelta(days=30)


def load(who: Principal) -> None:
    """Fill the empty database with the invented company."""
    with st.spinner("Inventing a company: three departments, twelve teams, three rounds"):
        sample.load(who)


def set_up() -> None:
    """What an administrator of an empty posdash can do first."""
    show.title("Set up")
    show.sentence("There is nobody here yet. Two ways to begin:", "lead")
    own, invented = st.columns(2, gap="large")
    with own:
        show.heading("Your own organisation")
        show.sentence("Write down your teams and who coaches them, then plan a first round.")
        show.way("admin/tree.py", "Add groups")
        show.way("admin/roster.py", "Or bring in a list of groups and people")
    with invented:
        show.heading("A look around")
        show.sentence(
            "An invented company with twelve teams, two past rounds and one open, to see what "
            "coaches and leaders see. Meant for a database you throw away afterwards."
        )
        forms.deed("Load the sample", load, key="sample")


def stranger() -> None:
    """Somebody who was let in when they opened this page, and is no longer."""
    show.title("posdash")
    show.sentence(entrance.WHAT_IT_IS, "lead")
    show.sentence(entrance.TO_ANSWER)
    show.link("Or type two words", "/code")
    show.sentence(entrance.TO_SIGN_IN)
    show.link("Sign in", "/sign-in")


def welcome() -> None:
    """The ways on, by what somebody is."""
    show.title(f"Welcome, {who.person.name}" if who.person else "Welcome")
    if who.person:
        done_lately()
    for file in FILES:
        for role, label in file.start:
            if role in roles(who):
                mine = who.respondent if role is Role.MEMBER else None
                show.way(file.path, label, **(meeting.address(mine.team) if mine else {}))
    if who.person:
        show.link("Sign out", "/out")


def done_lately() -> None:
    """What others did lately that may let somebody else sign in as whoever reads this."""
    for entry in log.done_to_me(who):
        if entry.deed in OPENS_AN_ACCOUNT and clock.now() - entry.at < LATELY:
            show.sentence(
                f"{words.done_to_you(entry)}, {show.moment(entry.at)}. If you did not ask for it, "
                "ask them, and look at “Account” for where you are signed in.",
                "note",
            )


who = visitor.principal()
if not roles(who):
    stranger()
elif Role.ADMINISTRATOR in roles(who) and not organisation(who).groups:
    set_up()
else:
    welcome()
