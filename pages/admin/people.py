"""People: who there is, which groups they belong to, what they may be, how they sign in."""

import streamlit as st

from posdash.access import words
from posdash.access.rights import Role
from posdash.organisation import people
from posdash.organisation.people import Entry, Held, Organisation
from posdash.screen import choosing, saving, show
from posdash.text import EMAIL_LENGTH, NAME_LENGTH
from posdash.web import visitor

ROLES = {
    Role.COACH: "Coach of a team",
    Role.LEADER: "Leader of a group and all in it",
    Role.ADMINISTRATOR: "Administrator",
}
LISTED = 100


def add_person() -> None:
    """Add the person that was typed in."""
    typed = (st.session_state["person"], st.session_state["email"], st.session_state["member_of"])
    if saving.attempt(people.add_person, *typed):
        st.session_state.update(person="", email="", member_of=[])


def change_person(person_id: int) -> None:
    """Keep what was changed of a person."""
    typed = (st.session_state[f"{what}-{person_id}"] for what in ("name", "email", "groups"))
    saving.attempt(people.change_person, person_id, *typed)


def give_role(person: int, role: Role, group: int | None) -> None:
    """Give the chosen role."""
    saving.attempt(people.give_role, person, role, group)


def take_role(person: int, held: Held) -> None:
    """Take a role away."""
    saving.attempt(people.take_role, person, held.role, held.group_id)


def make_link(person: int) -> None:
    """Make a sign-in link, shown until another is made."""
    url = saving.attempt(people.sign_in_link, person)
    st.session_state["signin"] = (person, url) if url else None


def set_disabled(person: int, disabled: bool) -> None:
    """Keep somebody from signing in, or let them again."""
    saving.attempt(people.set_disabled, person, disabled)


def delete(person: int) -> None:
    """Forget somebody."""
    saving.attempt(people.delete_person, person)


def everybody(found: Organisation) -> None:
    """The list of people."""
    show.heading("Everybody")
    if found.people:
        rows = tuple(line(person) for person in found.people[:LISTED])
        show.table(("Name", "Member of", "Role"), rows)
    if len(found.people) > LISTED:
        show.sentence(f"And {len(found.people) - LISTED} more; find them by name above.", "quiet")


def another(found: Organisation) -> None:
    """A form to add somebody."""
    ids = in_use(found)
    with (
        st.expander("Add somebody", expanded=len(found.people) < 2),
        st.form("add-person", enter_to_submit=False),
    ):
        st.text_input("Name", key="person", max_chars=NAME_LENGTH)
        st.text_input("E-mail, if you like", key="email", max_chars=EMAIL_LENGTH)
        st.multiselect("Member of", ids, format_func=found.paths.__getitem__, key="member_of")
        st.form_submit_button("Add the person", on_click=add_person)


def in_use(found: Organisation) -> list[int]:
    """The groups that are not archived."""
    return [group.id for group in found.groups if not group.archived]


def line(person: Entry) -> tuple[str, ...]:
    """One person as a row."""
    held = ", ".join(f"{words.ROLES[role.role]} {role.group}".strip() for role in person.roles)
    name = f"{person.name} (disabled)" if person.disabled else person.name
    return (name, ", ".join(person.member_of), held)


def one_person(found: Organisation) -> None:
    """Everything about one person."""
    show.heading("One person")
    if not found.people:
        show.sentence("Add somebody first.")
        return
    by_id = {person.id: person for person in found.people}
    chosen = by_id[
        choosing.choice("Person", {person_id: person.label for person_id, person in by_id.items()})
    ]
    roles(found, chosen)
    signing_in(chosen)
    with st.expander("Name, e-mail and groups"):
        details(found, chosen)
    with st.expander("Delete"):
        show.sentence(
            "Sign-in, memberships and links go at once, and the name wherever it stands with "
            "answers, or whole in what a team wrote. Counts stay, because they are no longer "
            "anyone's."
        )
        named(chosen.id)
        show.confirmed(
            f"Forget {chosen.name}",
            "Delete this person",
            delete,
            chosen.id,
            key=f"delete-{chosen.id}",
        )


def named(person: int) -> None:
    """Where else somebody is named, to be known before they are deleted."""
    found = people.named_in(visitor.principal(), person)
    for goes, said in (
        (True, "This names them too, and will not any more:"),
        (False, "This names them and stays, for you to change where you can:"),
    ):
        if where := [trace.where for trace in found if trace.goes is goes]:
            show.sentence(said)
            show.points(where)


def roles(found: Organisation, person: Entry) -> None:
    """What somebody may be, and more or less of it."""
    for index, held in enumerate(person.roles):
        said, take = st.columns([3, 1])
        with said:
            show.sentence(f"{ROLES[held.role]}: {held.group}" if held.group else ROLES[held.role])
        take.button(
            "Take away", key=f"take-{person.id}-{index}", on_click=take_role, args=(person.id, held)
        )
    role = st.selectbox("May be", list(ROLES), format_func=ROLES.__getitem__)
    group = None
    if role is not Role.ADMINISTRATOR:
        ids = in_use(found)
        group = st.selectbox("Of which group", ids, format_func=found.paths.__getitem__)
    if role is Role.COACH:
        show.sentence(
            "Who is named once a round has opened sees that round from outside, until the team "
            "agrees. The team is told who coaches it, and since when.",
            "quiet",
        )
    st.button("Give this role", on_click=give_role, args=(person.id, role, group))


def signing_in(person: Entry) -> None:
    """A link to sign in, or none at all."""
    link, out = st.columns(2)
    link.button("Make a sign-in link", on_click=make_link, args=(person.id,), width="stretch")
    label = "Let them sign in again" if person.disabled else "Disable the account"
    out.button(label, on_click=set_disabled, args=(person.id, not person.disabled), width="stretch")
    made = st.session_state.get("signin")
    if made and made[0] == person.id:
        show.sentence(
            f"For {person.name}: works once, for seven days, and is shown only now. Pass it on by "
            "a way only they read. They are told that you made it."
        )
        show.address(made[1])


def details(found: Organisation, person: Entry) -> None:
    """Name, e-mail and memberships."""
    with st.form(f"change-{person.id}", enter_to_submit=False):
        st.text_input("Name", person.name, key=f"name-{person.id}", max_chars=NAME_LENGTH)
        st.text_input(
            "E-mail", person.email or "", key=f"email-{person.id}", max_chars=EMAIL_LENGTH
        )
        ids = sorted({*in_use(found), *person.groups}, key=found.paths.__getitem__)
        st.multiselect(
            "Member of",
            ids,
            list(person.groups),
            format_func=found.paths.__getitem__,
            key=f"groups-{person.id}",
        )
        st.form_submit_button("Keep this", on_click=change_person, args=(person.id,))


found = people.organisation(visitor.principal())
show.title("People")
saving.fault()
show.way("admin/tree.py", "Groups of the organisation")
another(found)
one_person(found)
everybody(found)
