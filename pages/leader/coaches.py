"""Who coaches the groups of a leader, chosen among their own people."""

import streamlit as st

from posdash.organisation import coaches
from posdash.screen import choosing, forms, show
from posdash.web import visitor

found = coaches.delegated(visitor.principal())
show.title("Coaches")
show.sentence("A coach sees a team's picture and closes it. You choose among your own people.")
show.sentence(
    "Who is named once a round has opened sees that round from outside, until the team agrees. The "
    "team is told who coaches it, and since when.",
    "quiet",
)
rows = tuple((group.path, ", ".join(group.coaches.values()) or "nobody") for group in found.groups)
show.table(("Group", "Coached by"), rows)
by_id = {str(group.id): group for group in found.groups}
if by_id:
    paths = {group_id: group.path for group_id, group in by_id.items()}
    chosen = by_id[choosing.kept_choice("Group", paths, key="group")]
    for person_id, name in chosen.coaches.items():
        said, take = st.columns([3, 1])
        with said:
            show.sentence(name)
        with take:
            forms.deed(
                "Take away",
                coaches.unname_coach,
                chosen.id,
                person_id,
                key=f"take-{chosen.id}-{person_id}",
                family="take-coach",
            )
    others = {
        person_id: name
        for person_id, name in found.people.items()
        if person_id not in chosen.coaches
    }
    if others:
        with forms.Form(f"coach-{chosen.id}") as form:
            form.choice("Somebody of your groups", "person", others)
            form.press("Make them the coach", coaches.name_coach, chosen.id, done="They are named.")
    else:
        show.sentence("Nobody else belongs to your groups; your administrator adds people.")
