"""Groups side by side: where each one stands, as far as that may be shown."""

import streamlit as st

from posdash.charts.heatmap import heatmap
from posdash.findings import picture_words, words
from posdash.findings.comparison_words import replayed
from posdash.findings.groups import GroupsFinding
from posdash.screen import choosing, figures, show
from posdash.survey.round import Facet, TeamId
from posdash.views import replay, results
from posdash.views.results import RoundEntry
from posdash.web import visitor

FACETS = {str(Facet.NOW): "Now", str(Facet.AIM): "Aim"}


def still_open(entry: RoundEntry) -> None:
    """Before the last group has closed."""
    show.title(entry.title)
    show.sentence(
        f"{entry.still_open} of its groups still answer, until {show.moment(entry.closes_at)}. "
        "Groups can be seen side by side once the last one has closed.",
        "lead",
    )


def side_by_side(entry: RoundEntry) -> None:
    """The heat map, and the cell that was chosen in words."""
    facet = Facet.NOW
    if entry.asks_aim:
        facet = Facet(choosing.kept_choice("Which question", FACETS, key="facet", flat=True))
    finding = results.groups(who, entry.round_id, facet)
    show.title(finding.title, over=f"Placed: {finding.subject}")
    show.sentence(finding.headline, "lead")
    show.sentence(finding.audience, "quiet")
    figures.standing(finding)
    if against_chance := replayed(replay.replay(who, entry.round_id, facet, soon=True)):
        show.sentence(against_chance, "quiet")
    colours = figures.theme()
    cell = figures.chart(lambda narrow: heatmap(finding, colours, narrow), "heatmap", choose=True)
    if cell is not None:
        row, dimension, value = finding.cell(*cell)
        show.heading(f"{show.isolated(row.group.name)}: {show.isolated(dimension.question)}")
        show.sentence(picture_words.dimension_sentence(dimension, value, finding.scale))
        show.poles(dimension)
    compare(finding, facet)
    since(finding, facet)
    if entry.attributes:
        split(finding, entry, facet)


def compare(finding: GroupsFinding, facet: Facet) -> None:
    """Two of the groups beside each other, what could be chance left out."""
    names = {row.group.id: row.group.name for row in finding.rows}
    if len(names) < 2:
        return
    show.heading("Two groups beside each other")
    if two := choosing.pair("This group", names, key="groups"):
        figures.comparison(results.compare(who, finding.round_id, *two, facet))


def since(finding: GroupsFinding, facet: Facet) -> None:
    """One group beside itself in an earlier round that asked the same."""
    show.heading("Since an earlier round")
    group = choosing.maybe(
        "Which group", {row.group.id: row.group.name for row in finding.rows}, key="since-group"
    )
    if group is None:
        return
    rounds = results.earlier(who, TeamId(finding.round_id, group))
    if not rounds:
        show.sentence("No earlier round asked this group the same.", "note")
        return
    before = choosing.maybe("Compare with", rounds, key="since")
    if before is not None:
        figures.comparison(results.since(who, TeamId(finding.round_id, group), before, facet))


def split(finding: GroupsFinding, entry: RoundEntry, facet: Facet) -> None:
    """One group by what people said of themselves."""
    show.heading("By what people said of themselves")
    names = {row.group.id: row.group.name for row in finding.rows}
    left, right = st.columns(2)
    with left:
        by_id = {str(group_id): name for group_id, name in names.items()}
        group = int(choosing.kept_choice("Group", by_id, key="split"))
    with right:
        asked = {attribute: words.ATTRIBUTES[attribute] for attribute in entry.attributes}
        by = choosing.maybe("Split by", asked, key="by")
    if by is not None:
        two = figures.split(results.by_attribute(who, TeamId(entry.round_id, group), by, facet))
        if two:
            figures.comparison(
                results.compare_choices(who, TeamId(entry.round_id, group), by, two, facet)
            )


who = visitor.principal()
rounds = results.led_rounds(who)
if not rounds:
    show.title("Groups")
    show.sentence("There is no round of groups of yours yet. It appears here once one opens.")
else:
    by_id = {str(entry.round_id): entry for entry in rounds}
    titles = {round_id: entry.title for round_id, entry in by_id.items()}
    chosen = by_id[choosing.kept_choice("Round", titles, key="round")]
    if chosen.still_open:
        still_open(chosen)
    else:
        side_by_side(chosen)
