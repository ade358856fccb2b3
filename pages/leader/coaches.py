"""Who coaches the groups of a leader, chosen among their own people."""

import streamlit as st

from posdash.organisation import coaches
from posdash.screen import choosing, saving, show
from posdash.web import visitor


def name_coach(group: int, person: int) -> None:
    """Make somebody the coach of a group."""
    saving.attempt(coaches.name_coach, group, person)


def unname_coach(group: int, person: int) -> None:
    """Take the coach's role away."""
    saving.attempt(coaches.unname_coach, group, person)


found = coaches.delegated(visitor.principal())
show.title("Coaches")
show.sentence("A coach sees a team's picture and closes it. You choose among your own people.")
show.sentence(
    "Who is named once a round has opened sees that round from outside, until the team agrees. The "
    "team is told who coaches it, and since when.",
    "quiet",
)
saving.fault()
rows = tuple((group.path, ", ".join(group.coaches.values()) or "nobody") for group in found.groups)
show.table(("Group", "Coached by"), rows)
by_id = {group.id: group for group in found.groups}
if by_id:
    chosen = by_id[
        choosing.choice("Group", {person_id: group.path for person_id, group in by_id.items()})
    ]
    for person_id, name in chosen.coaches.items():
        said, take = st.columns([3, 1])
        with said:
            show.sentence(name)
        take.button(
            "Take away",
            key=f"take-{chosen.id}-{person_id}",
            on_click=unname_coach,
            args=(chosen.id, person_id),
        )
    others = {
        person_id: name
        for person_id, name in found.people.items()
        if person_id not in chosen.coaches
    }
    if others:
        person = choosing.choice("Somebody of your groups", others)
        st.button("Make them the coach", on_click=name_coach, args=(chosen.id, person))
    else:
        show.sentence("Nobody else belongs to your groups; your administrator adds people.")
