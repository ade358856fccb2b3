"""Every chart in every state: empty, usual, withheld; light, dark, narrow."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest

import posdash.charts
from posdash.banks.bank import Openness
from posdash.charts.dumbbell import dumbbell
from posdash.charts.heatmap import heatmap
from posdash.charts.ladder import ladder
from posdash.charts.library import CHARTS, DARK, LIGHT, Chart, State, Theme
from posdash.charts.radar import radar
from posdash.charts.strip import strip
from posdash.charts.tension import tension
from posdash.findings.comparison import Side
from posdash.findings.pairing import Pairing
from posdash.findings.team import TeamFinding
from world.company import pole
from world.findings import CLOSE, FEW, LEFT, SPLIT, dimensions, groups, team

TEAM = (SPLIT, CLOSE, LEFT, SPLIT)
BINNED = tuple(tuple(3 * one for one in counts) for counts in (CLOSE, LEFT, CLOSE))
Draw = Callable[[Theme, bool], Chart]


def of_a_team(draw: Callable[..., Chart], finding: TeamFinding) -> Draw:
    return lambda theme, narrow: draw(finding, theme, narrow)


def strip_of(finding: TeamFinding, at: int = 0) -> Draw:
    one = finding.dimension(finding.bank_order[at])
    return lambda theme, narrow: strip(one, finding.scale, theme, narrow)


def heat(*rows: tuple[tuple[int, ...], ...]) -> Draw:
    return lambda theme, narrow: heatmap(groups(*rows), theme, narrow)


def beside(draw: Callable[..., Chart], finding: TeamFinding) -> Draw:
    """A chart with another round over it, which withheld one question."""
    values = {one.dimension.id: one.now for one in (*finding.dimensions[::-1],)}
    first, *rest = values
    other = Side("Spring <2025>", {first: ALL_FEW.dimensions[0].now, **{
        one: values[two] for one, two in zip(rest, rest[::-1], strict=True)
    }})  # fmt: skip
    return lambda theme, narrow: draw(finding, theme, narrow, other)


def believed(*pairs: tuple[float | None, float | None]) -> Draw:
    rows = [
        Pairing(one, first, second, "You saw it there." if first and second else "", "too few")
        for one, (first, second) in zip(dimensions(len(pairs)), pairs, strict=True)
    ]
    names = ("what you believed", "the team")
    return lambda theme, narrow: dumbbell("Belief", rows, names, 7, theme, narrow)


FULL = team(*TEAM, aims=TEAM[::-1])
PARTLY = team(SPLIT, FEW, CLOSE, LEFT, aims=(FEW, FEW, SPLIT, LEFT))
COARSE = team(*TEAM, openness=Openness.SUMMARY)
IN_BINS = team(*BINNED, openness=Openness.SUMMARY)
USUAL: dict[str, Draw] = {
    **{f"radar-{name}": of_a_team(radar, one) for name, one in {
        "full": FULL, "partly": PARTLY, "coarse": COARSE, "bins": IN_BINS,
        "sixteen": team(*TEAM * 4), "without-aim": team(*TEAM)}.items()},
    **{f"ladder-{name}": of_a_team(ladder, one) for name, one in {
        "full": FULL, "partly": PARTLY, "coarse": COARSE, "bins": IN_BINS}.items()},
    "strip-full": strip_of(FULL), "strip-coarse": strip_of(COARSE), "strip-bins": strip_of(IN_BINS),
    "radar-beside": lambda theme, narrow: beside(radar, FULL)(theme, narrow),
    "ladder-beside": lambda theme, narrow: beside(ladder, FULL)(theme, narrow),
    "tension-full": of_a_team(tension, FULL), "tension-partly": of_a_team(tension, PARTLY),
    "tension-coarse": of_a_team(tension, team(*TEAM, aims=TEAM, openness=Openness.SUMMARY)),
    "tension-one": of_a_team(tension, team(SPLIT, aims=(LEFT,))),
    "tension-twenty": of_a_team(tension, team(*TEAM * 5, aims=TEAM * 4 + TEAM[::-1])),
    "radar-twenty": of_a_team(radar, team(*TEAM * 5)),
    "ladder-twenty": of_a_team(ladder, team(*TEAM * 5)),
    "ladder-one": of_a_team(ladder, team(SPLIT)), "strip-aims": strip_of(FULL, 1),
    "ladder-three-people": of_a_team(ladder, team(FEW, FEW, openness=Openness.NAMED, k=2)),
    "dumbbell-partly": believed((2, 5.5), (None, 3.1), (4, None)),
    "heatmap-full": heat(TEAM, TEAM[::-1]), "heatmap-partly": heat(TEAM, (FEW,) * 4),
}  # fmt: skip
ALL_FEW = team(FEW, FEW, FEW)
WITHHELD = {
    "radar": of_a_team(radar, ALL_FEW), "ladder": of_a_team(ladder, ALL_FEW),
    "strip": strip_of(ALL_FEW), "heatmap": heat((FEW, FEW)),
    "tension": of_a_team(tension, team(FEW, FEW, aims=(FEW, FEW))),
    "dumbbell": lambda theme, narrow: dumbbell(
        "Belief", [Pairing(dimensions(1)[0], 3, None, "", "Too few answers.")], ("a", "b"), 7,
        theme, narrow,
    ),
}  # fmt: skip
FULL_BUT_NO_AIM = team(*TEAM)
NOTHING = replace(FULL, dimensions=(), bank_order=())
EMPTY = {
    "radar": of_a_team(radar, NOTHING), "ladder": of_a_team(ladder, NOTHING),
    "tension": of_a_team(tension, FULL_BUT_NO_AIM),
    "dumbbell": lambda theme, narrow: dumbbell("Belief", [], ("a", "b"), 7, theme, narrow),
    "heatmap": lambda theme, narrow: heatmap(replace(groups(TEAM), rows=()), theme, narrow),
}  # fmt: skip


def leaves(value: Any) -> Iterator[Any]:
    """Every number and text in a figure, a table or a chart."""
    if isinstance(value, Chart):
        value = [getattr(value, name) for name in value.__slots__]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from leaves(one)
    else:
        yield value


def test_every_chart_stands_in_the_list_and_is_drawn_here_in_all_states() -> None:
    kinds = {one.name for one in CHARTS}
    assert kinds == {name.split("-")[0] for name in USUAL} == set(WITHHELD)
    assert kinds == set(EMPTY) | {"strip"}  # a dimension is never nothing
    files = {path.stem for path in Path(posdash.charts.__file__).parent.glob("*.py")}
    assert kinds <= files


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", USUAL)
def test_a_usual_chart_has_all_its_parts_and_a_figure_that_plotly_accepts(
    name: str, theme: Theme, narrow: bool
) -> None:
    chart = USUAL[name](theme, narrow)
    assert chart.state is State.USUAL
    assert all((chart.title, chart.n, chart.sentence, chart.alt, chart.rows))
    assert len(re.findall(r"[.?](?= [A-Z]|$)", chart.reading)) == 3
    assert {len(row) for row in chart.rows} == {len(chart.columns)}
    for figure in (chart.figure, chart.head):
        if figure is not None:
            go.Figure(figure)
            assert figure["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"
            assert figure["layout"]["xaxis"]["fixedrange"]
            assert figure["layout"]["dragmode"] is False
            assert figure["layout"]["uirevision"]
    assert chart.figure is not None
    assert chart.height == chart.figure["layout"]["height"] > 0


@pytest.mark.parametrize("name", WITHHELD)
def test_a_withheld_chart_shows_nothing_but_why(name: str) -> None:
    chart = WITHHELD[name](LIGHT, False)
    assert (chart.state, chart.figure, chart.rows, chart.n) == (State.WITHHELD, None, (), "")
    assert "answers" in chart.note


@pytest.mark.parametrize("name", EMPTY)
def test_an_empty_chart_says_so(name: str) -> None:
    chart = EMPTY[name](LIGHT, False)
    assert (chart.state, chart.figure, chart.rows) == (State.EMPTY, None, ())
    assert chart.note


def test_a_radar_of_two_points_to_the_ladder() -> None:
    assert radar(team(SPLIT, CLOSE), LIGHT).state is State.EMPTY
    withheld = radar(team(SPLIT, FEW, FEW, CLOSE), LIGHT)
    assert (withheld.state, withheld.figure) == (State.WITHHELD, None)
    assert "ladder" in withheld.note


def test_the_n_of_what_is_withheld_stands_nowhere() -> None:
    shown, hidden = (0, 0, 20, 0, 31, 0, 0), (0, 0, 18, 0, 19, 0, 0)
    finding = team(shown, hidden, shown, shown, aims=(hidden,) * 4, k=50)
    charts = [radar(finding, LIGHT), ladder(finding, LIGHT), ladder(finding, LIGHT, True)]
    charts += [strip(one, 7, LIGHT) for one in finding.dimensions]
    for leaf in leaves(charts):
        assert leaf not in (37, 18, 19)
        assert not (isinstance(leaf, str) and {"37", "18", "19"} & set(leaf.split()))


def test_a_rounded_summary_carries_only_what_was_released() -> None:
    finding = team((4, 1, 0, 0, 0, 1, 3), CLOSE, LEFT, openness=Openness.SUMMARY)
    for chart in (radar(finding, LIGHT), ladder(finding, LIGHT)):
        words = " ".join(leaf for leaf in leaves(chart.rows))
        assert "." in words
        assert not any(one[1:] not in ("", ".0", ".5") for one in words.split() if one[0].isdigit())
        assert not any("of 9" in str(leaf) for leaf in leaves(chart.figure))


def test_angle_brackets_never_reach_a_figure() -> None:
    odd = tuple(
        one.model_copy(update={"left": pole("<b>left</b>"), "right": pole("<a href=x>")})
        for one in dimensions(3)
    )
    finding = team(SPLIT, FEW, CLOSE, LEFT, columns=(*odd, *dimensions(4)[3:]))
    side = groups(TEAM, TEAM)
    named = replace(side.rows[1], group=replace(side.rows[1].group, name="<img src=x>"))
    charts = [
        radar(finding, LIGHT), radar(finding, LIGHT, True), ladder(finding, LIGHT),
        ladder(finding, LIGHT, True), strip(finding.dimensions[0], 7, LIGHT),
        heatmap(replace(side, dimensions=(*odd, side.dimensions[3]), rows=(named,)), LIGHT),
    ]  # fmt: skip
    for leaf in leaves([(chart.figure, chart.head) for chart in charts]):
        for evil in ("<b>", "<a", "<img"):
            assert evil not in str(leaf)


def test_people_are_told_how_to_read_colours_without_good_and_bad() -> None:
    charts = [draw(LIGHT, False) for draw in USUAL.values()]
    text = " ".join(f"{one.reading} {one.sentence}" for one in charts)
    assert not {"better", "worse", "good", "bad", "high", "low"} & set(text.lower().split())
