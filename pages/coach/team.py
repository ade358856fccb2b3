"""A team's picture: where it stands, how far apart its members are, and what to talk about."""

from collections.abc import Callable
from urllib.parse import urlencode

import streamlit as st

from posdash.access.rights import Action, may_somewhere
from posdash.answers import closing, moderating, notice
from posdash.charts.ladder import ladder
from posdash.charts.library import Chart, Kind, Subject, of
from posdash.charts.strip import strip
from posdash.errors import PosdashError
from posdash.findings import words
from posdash.findings.comparison import Side
from posdash.findings.team import DimensionFinding, TeamFinding
from posdash.hour import beliefs, notes
from posdash.screen import agreeing, choosing, figures, forms, meeting, remarks, show
from posdash.survey.round import TeamId
from posdash.views import results
from posdash.views.results import TeamEntry
from posdash.web import visitor

KINDS = of(Subject.TEAM)
TABLE = "table"
VIEWS = {name: kind.title for name, kind in KINDS.items()} | {TABLE: "Table"}
NOTHING, ABOVE, ALL = "", "above", ""
SHEET = "sheet"


def still_open(entry: TeamEntry) -> None:
    """Before the close: nobody sees anything, and the coach may reveal."""
    show.title(entry.title, over=entry.name)
    show.sentence(
        f"{entry.name} is answering until {show.moment(entry.closes_at)}. Nobody sees any result "
        "before the team has closed.",
        "lead",
    )
    agreeing.named(entry.team)
    if entry.may_run:
        show.way("coach/belief.py", "Say first where you believe the team stands")
        show.way("coach/session.py", "Run a session: place together, reveal, and talk")
    if entry.may_reveal:
        with st.expander("Close the team and reveal its picture", key="close"):
            show.sentence(
                "Closing is final: nobody can answer or change anything afterwards, and the "
                "single answers become counts. Do it when everybody who wants to has answered."
            )
            meeting.before_closing(entry.team)
            forms.confirmed(
                "Everybody who wants to has answered",
                "Close and reveal",
                closing.reveal,
                entry.team,
                key=f"reveal-{entry.team}",
                primary=True,
            )
        afresh(entry.team)


def afresh(team: TeamId) -> None:
    """Begin once more where strangers have answered."""
    with st.expander("Start the answers afresh", key="afresh"):
        show.sentence(notice.AFRESH)
        sure = "I want to erase what this team has answered"
        forms.confirmed(sure, "Erase its answers", moderating.clear, team, key=f"clear-{team}")


def from_outside(entry: TeamEntry) -> None:
    """A closed team, for a coach who was named after its round had opened."""
    show.title(entry.title, over=entry.name)
    show.sentence(
        "You see this round of the team as anybody outside does: you were named its coach after it "
        "had opened, and those who answered were not told of you. Ask the team: it can agree on "
        "its own page, “Team”.",
        "lead",
    )
    agreeing.named(entry.team)
    if may_somewhere(visitor.principal(), Action.SEE_GROUPS):
        show.way("leader/groups.py", "See groups side by side")


@st.fragment
def picture(entry: TeamEntry) -> None:
    """The whole round, then one question; asked for anew at every click."""
    try:
        finding = results.team(visitor.principal(), entry.team)
        visitor.note_use()  # the frame does not run when only this part is looked at again
        top(finding, entry)
        view, part, beside = wanted(finding, entry)
    except PosdashError as error:
        show.refusal(error)
        return
    left, right = st.columns([3, 2], gap="large")
    with right:
        question = chosen(part, view)
    with left:
        drawn(part, view, beside, entry)
        if finding.complete:
            show.sentence(finding.complete, "quiet", "absent")
        if finding.detectable:
            show.sentence(f"Now and aim: {finding.correction}", "quiet", "correction")
            show.sentence(finding.detectable, "quiet", "shift")
    with right:
        sheet(part, question, entry)


def top(finding: TeamFinding, entry: TeamEntry) -> None:
    """Whose picture it is, the sentence that matters, who can see it, and what to do with it."""
    show.title(
        f"{show.isolated(finding.group.name)}: {show.isolated(finding.title)}",
        over=f"Placed: {finding.subject}",
    )
    show.sentence(finding.headline, "lead")
    show.sentence(finding.audience, "quiet")
    agreeing.named(entry.team)
    if entry.may_run:
        here = {"round": entry.team.round_id, "group": entry.team.group_id}
        with st.container(key="next", horizontal=True):
            show.way("coach/agenda.py", "Prepare the agenda", **here)
            show.way("coach/session.py", "Run the session", **here)


def wanted(finding: TeamFinding, entry: TeamEntry) -> tuple[str, TeamFinding, Side | None]:
    """How it shall be shown, which part of it, and what lies over it."""
    who = visitor.principal()
    earlier = results.earlier(who, entry.team)
    above = {ABOVE: f"All of {entry.above}"} if entry.above else {}
    others = (
        {NOTHING: "Nothing"} | above | {str(round_id): title for round_id, title in earlier.items()}
    )
    with st.container(key="controls"):
        view = choosing.kept_choice("Show as", VIEWS, key="view", flat=True)
        tags = {ALL: "All questions"} | {word: word.capitalize() for word in finding.tags}
        first, second = st.columns(2)
        with first:
            tag = choosing.kept_choice("About", tags, key="tag")
        with second:
            over = choosing.kept_choice("Lay over it", others, key="over")
    part = finding.only(tag) if tag else finding
    if over == NOTHING:
        return view, part, None
    if over != ABOVE:
        return view, part, results.before(who, entry.team, int(over))
    beside = results.above(who, entry.team)
    if beside is None:
        show.sentence(f"Nothing of {entry.above} can be shown: too few answers.", "note")
    return view, part, beside


def drawn(part: TeamFinding, view: str, beside: Side | None, entry: TeamEntry) -> None:
    """The picture, in one of its forms."""
    if view == TABLE:
        table(part, beside, entry)
        return
    if beside is not None and not KINDS[view].compares:
        show.sentence(
            f"{beside.name} lies over radar, ladder and table; the map has no room.", "note"
        )
    for kind in shown(view):
        figures.chart(drawing(kind, part, beside), kind.name, choose=True)
        show.jump("To the question that is chosen", SHEET)


def shown(view: str) -> list[Kind]:
    """The charts of a view; the table has none."""
    return [KINDS[name] for name in (view, KINDS[view].beside) if name] if view in KINDS else []


def drawing(kind: Kind, part: TeamFinding, beside: Side | None) -> Callable[[bool], Chart]:
    """How a chart is drawn, wide or narrow, with what lies over it."""
    over = (beside,) if kind.compares else ()
    colours = figures.theme()
    return lambda narrow: kind.draw(part, colours, narrow, *over)


def table(part: TeamFinding, beside: Side | None, entry: TeamEntry) -> None:
    """The same as numbers; each question leads to its sheet."""
    same = ladder(part, figures.theme(), False, beside)
    here = {"round": entry.team.round_id, "group": entry.team.group_id, "view": "table"}
    here |= {key: st.query_params.get(key, "") for key in ("tag", "over")}
    links = [
        f"?{urlencode(here | {'question': finding.dimension.id})}" for finding in part.dimensions
    ]
    show.heading(same.title)
    show.sentence(same.n or same.note, "quiet")
    show.table(same.columns, same.rows, tuple(links))


def chosen(part: TeamFinding, view: str) -> DimensionFinding:
    """The question clicked last, or else the one in the list; the two are kept alike."""
    names = {finding.dimension.id: finding.dimension.ends for finding in part.dimensions}
    before, last = st.session_state.get("clicked", ({}, None))
    clicked = {kind.name: figures.marked(kind.name) for kind in shown(view)}
    news = [mark for name, mark in clicked.items() if mark != before.get(name)]
    marks = [mark for mark in news if mark in names]
    if marks:
        st.session_state["question"] = marks[-1]
    elif news and last in names:
        # a double click takes its mark back, and brings the list as it was before the first
        st.session_state["question"] = last
    question = choosing.kept_choice("Look at one question", names, key="question")
    for name, mark in clicked.items():
        if mark not in (None, question):
            figures.unmark(name)
            clicked[name] = None
    st.session_state["clicked"] = clicked, question
    return part.dimension(question)


def sheet(finding: TeamFinding, question: DimensionFinding, entry: TeamEntry) -> None:
    """One question: the answers, what they say, both ends, comments, and earlier rounds."""
    show.heading(question.dimension.question, mark=SHEET)
    colours = figures.theme()
    figures.chart(
        lambda _: strip(question, finding.scale, colours, True), "strip", term="agreement"
    )
    for said in question.more:
        show.sentence(said.text, term=said.term)
    show.sentence(f"To begin with: {question.dimension.opening}", "lead")
    show.poles(question.dimension)
    show.both_ends(question.dimension, question.leans)
    figures.signed(question.signed)
    show.remarks(question.remarks)
    if entry.may_run:
        remarks.hide(entry.team, question.dimension.id, question.remarks)
    here = (visitor.principal(), entry.team)
    if noted := notes.taken_away(*here).notes.get(question.dimension.id):
        show.heading("What you noted")
        show.said(noted, None)
    before = results.said_before(*here, question.dimension.id)
    if before:
        show.heading("What you said before")
        show.points([f"{earlier.title}: {earlier.sentence}" for earlier in before])


@st.fragment
def beside(entry: TeamEntry) -> None:
    """The team beside an earlier round, beside what others believed, and split by what it said."""
    who = visitor.principal()
    try:
        rounds = results.earlier(who, entry.team)
        if rounds:
            show.heading("Since an earlier round")
            show.sentence(entry.turnover, "quiet")
            before = choosing.maybe("Compare with", rounds, key="since")
            if before is not None:
                figures.comparison(results.since(who, entry.team, before))
        for nth, belief in enumerate(beliefs.shared_with(who, entry.team)):
            title = f"Where {belief.who} believed you stand"
            figures.beside_team(title, belief.rows, belief.scale, f"belief-{nth}", belief.who)
        if entry.attributes:
            show.heading("By what people said of themselves")
            asked = {attribute: words.ATTRIBUTES[attribute] for attribute in entry.attributes}
            by = choosing.maybe("Split by", asked, key="by")
            if by is not None:
                two = figures.split(results.by_attribute(who, entry.team, by))
                if two:
                    figures.comparison(results.compare_choices(who, entry.team, by, two))
    except PosdashError as error:
        show.refusal(error)


who = visitor.principal()
entries = results.teams(who)
if not entries:
    show.title("Team")
    show.sentence("There is no round of a team of yours yet. It appears here once one opens.")
else:
    meeting.called_back()
    entry = choosing.team_and_round(entries)
    if entry.closed and not entry.inside:
        from_outside(entry)
    elif entry.closed:
        picture(entry)
        beside(entry)
    else:
        still_open(entry)
