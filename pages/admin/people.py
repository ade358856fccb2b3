"""People: who there is, which groups they belong to, what they may be, how they sign in."""

import streamlit as st

from posdash.access import words
from posdash.access.rights import Principal, Role
from posdash.organisation import people
from posdash.organisation.people import Entry, Held, Organisation
from posdash.screen import choosing, forms, show
from posdash.text import EMAIL_LENGTH, NAME_LENGTH
from posdash.web import visitor

ROLES = {
    Role.COACH: "Coach of a team",
    Role.LEADER: "Leader of a group and all in it",
    Role.ADMINISTRATOR: "Administrator",
}
LISTED = 100


def give_role(who: Principal, person: int, role: Role, group: int | None) -> None:
    """Give the chosen role; an administrator is one of no group."""
    people.give_role(who, person, role, None if role is Role.ADMINISTRATOR else group)


def make_link(who: Principal, person: int) -> None:
    """Make a sign-in link, shown until another is made."""
    st.session_state["signin"] = (person, people.sign_in_link(who, person))


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
        st.expander("Add somebody", expanded=len(found.people) < 2, key="add"),
        forms.Form("add-person") as form,
    ):
        st.text_input("Name", key=form.field("name"), max_chars=NAME_LENGTH)
        st.text_input("E-mail, if you like", key=form.field("email"), max_chars=EMAIL_LENGTH)
        form.several("Member of", "member_of", {group: found.paths[group] for group in ids})
        form.press("Add the person", people.add_person, done="They are added.")


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
    by_id = {str(person.id): person for person in found.people}
    labels = {person_id: person.label for person_id, person in by_id.items()}
    chosen = by_id[choosing.kept_choice("Person", labels, key="person")]
    roles(found, chosen)
    signing_in(chosen)
    with st.expander("Name, e-mail and groups", key="details"):
        details(found, chosen)
    with st.expander("Delete", key="delete"):
        show.sentence(
            "Sign-in, memberships and links go at once, and the name wherever it stands with "
            "answers, or whole in what a team wrote. Counts stay, because they are no longer "
            "anyone's."
        )
        named(chosen.id)
        forms.confirmed(
            f"Forget {chosen.name}",
            "Delete this person",
            people.delete_person,
            chosen.id,
            key=f"delete-{chosen.id}",
            done=f"{chosen.name} is forgotten.",
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
        with take:
            take_away(person, held, index)
    with forms.Form(f"role-{person.id}") as form:
        form.choice("May be", "role", ROLES)
        paths = {group: found.paths[group] for group in in_use(found)}
        form.choice("Of which group", "group", paths)
        show.sentence("An administrator is one of no group.", "quiet")
        show.sentence(
            "Who is named as coach once a round has opened sees that round from outside, until the "
            "team agrees. The team is told who coaches it, and since when.",
            "quiet",
        )
        form.press("Give this role", give_role, person.id, done="The role is given.")


def take_away(person: Entry, held: Held, index: int) -> None:
    """A button that takes one role; the next role then stands in its place."""
    forms.deed(
        "Take away",
        people.take_role,
        person.id,
        held.role,
        held.group_id,
        key=f"take-{person.id}-{index}",
        family="take-role",
    )


def signing_in(person: Entry) -> None:
    """A link to sign in, or none at all."""
    link, out = st.columns(2)
    with link:
        forms.deed(
            "Make a sign-in link", make_link, person.id, key=f"link-{person.id}", width="stretch"
        )
    label = "Let them sign in again" if person.disabled else "Disable the account"
    with out:
        forms.deed(
            label,
            people.set_disabled,
            person.id,
            not person.disabled,
            key=f"disable-{person.id}",
            width="stretch",
        )
    made = st.session_state.get("signin")
    if made and made[0] == person.id:
        show.sentence(
            f"For {person.name}: works once, for seven days, and is shown only now. Pass it on by "
            "a way only they read."
        )
        show.address(made[1])


def details(found: Organisation, person: Entry) -> None:
    """Name, e-mail and memberships."""
    with forms.Form(f"change-{person.id}") as form:
        st.text_input("Name", person.name, key=form.field("name"), max_chars=NAME_LENGTH)
        st.text_input("E-mail", person.email or "", key=form.field("email"), max_chars=EMAIL_LENGTH)
        ids = sorted({*in_use(found), *person.groups}, key=found.paths.__getitem__)
        paths = {group: found.paths[group] for group in ids}
        form.several("Member of", "member_of", paths, person.groups)
        form.press("Keep this", people.change_person, person.id, done="It is kept.")


found = people.organisation(visitor.principal())
show.title("People")
show.way("admin/tree.py", "Groups of the organisation")
another(found)
one_person(found)
everybody(found)
