"""A team's picture: where it stands, how far apart its members are, and what to talk about."""

import streamlit as st

from posdash import closing, pictures, results, show, web
from posdash.charts.ladder import ladder
from posdash.charts.radar import radar
from posdash.charts.strip import strip
from posdash.errors import PosdashError
from posdash.findings import DimensionFinding, TeamFinding
from posdash.results import TeamEntry


def pick(entries: tuple[TeamEntry, ...]) -> TeamEntry:
    """The team and round to look at: the one in the address, or the newest."""
    found = {f"{one.round_id}-{one.group}": one for one in entries}
    if len(found) == 1:
        return entries[0]
    wanted = f"{st.query_params.get('round')}-{st.query_params.get('group')}"
    labels = {key: f"{one.name} · {one.title}" for key, one in found.items()}
    start = list(found).index(wanted) if wanted in found else 0
    return found[show.choice("Team and round", labels, start=start)]


def still_open(entry: TeamEntry) -> None:
    """Before the close: nobody sees anything, and the coach may reveal."""
    show.title(entry.title, over=entry.name)
    show.sentence(
        f"{entry.name} is answering until {show.moment(entry.closes_at)}. Nobody sees any result "
        "before the team has closed.",
        "lead",
    )
    if entry.may_reveal:
        with st.expander("Close the team and reveal its picture"):
            show.sentence(
                "Closing is final: nobody can answer or change anything afterwards, and the "
                "single answers become counts. Do it when everybody who wants to has answered."
            )
            show.confirmed(
                "Everybody who wants to has answered",
                "Close and reveal",
                reveal,
                entry.round_id,
                entry.group,
                key=f"reveal-{entry.round_id}-{entry.group}",
                primary=True,
            )


def reveal(round_id: int, group: int) -> None:
    """Close the team; what stands in the way is said on the page."""
    show.attempt(closing.reveal, round_id, group)


@st.fragment
def picture(entry: TeamEntry) -> None:
    """Radar and ladder beside each other, then one dimension; asked for anew at every click."""
    try:
        finding = results.team(web.principal(), entry.round_id, entry.group)
    except PosdashError as error:
        show.refusal(error)
        return
    web.note_use()  # the frame does not run when only this part is looked at again
    show.title(f"{finding.group.name}: {finding.title}", over=f"Placed: {finding.subject}")
    show.sentence(finding.headline, "lead")
    show.sentence(finding.audience, "quiet")
    colours = pictures.theme()
    left, right = st.columns(2, gap="medium")
    with left:
        on_radar = pictures.chart(
            lambda narrow: radar(finding, colours, narrow), "radar", choose=True
        )
    with right:
        clicked = pictures.chart(
            lambda narrow: ladder(finding, colours, narrow), "ladder", choose=True
        )
    if finding.correction:
        show.sentence(f"Now and aim: {finding.correction}", "quiet", "correction")
        show.sentence(finding.detectable, "quiet", "shift")
    dimension(finding, chosen(finding, clicked, on_radar))


def chosen(finding: TeamFinding, *clicked: str | None) -> DimensionFinding:
    """The dimension clicked last, or else the one in the list; the two are kept alike."""
    before = st.session_state.setdefault("clicked", (None, None))
    for new, old in zip(clicked, before, strict=True):
        if new is not None and new != old:
            st.session_state["dimension"] = new
    st.session_state["clicked"] = clicked
    names = {
        one.dimension.id: f"{one.dimension.left.label} ↔ {one.dimension.right.label}"
        for one in finding.dimensions
    }
    if st.session_state.get("dimension") not in names:
        st.session_state["dimension"] = finding.dimensions[0].dimension.id
    st.selectbox(
        "Look at one question", list(names), format_func=names.__getitem__, key="dimension"
    )
    return finding.dimension(st.session_state["dimension"])


def dimension(finding: TeamFinding, one: DimensionFinding) -> None:
    """The answers between the two ends, what they say, the ends' two sides, and the comments."""
    show.title(one.dimension.question)
    colours = pictures.theme()
    pictures.chart(
        lambda narrow: strip(one, finding.scale, colours, narrow), "strip", term="agreement"
    )
    for said in one.more:
        show.sentence(said.text, term=said.term)
    show.sentence(f"To begin with: {one.dimension.opening}", "lead")
    show.poles(one.dimension)
    show.both_ends(one.dimension)
    pictures.signed(one.signed)
    show.remarks(one.remarks)


@st.fragment
def beside(entry: TeamEntry) -> None:
    """The team beside itself in an earlier round, or split by what people said of themselves."""
    who = web.principal()
    try:
        rounds = results.earlier(who, entry.round_id, entry.group)
        if rounds:
            show.heading("Since an earlier round")
            show.sentence(entry.turnover, "quiet")
            before = show.maybe("Compare with", rounds, key="since")
            if before is not None:
                pictures.comparison(results.since(who, entry.round_id, entry.group, before))
        if entry.attributes:
            show.heading("By what people said of themselves")
            by = show.maybe("Split by", {one: one for one in entry.attributes}, key="by")
            if by is not None:
                two = pictures.split(results.by_attribute(who, entry.round_id, entry.group, by))
                if two:
                    pictures.comparison(
                        results.compare_choices(who, entry.round_id, entry.group, by, two)
                    )
    except PosdashError as error:
        show.refusal(error)


who = web.principal()
entries = results.teams(who)
if not entries:
    show.title("Team")
    show.sentence("There is no round of a team of yours yet. It appears here once one opens.")
else:
    show.fault()
    entry = pick(entries)
    if entry.closed:
        picture(entry)
        beside(entry)
    else:
        still_open(entry)
