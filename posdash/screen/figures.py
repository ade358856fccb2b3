"""Charts and tables on a page: what a finding looks like, and the same in words."""

from collections.abc import Callable
from typing import Any, cast

import streamlit as st

from posdash.charts.chart import Chart, State
from posdash.charts.dumbbell import dumbbell
from posdash.charts.theme import Theme, theme_of
from posdash.findings import words
from posdash.findings.comparison import Comparison
from posdash.findings.groups import GroupsFinding
from posdash.findings.pairing import Pairing
from posdash.release.values import Signed
from posdash.screen import choosing, show
from posdash.survey.round import UNSURE

WIDTHS = ("wide", "narrow")


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
            for one, width in zip((wide, narrow), WIDTHS, strict=True):
                with st.container(key=f"{width}-{key}"):
                    chosen = _plot(one, f"{key}-{width}", choose) or chosen
        if wide.state is not State.USUAL:
            show.sentence(wide.note, "note")
        show.sentence(wide.sentence, term=term)
        if wide.reading:
            with st.expander("How to read this"):
                show.sentence(wide.reading)
        if wide.rows:
            with st.expander("The same as a table"):
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


def bare(one: Chart, key: str) -> None:
    """A figure alone, for a room to look at; where nothing may be shown, why."""
    with st.container(key=f"chart-{key}"):
        _plot(one, key, choose=False)
        if one.state is not State.USUAL:
            show.sentence(one.note, "note")


def signed(placements: tuple[Signed, ...]) -> None:
    """Who placed it where, in rounds that show names."""
    if placements:
        rows = tuple(
            (words.signed(one.name, proxy=one.proxy), _place(one.now), _place(one.aim))
            for one in placements
        )
        show.table(("Name", "Now", "Aim"), rows)


def comparison(found: Comparison) -> None:
    """Two pictures beside each other: what differs, by which rule, and all of it as a table."""
    show.sentence(found.headline, "lead")
    show.table(
        ("Question", found.first, found.second, "Difference"),
        tuple(
            (
                one.dimension.ends,
                words.placed(one.before),
                words.placed(one.after),
                one.sentence,
            )
            for one in found.dimensions
        ),
    )
    show.sentence(found.correction, "quiet", "correction")
    show.sentence(found.detectable, "quiet", "difference")


def split(found: GroupsFinding) -> tuple[str, str] | None:
    """A group and those in it who said the same of themselves; two of them, if chosen."""
    show.sentence(found.headline, "lead")
    show.table(
        ("Question", *(row.group.name for row in found.rows)),
        tuple(
            (
                one.ends,
                *(words.placed(row.cells[at]) for row in found.rows),
            )
            for at, one in enumerate(found.dimensions)
        ),
    )
    names = {row.group.name: row.group.name for row in found.rows[1:]}
    return choosing.pair("This choice", names, key="choices")


def _plot(one: Chart, key: str, choose: bool) -> Any:
    if one.figure is None:
        return None
    if one.head is None:
        return _figure(one, key, choose)
    st.html(f"<style>.st-key-grid-{key} > * {{ min-width: {one.min_width}px; }}</style>")
    with st.container(key=f"grid-{key}", gap=None):
        # what can be reached by Tab can be scrolled by the arrow keys
        st.html('<p class="quiet" tabindex="0">Scroll sideways if a column is out of sight.</p>')
        with st.container(key=f"head-{key}"):
            st.plotly_chart(
                one.head,
                key=f"{key}-head",
                theme=None,
                height=one.head_height,
                config={"displayModeBar": False, "staticPlot": True},
            )
        return _figure(one, key, choose)


def _figure(one: Chart, key: str, choose: bool) -> Any:
    event = st.plotly_chart(
        one.figure,
        key=_turn(key),
        theme=None,
        height=one.height,
        on_select=choosing.clicked if choose else "ignore",
        selection_mode="points",
        config={"displayModeBar": False, "scrollZoom": False},
        alt=one.alt,
    )
    if not choose:
        return None
    marks = cast(dict[str, Any], event)["selection"]["points"]
    return marks[0].get("customdata") if marks else None


def _turn(key: str) -> str:
    turn = st.session_state.get(f"turn-{key}")
    return f"{key}-{turn}" if turn else key


def _place(place: int | None) -> str:
    return {None: "", UNSURE: "not sure"}.get(place, str(place))
