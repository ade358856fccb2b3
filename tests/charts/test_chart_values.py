"""What the marks of charts stand for: the released values, at their places, in their colours."""

from math import atan2, hypot, pi, sqrt
from typing import Any

import pytest

from posdash.banks.bank import Openness
from posdash.charts.heatmap import heatmap
from posdash.charts.labels import LINE, widest, width, wrap
from posdash.charts.ladder import ladder
from posdash.charts.library import DARK, LIGHT, Theme
from posdash.charts.radar import CORE, radar
from posdash.charts.spokes import WIDE
from posdash.charts.strip import strip
from posdash.charts.tension import tension
from posdash.release.values import Binned, Coarse, Full, Withheld
from world.findings import CLOSE, FEW, LEFT, SPLIT, dimensions, groups, team

GROUNDS = {LIGHT: ("#FFFFFF", "#FCFBF9"), DARK: ("#0E1117", "#15191E")}
FULL = team(SPLIT, CLOSE, LEFT, aims=(CLOSE, LEFT, SPLIT), people=10)


def marks(figure: dict[str, Any], name: str) -> dict[str, Any]:
    """The trace whose name ends so."""
    return next(one for one in figure["data"] if one.get("name", "").endswith(name))


def names(figure: dict[str, Any]) -> set[str]:
    return {one["name"].split(" ", 1)[1] for one in figure["data"] if "name" in one}


def ends(line: dict[str, Any]) -> set[float]:
    return {x for x in line["x"] if x is not None}


def test_the_ticks_diamonds_whiskers_and_bands_of_the_ladder_are_the_findings_values() -> None:
    figure = ladder(FULL, LIGHT).figure
    now = [one.now for one in FULL.dimensions]
    assert marks(figure, "average now")["x"] == [one.position for one in now]
    assert marks(figure, "aim")["x"] == [one.aim.position for one in FULL.dimensions]
    assert ends(marks(figure, "probably here")) == {
        end for one in now for end in (one.interval.low, one.interval.high)
    }
    assert ends(marks(figure, "outer thirds")) == {end for one in now for end in one.thirds}


def test_the_area_of_a_dot_grows_with_its_count_and_its_hue_is_that_of_its_side() -> None:
    figure = ladder(team((4, 0, 0, 1, 0, 0, 1)), LIGHT).figure
    dots = next(one for one in figure["data"] if len(one["x"]) == 3 and "customdata" in one)
    assert dots["x"] == [1, 4, 7]
    assert dots["marker"]["size"][0] == pytest.approx(2 * dots["marker"]["size"][2])
    assert dots["marker"]["color"] == [LIGHT.left, LIGHT.middle, LIGHT.right]
    assert dots["hovertext"][0].endswith("4 of 6 answers here")


def test_the_left_name_is_blue_and_the_right_name_ochre_on_every_chart() -> None:
    one = FULL.dimensions[0].dimension
    for theme in (LIGHT, DARK):
        charts = [ladder(FULL, theme), ladder(FULL, theme, True), radar(FULL, theme),
                  radar(FULL, theme, True), strip(FULL.dimensions[0], 7, theme)]  # fmt: skip
        for chart in charts:
            said = "".join(text["text"] for text in chart.figure["layout"]["annotations"])
            left, right = one.left.label.split()[0], one.right.label.split()[0]
            assert f'color:{theme.left_text}">{left}' in said.replace("↔ ", "")
            assert f'color:{theme.right_text}">{right}' in said.replace("↔ ", "")
        head = heatmap(groups((SPLIT, CLOSE)), theme).head["layout"]["annotations"][0]["text"]
        assert head.index(theme.left_text) < head.index("Local") < head.index(theme.right_text)


def test_twenty_answers_are_three_blocks_and_no_dots() -> None:
    finding = team((5, 5, 3, 4, 2, 2, 3), openness=Openness.SUMMARY)
    value = finding.dimensions[0].now
    assert isinstance(value, Binned)
    figure = ladder(finding, LIGHT).figure
    blocks = next(one for one in figure["data"] if one["type"] == "bar")
    areas = [high * wide for high, wide in zip(blocks["y"], blocks["width"], strict=True)]
    shares = [one / areas[0] for one in areas]
    assert shares == pytest.approx([one / value.bins[0] for one in value.bins], rel=0.03)
    assert names(figure) == {"middle", "average now"}


def test_where_two_stand_at_an_end_twenty_answers_are_a_tick_and_no_blocks() -> None:
    finding = team((2, 0, 5, 4, 3, 2, 4), openness=Openness.SUMMARY)
    value = finding.dimensions[0].now
    assert isinstance(value, Binned)
    assert value.bins is None
    for chart in (ladder(finding, LIGHT), strip(finding.dimensions[0], 7, LIGHT)):
        assert not any(one["x"] for one in chart.figure["data"] if one["type"] == "bar")
        assert "average now" in names(chart.figure)
        assert not any("In the middle" in cell for row in chart.rows for cell in row)


def test_a_rounded_summary_has_a_tick_and_its_probable_band_and_no_answers() -> None:
    finding = team(SPLIT, openness=Openness.SUMMARY)
    value = finding.dimensions[0].now
    assert isinstance(value, Coarse)
    figure = ladder(finding, LIGHT).figure
    assert names(figure) == {"middle", "average probably here", "average now"}
    assert marks(figure, "average now")["x"] == [value.position]
    assert "wide apart" in [one["text"] for one in figure["layout"]["annotations"]]
    assert names(strip(finding.dimensions[0], 7, LIGHT).figure) == names(figure)


def test_a_withheld_row_stays_on_the_ladder_with_an_outlined_dot() -> None:
    figure = ladder(team(SPLIT, FEW), LIGHT).figure
    outlined = [one for one in figure["data"] if one.get("marker", {}).get("symbol") ==
                "circle-open"]  # fmt: skip
    assert [one["x"] for one in outlined] == [[4.0]]
    assert "too few answers" in [one["text"] for one in figure["layout"]["annotations"]]


def test_the_strip_draws_a_dot_for_each_answer() -> None:
    finding = team((2, 0, 0, 1, 0, 0, 3))
    figure = strip(finding.dimensions[0], 7, LIGHT).figure
    dots = next(one for one in figure["data"] if len(one["x"]) == 6)
    assert sorted(dots["x"]) == [1, 1, 4, 7, 7, 7]
    rows = dict(strip(finding.dimensions[0], 7, LIGHT).rows)
    assert (rows["Answers"], rows["Place 7 of 7"]) == ("6", "3")


def radii(figure: dict[str, Any], name: str) -> list[float | None]:
    """The places, on a scale of seven, of the points of a radar's line."""
    line = marks(figure, name)
    rim = WIDE.radius
    return [
        None if x is None else 1 + 6 * (hypot(x, y) / rim - CORE) / (1 - CORE)
        for x, y in zip(line["x"], line["y"], strict=True)
    ]


def test_the_radar_goes_from_left_at_the_centre_to_right_at_the_rim_in_the_banks_order() -> None:
    places = [FULL.dimension(one).now.position for one in FULL.bank_order]
    figure = radar(FULL, LIGHT).figure
    assert radii(figure, "average now") == pytest.approx([*places, places[0]])
    line = marks(figure, "average now")
    assert line["customdata"] == [*FULL.bank_order, FULL.bank_order[0]]
    angles = [atan2(x, y) % (2 * pi) for x, y in zip(line["x"], line["y"], strict=True)]
    assert angles[:3] == sorted(angles[:3])
    assert marks(figure, "aim")["line"]["dash"] == "dash"


def test_a_withheld_dimension_leaves_a_gap_in_the_radar() -> None:
    figure = radar(team(SPLIT, FEW, LEFT, CLOSE), LIGHT).figure
    places = radii(figure, "average now")
    assert [place is None for place in places] == [False, True, False, False, False]
    dot = marks(figure, "too few answers")
    middle = WIDE.radius * (CORE + (1 - CORE) / 2)
    assert hypot(dot["x"][0], dot["y"][0]) == pytest.approx(middle)


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
@pytest.mark.parametrize("count", [3, 7, 10, 16, 20, 40])
def test_the_names_around_a_radar_neither_overlap_nor_leave_it(count: int, narrow: bool) -> None:
    chart = radar(team(*[SPLIT, CLOSE, LEFT, SPLIT] * 10, columns=dimensions(count)), LIGHT, narrow)
    layout = chart.figure["layout"]
    boxes = [box(one) for one in layout["annotations"] if one.get("xref") != "paper"]
    left, right = layout["xaxis"]["range"]
    foot, top = layout["yaxis"]["range"]
    for at, (x0, x1, y0, y1) in enumerate(boxes):
        assert left <= x0 < x1 <= right + 2
        assert foot <= y0 < y1 <= top
        for a0, a1, b0, b1 in boxes[:at]:
            assert x1 <= a0 or a1 <= x0 or y1 <= b0 + 0.01 or b1 <= y0 + 0.01


def box(text: dict[str, Any]) -> tuple[float, float, float, float]:
    """Left, right, foot and top of a text, in pixels."""
    size = text["font"]["size"]
    lines = strip_tags(text["text"])
    wide, high = widest(lines, size), len(lines) * size * LINE
    x0 = text["x"] - (wide if text["xanchor"] == "right" else 0)
    y1 = text["y"] + (high / 2 if text["yanchor"] == "middle" else 0)
    return x0, x0 + wide, y1 - high, y1


def strip_tags(text: str) -> list[str]:
    plain = text.replace("</span>", "")
    for theme in (LIGHT,):
        for colour in (theme.left_text, theme.right_text):
            plain = plain.replace(f'<span style="color:{colour}">', "")
    return plain.split("<br>")


def test_the_cells_of_the_heat_map_are_the_positions_and_blank_where_withheld() -> None:
    rows = ((SPLIT, CLOSE, LEFT), (SPLIT, FEW, LEFT), (FEW, FEW, FEW), (FEW, CLOSE, FEW))
    finding = groups(*rows)
    chart = heatmap(finding, LIGHT)
    colours, texts = chart.figure["data"]
    for row, values in zip(finding.rows, colours["z"], strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            assert value == (None if isinstance(cell, Withheld) else cell.position)
    assert (colours["zmin"], colours["zmax"]) == (1, 7)
    assert texts["customdata"][3] == [1, "d0"]
    beside = [one["text"] for one in chart.figure["layout"]["annotations"]]
    assert "· too few answers" in beside
    assert "<i>all of All</i>" in beside
    assert "·" in texts["text"]
    assert [row[0] for row in chart.rows] == ["all of All", *(f"Team {at}" for at in (1, 2, 3, 4))]


def test_the_table_has_a_row_for_each_dimension_with_the_numbers_of_the_figure() -> None:
    finding = team(SPLIT, FEW, LEFT, aims=(CLOSE, CLOSE, FEW))
    rows = {row[0]: row[1:] for row in ladder(finding, LIGHT).rows}
    split = finding.dimension("d0").now
    assert isinstance(split, Full)
    assert rows["Local ↔ Global"][:2] == ("9", f"{split.position:.1f}")
    assert rows["Local ↔ Global"][3] == f"{split.average_distance:.1f} apart"
    few = rows["Expected side effects ↔ Open side effects"]
    assert few[:4] == ("", "too few answers", "", "too few answers")
    assert [row[0] for row in radar(FULL, LIGHT).rows] == [
        f"{one.left.label} ↔ {one.right.label}" for one in dimensions(3)
    ]


def test_a_wide_ladder_gives_every_name_the_room_it_needs() -> None:
    margin = ladder(FULL, LIGHT).figure["layout"]["margin"]
    longest = max(
        width(line, 14) for one in FULL.dimensions
        for line in wrap(one.dimension.left.label, 150, 14)
    )  # fmt: skip
    assert margin["l"] >= longest


def test_names_are_wrapped_into_even_lines_and_cut_only_when_there_are_too_many() -> None:
    assert wrap("Strategy set ahead of it", 150, 14) == ["Strategy set", "ahead of it"]
    assert wrap("Self-powering teams", 92, 13) == ["Self-powering", "teams"]
    assert "".join(wrap("Donaudampfschifffahrt", 60, 12)) == "Donaudampfschifffahrt"
    assert all(width(one, 12) <= 60 for one in wrap("Donaudampfschifffahrt", 60, 12))
    assert wrap("a b c d e f g h", 12, 12, most=2)[-1].endswith("…")


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def between(one: str, other: str, share: float) -> str:
    pairs = [(int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_all_letters_can_be_read_on_what_lies_under_them(theme: Theme) -> None:
    for ground in GROUNDS[theme]:
        for colour in (theme.left_text, theme.right_text, theme.ink, theme.muted):
            assert contrast(colour, ground) >= 4.5
        for colour in (theme.left, theme.right, theme.middle):
            assert contrast(colour, ground) >= 3  # marks, WCAG 1.4.11
    for end in (theme.cell_left, theme.cell_right):
        for step in range(11):
            assert contrast(theme.ink, between(theme.cell_middle, end, step / 10)) >= 4.5


def test_the_dot_of_one_answer_is_not_lost_beside_forty() -> None:
    figure = ladder(team((1, 0, 0, 0, 0, 0, 40)), LIGHT).figure
    dots = next(one for one in figure["data"] if one.get("x") == [1, 7])
    assert dots["marker"]["size"][1] / dots["marker"]["size"][0] == pytest.approx(sqrt(40))
    assert dots["marker"]["size"][0] > 4


def test_the_average_of_a_team_that_answered_completely_has_no_whiskers() -> None:
    whole = team(SPLIT, CLOSE, aims=(CLOSE, LEFT))
    assert "average probably here" not in names(ladder(whole, LIGHT).figure)
    [_, split] = sorted(strip(one, 7, LIGHT).rows for one in whole.dimensions)
    assert ("Probably between", "", "") in split


def test_a_ring_marks_on_the_map_what_is_seen_differently_and_wanted_alike() -> None:
    chart = tension(team(SPLIT, CLOSE, aims=((6, 3, 0, 0, 0, 0, 0), CLOSE)), LIGHT)
    rings = marks(chart.figure, "seen differently, wanted alike")
    mark = marks(chart.figure, "would go to the blue end")
    assert (rings["customdata"], rings["x"], rings["y"]) == (["d0"], mark["x"], mark["y"])
    assert [row[-1] for row in chart.rows] == ["seen differently, wanted alike", "leave alone"]
    assert chart.sentence == (
        "Of 2 questions on the map: 1 seen differently and wanted alike, 1 to leave alone."
    )
    without = tension(team(SPLIT, CLOSE, aims=(SPLIT, CLOSE)), LIGHT).figure
    assert "seen differently, wanted alike" not in names(without)
