"""Groups, people, what they may be, and the links with which they sign in."""

import streamlit as st

from posdash import people, show, web
from posdash.access import Role
from posdash.people import NAME_LENGTH, Entry, Organisation

ROLES = {
    Role.COACH: "Coach of a team",
    Role.LEADER: "Leader of a group and all in it",
    Role.ADMINISTRATOR: "Administrator",
}


def add_group() -> None:
    """Add the group that was typed in."""
    if show.attempt(people.add_group, st.session_state["path"]):
        st.session_state["path"] = ""


def add_person() -> None:
    """Add the person that was typed in."""
    typed = (st.session_state["person"], st.session_state["email"], st.session_state["member_of"])
    if show.attempt(people.add_person, *typed):
        st.session_state.update(person="", email="", member_of=[])


def give_role(person: int, role: Role, group: int | None) -> None:
    """Give the chosen role."""
    show.attempt(people.give_role, person, role, group)


def make_link(person: int) -> None:
    """Make a sign-in link, shown until another is made."""
    url = show.attempt(people.sign_in_link, person)
    st.session_state["signin"] = (person, url) if url else None


def groups(found: Organisation) -> None:
    """The tree, and a line to add to it."""
    show.heading("Groups")
    if found.groups:
        rows = tuple((found.paths[one.id], str(found.sizes[one.id])) for one in found.groups)
        show.table(("Group", "Members"), rows)
    with st.form("add-group", enter_to_submit=False):
        st.text_input(
            "A group by its path",
            key="path",
            placeholder="Company / Department / Team",
        )
        st.form_submit_button("Add the group", on_click=add_group)


def everybody(found: Organisation) -> None:
    """People, and a form to add one."""
    show.heading("People")
    if found.people:
        show.table(("Name", "Member of", "Role"), tuple(line(one) for one in found.people))
    ids = [one.id for one in found.groups]
    with st.form("add-person", enter_to_submit=False):
        st.text_input("Name", key="person", max_chars=NAME_LENGTH)
        st.text_input("E-mail, if you like", key="email")
        st.multiselect("Member of", ids, format_func=found.paths.__getitem__, key="member_of")
        st.form_submit_button("Add the person", on_click=add_person)


def line(one: Entry) -> tuple[str, ...]:
    """One person as a row."""
    held = ", ".join(f"{each.role} {each.group}".strip() for each in one.roles)
    return (one.name, ", ".join(one.member_of), held)


def one_person(found: Organisation) -> None:
    """Roles and a sign-in link for one person."""
    show.heading("Roles and sign-in")
    if not found.people:
        show.sentence("Add somebody first.")
        return
    names = {one.id: one.label for one in found.people}
    person = show.choice("Person", names)
    role = st.selectbox("May be", list(ROLES), format_func=ROLES.__getitem__)
    group = None
    if role is not Role.ADMINISTRATOR:
        ids = [one.id for one in found.groups]
        group = st.selectbox("Of which group", ids, format_func=found.paths.__getitem__)
    give, link = st.columns(2)
    give.button("Give this role", on_click=give_role, args=(person, role, group), width="stretch")
    link.button("Make a sign-in link", on_click=make_link, args=(person,), width="stretch")
    made = st.session_state.get("signin")
    if made and made[0] == person:
        show.sentence(
            f"For {names[person]}: works once, for seven days, and is shown only now. Pass it on "
            "by a way only they read."
        )
        show.address(made[1])


found = people.organisation(web.principal())
show.title("People and groups")
show.fault()
groups(found)
everybody(found)
one_person(found)
