"""Labels on the tension map: none over another or over a mark, none outside, whatever the data."""

import re
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posdash.charts.callouts import Point, Rect, around, free_place, near_each_other
from posdash.charts.labels import LINE, width
from posdash.charts.library import LIGHT
from posdash.charts.tension import PLOTS, SIZE, tension
from world.findings import team

COUNTS = st.lists(st.integers(0, 4), min_size=7, max_size=7).filter(lambda one: sum(one) > 5)


@settings(max_examples=30)
@given(st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=20), st.booleans())
def test_no_label_touches_another_or_a_mark_or_leaves_the_plot(pairs, narrow):
    now, aim = zip(*pairs, strict=True)
    drawn = tension(team(*map(tuple, now), aims=tuple(map(tuple, aim))), LIGHT, narrow).figure
    texts = [one for one in drawn["layout"]["annotations"] if one["xanchor"] == "center"]
    boxes = [box(one) for one in texts]
    dots = [
        around(Point(x, y))
        for trace in drawn["data"]
        if trace["mode"] == "markers"
        for x, y in zip(trace["x"], trace["y"], strict=True)
    ]
    for one, other in combinations(boxes, 2):
        assert not one.meets(other)
    for one in boxes:
        assert PLOTS[narrow].holds(one)
        assert not any(one.meets(dot) for dot in dots)
    assert told(texts) == set(range(1, len(pairs) + 1)) or not narrow


def box(text: dict) -> Rect:
    lines = re.sub(r"<(?!br)[^>]*>", "", text["text"]).split("<br>")
    wide = max(width(one, SIZE) for one in lines)
    return Rect(text["x"], text["y"], wide, len(lines) * SIZE * LINE)


def told(texts: list[dict]) -> set[int]:
    """The numbers at the marks."""
    return {int(each) for one in texts for each in re.findall(r"\d+", one["text"])}


def test_marks_in_one_place_share_a_label_and_so_do_those_in_a_row():
    points = [Point(0, 0), Point(100, 0), Point(10, 0), Point(20, 0), Point(100, 0)]
    assert near_each_other(points) == [[0, 2, 3], [1, 4]]


@pytest.mark.parametrize(
    ("taken", "place"),
    [
        ([], (24, 0)),
        ([Rect(24, 0, 30, 10)], (-24, 0)),
        ([Rect(24, 0, 30, 10), Rect(-24, 0, 30, 10)], (0, 13)),
        ([Rect(0, 0, 100, 100)], None),
    ],
)
def test_a_label_goes_to_the_nearest_free_place_or_nowhere(taken, place):
    found = free_place(Point(0, 0), 30, 10, Rect(0, 0, 100, 100), taken, reach=8)
    assert (found and (round(found.x), round(found.y))) == place
