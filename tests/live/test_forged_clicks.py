"""Clicks on charts that no chart ever offered: the page says a sentence, and nothing of others."""

import json

from live.somebody import coach_of, leader_of, sign_in
from world.company import closed, groups

SELECTIONS = [
    "{",
    "5",
    "[]",
    "{}",
    '{"selection": 5}',
    '{"selection": {}}',
    '{"selection": {"points": 5}}',
    '{"selection": {"points": [5]}}',
    '{"selection": {"points": [{}]}}',
]
MARKS = ["", "nowhere", 0, -1, 10**9, 0.5, True, [], [[]], {}, {"id": "pace"}, ["pace", "pace"]]
MARKS += [[10**9, "pace"], ["1", "pace"], [None, None], [1, 2, 3], [{}, []]]


def selected(mark: object) -> str:
    """What a browser sends when a mark of a chart is clicked."""
    return json.dumps({"selection": {"points": [{"customdata": mark}], "box": [], "lasso": []}})


VALUES = [*SELECTIONS, *(selected(mark) for mark in MARKS)]


def test_a_forged_click_on_a_picture_of_a_team_shows_nothing_else(device):
    kiwi, heron = groups("Kiwi of the picture", "Heron of another")
    closed([kiwi], {kiwi: [1, 2, 3, 5, 6, 7]})
    closed([heron], {heron: [1, 2, 3, 5, 6, 7]})
    phone = device(sign_in(coach_of(kiwi)))
    for value in VALUES:
        tab = phone.tab("/team")
        chart = tab.widget("plotly_chart", "ladder-wide")
        tab.forge(chart.id, "string_value", value, chart.fragment)
        assert tab.exceptions == [], value
        assert not any("Heron" in text for text in tab.heard), value


def test_a_forged_click_on_groups_side_by_side_shows_nothing_else(device):
    top, kiwi, heron = groups("Flock", "Flock / Kiwi", "Flock / Heron")
    [other] = groups("Otter of another")
    closed([kiwi, heron], {kiwi: [1, 2, 3, 4, 5, 6], heron: [1, 3, 3, 4, 5, 7]})
    closed([other], {other: [1, 2, 3, 5, 6, 7]})
    phone = device(sign_in(leader_of(top)))
    for value in [*VALUES, selected([other, "pace"])]:
        tab = phone.tab("/groups")
        tab.forge(tab.widget("plotly_chart", "heatmap-wide").id, "string_value", value)
        assert tab.exceptions == [], value
        assert not any("Otter" in text for text in tab.heard), value
