"""The organisation's tree: add, rename, move, merge, split and archive groups."""

import streamlit as st

from posdash.access.rights import Principal
from posdash.organisation import groups as structure
from posdash.organisation import people
from posdash.organisation.groups import NAME_LENGTH
from posdash.organisation.people import Organisation
from posdash.screen import choosing, forms, show
from posdash.survey.round import Group
from posdash.web import visitor

TOP = 0  # stands for no parent in a list of groups


def move(who: Principal, group_id: int, parent: int) -> None:
    """Put a group elsewhere."""
    structure.move(who, group_id, None if parent == TOP else parent)


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
    with forms.Form("add-group") as form:
        st.text_input(
            "A group by its path",
            key=form.field("path"),
            placeholder="Company / Department / Team",
        )
        form.press("Add the group", structure.add_group, done="The group is there.")


def one_group(found: Organisation) -> None:
    """What can be done with one group."""
    show.heading("One group")
    show.sentence("Rounds that were opened keep names and places as they were.", "quiet")
    by_id = {str(group.id): group for group in found.groups}
    paths = {str(group.id): found.paths[group.id] for group in found.groups}
    chosen = by_id[choosing.kept_choice("Group", paths, key="group")]
    with (
        st.expander("Another name", key="rename"),
        forms.Form(f"rename-{chosen.id}") as form,
    ):
        st.text_input("Name", chosen.name, key=form.field("name"), max_chars=NAME_LENGTH)
        form.press("Rename the group", structure.rename, chosen.id, done="It is renamed.")
    with st.expander("Another place", key="move"):
        elsewhere(found, chosen)
    with st.expander("Into another group", key="merge"):
        into(found, chosen)
    with st.expander("Some of it into a new group", key="split"):
        apart(found, chosen)
    with st.expander("Out of use", key="archive"):
        out_of_use(chosen)


def elsewhere(found: Organisation, group: Group) -> None:
    """Move the group with all in it."""
    parents = {TOP: "At the top"} | {
        other.id: found.paths[other.id] for other in found.groups if other.id != group.id
    }
    with forms.Form(f"move-{group.id}") as form:
        form.choice("Put it under", "parent", parents)
        form.press("Move the group", move, group.id, done="It is moved.")


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
    with forms.Form(f"merge-{group.id}") as form:
        form.choice("Merge it into", "into", others)
        form.sure("Bring everybody over")
        form.press("Merge the groups", structure.merge, group.id, done="They are one group now.")


def apart(found: Organisation, group: Group) -> None:
    """Split some of the group's members off."""
    members = {one.id: one.label for one in found.people if group.id in one.groups}
    if len(members) < 2:
        show.sentence("It takes two members at least.")
        return
    show.sentence(
        "Those you choose go to a new group in the same place. What was answered stays with this "
        "one, and so do its coaches."
    )
    with forms.Form(f"split-{group.id}") as form:
        st.text_input("Name of the new group", key=form.field("name"), max_chars=NAME_LENGTH)
        form.several("Who goes", "people", members)
        form.press("Split the group", structure.split, group.id, done="They are two groups now.")


def out_of_use(group: Group) -> None:
    """Archive the group, or bring it back."""
    if group.archived:
        forms.deed("Bring it back", structure.archive, group.id, False, key=f"restore-{group.id}")
        return
    show.sentence("It is asked no more and leaves the lists; what it answered stays.")
    forms.confirmed(
        "With all groups in it",
        "Archive the group",
        structure.archive,
        group.id,
        True,
        key=f"archive-{group.id}",
        done="It is out of use.",
    )


found = people.organisation(visitor.principal())
show.title("Organisation")
show.way("admin/roster.py", "Bring in a list of people and groups")
groups(found)
if found.groups:
    one_group(found)
