"""The first page: what there is for whoever came."""

import streamlit as st

from posdash import sample
from posdash.access.rights import Role, roles
from posdash.organisation.people import organisation
from posdash.screen import meeting, saving, show
from posdash.screen.pages import FILES
from posdash.web import visitor


def load() -> None:
    """Fill the empty database with the invented company."""
    with st.spinner("Inventing a company: three departments, twelve teams, three rounds"):
        saving.attempt(sample.load)


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
        st.button("Load the sample", on_click=load)


def stranger() -> None:
    """Somebody without a link."""
    show.title("posdash")
    show.sentence("A look at how your team works together, as the way into a conversation.", "lead")
    show.sentence("To answer, open the link or the QR code that your team was given.")
    show.link("Or type two words", "/code")
    show.sentence(
        "Coaches, leaders and administrators sign in with a link from their administrator, or here."
    )
    show.link("Sign in", "/sign-in")


def welcome() -> None:
    """The ways on, by what somebody is."""
    show.title(f"Welcome, {who.person.name}" if who.person else "Welcome")
    for file in FILES:
        for role, label in file.start:
            if role in roles(who):
                mine = who.respondent if role is Role.MEMBER else None
                show.way(file.path, label, **(meeting.address(mine.team) if mine else {}))
    if who.person:
        show.link("Sign out", "/out")


who = visitor.principal()
saving.fault()
if not roles(who):
    stranger()
elif Role.ADMINISTRATOR in roles(who) and not organisation(who).groups:
    set_up()
else:
    welcome()
