"""Charts and tables on a page: what a finding looks like, and the same in words."""

from collections.abc import Callable
from typing import Any, cast

import streamlit as st

from posdash.charts.chart import Chart, State
from posdash.charts.dumbbell import dumbbell
from posdash.charts.theme import Theme, theme_of
from posdash.findings import comparison_words, words
from posdash.findings.comparison import ComparedDimension, Comparison
from posdash.findings.groups import GroupsFinding
from posdash.findings.pairing import Pairing
from posdash.release.values import Signed
from posdash.screen import choosing, show
from posdash.survey.round import UNSURE

WIDTHS = ("wide", "narrow")
PAPER = 696  # pixels between the margins of A4, as the style sheet has it for other charts


def theme() -> Theme:
    """The colours for charts in the theme the reader has chosen."""
    return theme_of(st.context.theme.type)


def chart(draw: Callable[[bool], Chart], key: str, *, choose: bool = False, term: str = "") -> Any:
    """A chart with its sentence and its table; what was chosen by a click, or None.

    `draw` gives it for a wide place or (True) for a phone; the style sheet shows
    the one that fits, since the server does not know how wide the window is.
    """
    wide, narrow = draw(False), draw(True)
    chosen = None
    with st.container(key=f"chart-{key}"):
        show.heading(wide.title)
        show.sentence(wide.n, "quiet")
        if wide == narrow:
            chosen = _plot(wide, key, choose)
        else:
            for drawn, width in zip((wide, narrow), WIDTHS, strict=True):
                with st.container(key=f"{width}-{key}"):
                    chosen = _plot(drawn, f"{key}-{width}", choose) or chosen
        if wide.state is not State.USUAL:
            show.sentence(wide.note, "note")
        show.sentence(wide.sentence, term=term)
        if wide.reading:
            with st.expander("How to read this", key=f"reading-{key}"):
                show.sentence(wide.reading)
        if wide.rows:
            with st.expander("The same as a table", key=f"table-{key}"):
                show.table(wide.columns, wide.rows)
    return chosen


def beside_team(
    title: str, rows: tuple[Pairing, ...], scale: int, key: str, who: str = "you"
) -> None:
    """Where somebody saw a team, or themselves, beside where the team stands on average."""
    colours, names = theme(), (who, "the team on average")
    chart(lambda narrow: dumbbell(title, rows, names, scale, colours, narrow), key)


def marked(key: str) -> Any:
    """What was clicked last on a chart, before it is drawn; None if nothing was."""
    for width in WIDTHS:
        state = st.session_state.get(_turn(f"{key}-{width}"))
        if state and state["selection"]["points"]:
            return state["selection"]["points"][0].get("customdata")
    return None


def unmark(key: str) -> None:
    """Draw a chart afresh, so that what was clicked before can be clicked again."""
    for width in WIDTHS:
        turn = f"turn-{key}-{width}"
        st.session_state[turn] = st.session_state.get(turn, 0) + 1


def bare(drawn: Chart, key: str) -> None:
    """A figure alone, for a room to look at; where nothing may be shown, why."""
    with st.container(key=f"chart-{key}"):
        _plot(drawn, key, choose=False)
        if drawn.state is not State.USUAL:
            show.sentence(drawn.note, "note")


def signed(placements: tuple[Signed, ...]) -> None:
    """Who placed it where, in rounds that show names."""
    if placements:
        rows = tuple(
            (
                words.signed(placement.name, proxy=placement.proxy),
                _point(placement.now),
                _point(placement.aim),
            )
            for placement in placements
        )
        show.table(("Name", "Now", "Aim"), rows)


def comparison(found: Comparison) -> None:
    """Two pictures beside each other: what differs, the furthest apart first; the rest folded."""
    show.sentence(found.headline, "lead")
    if found.clear:
        _compared(found, found.clear)
    if found.others:
        with st.expander("Where no difference is clear", key=f"others-{found.first}"):
            _compared(found, found.others)
    show.sentence(found.correction, "quiet", "correction")
    show.sentence(found.detectable, "quiet", "difference")


def _compared(found: Comparison, dimensions: tuple[ComparedDimension, ...]) -> None:
    show.table(
        ("Question", found.first, found.second, "Difference"),
        tuple(
            (
                compared.dimension.ends,
                words.placed(compared.before),
                words.placed(compared.after),
                compared.sentence,
            )
            for compared in dimensions
        ),
    )


def standing(found: GroupsFinding) -> None:
    """Which groups stand apart from the others, in sentences; every one of them, folded."""
    told = found.standing
    if told is None:
        return
    for sentence in told.sentences:
        show.sentence(sentence, term="" if len(told.sentences) > 1 else "difference")
    with st.expander("Each group beside the others", key="standing"):
        show.table(
            ("Question", *(row.group.name for row in found.rows), "Between the groups"),
            tuple(
                (
                    question.dimension.ends,
                    *(
                        comparison_words.beside_others(question.dimension, told.cell(row, at))
                        for row in range(len(found.rows))
                    ),
                    question.sentence,
                )
                for at, question in enumerate(told.questions)
            ),
        )
        for note in filter(None, (told.pooling, told.correction)):
            show.sentence(note, "quiet", "correction" if note == told.correction else "")


def split(found: GroupsFinding) -> tuple[str, str] | None:
    """A group and those in it who said the same of themselves; two of them, if chosen."""
    show.sentence(found.headline, "lead")
    show.table(
        ("Question", *(row.group.name for row in found.rows)),
        tuple(
            (
                dimension.ends,
                *(words.placed(row.cells[at]) for row in found.rows),
            )
            for at, dimension in enumerate(found.dimensions)
        ),
    )
    names = {row.group.name: row.group.name for row in found.rows[1:]}
    return choosing.pair("This choice", names, key="choices")


def _plot(drawn: Chart, key: str, choose: bool) -> Any:
    if drawn.figure is None:
        return None
    if drawn.head is None:
        return _figure(drawn, key, choose)
    width = max(drawn.min_width, PAPER)  # the same in each window: a printer does not draw anew
    st.html(
        f"<style>.st-key-grid-{key} > * {{ width: {width}px; }} "
        f"@media print {{ .st-key-grid-{key} {{ zoom: {PAPER / width:.3f}; }} }}</style>"
    )
    with st.container(key=f"grid-{key}", gap=None):
        # what can be reached by Tab can be scrolled by the arrow keys
        st.html('<p class="quiet" tabindex="0">Scroll sideways if a column is out of sight.</p>')
        with st.container(key=f"head-{key}"):
            st.plotly_chart(
                drawn.head,
                key=f"{key}-head",
                theme=None,
                height=drawn.head_height,
                config={"displayModeBar": False, "staticPlot": True},
            )
        return _figure(drawn, key, choose)


def _figure(drawn: Chart, key: str, choose: bool) -> Any:
    event = st.plotly_chart(
        drawn.figure,
        key=_turn(key),
        theme=None,
        height=drawn.height,
        on_select=choosing.clicked if choose else "ignore",
        selection_mode="points",
        config={"displayModeBar": False, "scrollZoom": False},
        alt=drawn.alt,
    )
    if not choose:
        return None
    marks = cast(dict[str, Any], event)["selection"]["points"]
    return marks[0].get("customdata") if marks else None


def _turn(key: str) -> str:
    turn = st.session_state.get(f"turn-{key}")
    return f"{key}-{turn}" if turn else key


def _point(point: int | None) -> str:
    return {None: "", UNSURE: "not sure"}.get(point, str(point))
