"""The organisation's tree: add, rename, move, merge and archive groups."""

import streamlit as st

from posdash.organisation import groups as structure
from posdash.organisation import people
from posdash.organisation.groups import NAME_LENGTH
from posdash.organisation.people import Organisation
from posdash.screen import choosing, saving, show
from posdash.survey.round import Group
from posdash.web import visitor

TOP = 0  # stands for no parent in a list of groups


def add_group() -> None:
    """Add the group that was typed in."""
    if saving.attempt(structure.add_group, st.session_state["path"]):
        st.session_state["path"] = ""


def rename(group_id: int) -> None:
    """Give a group the name that was typed in."""
    saving.attempt(structure.rename, group_id, st.session_state[f"rename-{group_id}"])


def move(group_id: int, parent: int) -> None:
    """Put a group elsewhere."""
    saving.attempt(structure.move, group_id, None if parent == TOP else parent)


def merge(group_id: int, into: int) -> None:
    """Bring one group into another."""
    saving.attempt(structure.merge, group_id, into)


def archive(group_id: int, archived: bool) -> None:
    """Take a group out of use, or bring it back."""
    saving.attempt(structure.archive, group_id, archived)


def groups(found: Organisation) -> None:
    """The tree, and a line to add to it."""
    if found.groups:
        rows = tuple(
            (
                found.paths[group.id],
                str(found.sizes[group.id]),
                "archived" if group.archived else "",
            )
            for group in found.groups
        )
        show.table(("Group", "Members", ""), rows)
    with st.form("add-group", enter_to_submit=False):
        st.text_input(
            "A group by its path",
            key="path",
            placeholder="Company / Department / Team",
        )
        st.form_submit_button("Add the group", on_click=add_group)


def one_group(found: Organisation) -> None:
    """What can be done with one group."""
    show.heading("One group")
    show.sentence("Rounds that were opened keep names and places as they were.", "quiet")
    by_id = {group.id: group for group in found.groups}
    chosen = by_id[
        choosing.choice("Group", {group_id: found.paths[group_id] for group_id in by_id})
    ]
    with st.expander("Another name"), st.form(f"rename-form-{chosen.id}", enter_to_submit=False):
        st.text_input("Name", chosen.name, key=f"rename-{chosen.id}", max_chars=NAME_LENGTH)
        st.form_submit_button("Rename the group", on_click=rename, args=(chosen.id,))
    with st.expander("Another place"):
        elsewhere(found, chosen)
    with st.expander("Into another group"):
        into(found, chosen)
    with st.expander("Out of use"):
        out_of_use(chosen)


def elsewhere(found: Organisation, group: Group) -> None:
    """Move the group with all in it."""
    parents = {TOP: "At the top"} | {
        other.id: found.paths[other.id] for other in found.groups if other.id != group.id
    }
    parent = choosing.choice("Put it under", parents, key=f"parent-{group.id}")
    st.button("Move the group", key=f"move-{group.id}", on_click=move, args=(group.id, parent))


def into(found: Organisation, group: Group) -> None:
    """Merge the group into another."""
    others = {other.id: found.paths[other.id] for other in found.groups if other.id != group.id}
    if not others:
        show.sentence("There is no other group.")
        return
    show.sentence(
        "Members and groups in it go over, and this one is archived. What it answered stays its "
        "own, and so do its coaches: name coaches of the other as you need them."
    )
    other = choosing.choice("Merge it into", others, key=f"into-{group.id}")
    show.confirmed(
        "Bring everybody over", "Merge the groups", merge, group.id, other, key=f"merge-{group.id}"
    )


def out_of_use(group: Group) -> None:
    """Archive the group, or bring it back."""
    if group.archived:
        st.button(
            "Bring it back", key=f"restore-{group.id}", on_click=archive, args=(group.id, False)
        )
        return
    show.sentence("It is asked no more and leaves the lists; what it answered stays.")
    show.confirmed(
        "With all groups in it",
        "Archive the group",
        archive,
        group.id,
        True,
        key=f"archive-{group.id}",
    )


found = people.organisation(visitor.principal())
show.title("Organisation")
saving.fault()
show.way("admin/roster.py", "Bring in a list of people and groups")
groups(found)
if found.groups:
    one_group(found)
