"""The marks that mean the same on every chart, drawn on rows between two ends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import Any

from posdash.charts import cells, labels
from posdash.charts.theme import Theme, Trace
from posdash.charts.traces import aim_marker, how_many, lines, points, withheld_marker
from posdash.findings.comparison import Side
from posdash.findings.team import DimensionFinding
from posdash.release.bins import bins
from posdash.release.values import Binned, Full, Withheld

BELOW = 15  # how many pixels under its track a whisker lies, clear of the dots
BAR = 10
LARGEST = 30  # pixels across the dot of the most answers
BLOCK = 70  # pixels high would be a block one point wide that holds everybody


@dataclass(frozen=True, slots=True)
class Row:
    """One dimension at a height of `y` pixels above the foot of the plot."""

    y: float
    finding: DimensionFinding


@dataclass(frozen=True, slots=True)
class Block:
    """A bin from `start` to `end` on the scale, `high` pixels from its `foot` up."""

    start: float
    end: float
    foot: float
    high: float
    count: int
    finding: DimensionFinding


def on_tracks(
    rows: Sequence[Row], scale: int, theme: Theme, *, with_answers: bool = True
) -> list[Trace]:
    """Outer thirds, whisker, answers, tick and aim of every row, in the order of drawing.

    `with_answers` is false where a chart draws dots and blocks elsewhere; marks
    that no row has are left out.
    """
    shown = [row for row in rows if not isinstance(row.finding.now, Withheld)]
    drawn = [
        _thirds(shown, theme),
        _whiskers(shown, theme),
        *((_blocks(shown, scale, theme), _dots(shown, scale, theme)) if with_answers else ()),
        _ticks(shown, scale, theme),
        _aims(rows, scale, theme),
        _withheld(rows, scale, theme),
    ]
    return [trace for trace in drawn if trace["x"]]


def beside(rows: Sequence[Row], other: Side | None, scale: int, theme: Theme) -> list[Trace]:
    """Thin ticks where another round or group stands."""
    if other is None:
        return []
    found = [
        (value.position, row.y, row.finding, f"{name}: {said}")
        for name in (labels.clean(other.name),)
        for row in rows
        for value in (other.values.get(row.finding.dimension.id),)
        if value is not None and not isinstance(value, Withheld)
        for said in (cells.hover(row.finding.dimension, value, scale),)
    ]
    marker = {
        "symbol": "line-ns",
        "size": 30,
        "opacity": 1,
        "color": theme.muted,
        "line": {"color": theme.muted, "width": 1.5},
    }
    return [points(found, marker, name=f"│ {labels.clean(other.name)}")] if found else []


def tracks(rows: Sequence[Row], scale: int, theme: Theme) -> list[dict[str, Any]]:
    """The line from end to end, under all marks, of each row that shows something."""
    return [
        {
            "type": "rect",
            "layer": "below",
            "line": {"width": 0},
            "fillcolor": theme.track,
            "x0": 1,
            "x1": scale,
            "y0": row.y - BAR / 2,
            "y1": row.y + BAR / 2,
        }
        for row in rows
        if not isinstance(row.finding.now, Withheld)
    ]


def _thirds(rows: Sequence[Row], theme: Theme) -> Trace:
    found = ((row.y, cells.thirds_of(row.finding.now)) for row in rows)
    return lines(
        (((ends[0], y), (ends[1], y)) for y, ends in found if ends),
        theme.band,
        BAR,
        name="▬ outer thirds",
    )


def _whiskers(rows: Sequence[Row], theme: Theme) -> Trace:
    found = ((row.y - BELOW, cells.interval_of(row.finding.now)) for row in rows)
    return lines(
        (
            (
                (ends[0], y - 4),
                (ends[0], y + 4),
                (ends[0], y),
                (ends[1], y),
                (ends[1], y + 4),
                (ends[1], y - 4),
            )
            for y, ends in found
            if ends
        ),
        theme.ink,
        1.5,
        name="├─┤ average probably here",
    )


def _dots(rows: Sequence[Row], scale: int, theme: Theme) -> Trace:
    full = [(row, row.finding.now) for row in rows if isinstance(row.finding.now, Full)]
    most = max((max(value.counts) for _, value in full), default=1)
    unit = min(10.0, LARGEST / sqrt(most))
    found = [
        (point, row, count)
        for row, value in full
        for point, count in enumerate(value.counts, 1)
        if count
    ]
    marker = {
        "size": [unit * sqrt(count) for _, _, count in found],  # the area grows with the count
        "color": [labels.end_colour(point, scale, theme) for point, _, _ in found],
        "line": {"color": theme.paper, "width": 1.5},
        "opacity": 1,
    }
    return points(
        ((point, row.y, row.finding, how_many(row.finding, count)) for point, row, count in found),
        marker,
    )


def _blocks(rows: Sequence[Row], scale: int, theme: Theme) -> Trace:
    """Bins as flat blocks over their points; as on the dots, the area grows with the count."""
    found = []
    for row in rows:
        value = row.finding.now
        if isinstance(value, Binned) and value.bins:
            for (start, end), count in zip(bin_edges(scale), value.bins, strict=True):
                high = BLOCK * count / value.n / (end - start)
                found.append(Block(start, end, row.y - high / 2, high, count, row.finding))
    return blocks(found, scale, theme)


def blocks(found: Iterable[Block], scale: int, theme: Theme) -> Trace:
    """Bars over ranges of points, none where nobody answered."""
    shown = [block for block in found if block.count]
    middles = [(block.start + block.end) / 2 for block in shown]
    colours = [labels.end_colour(x, scale, theme) for x in middles]
    return points(
        (
            (x, block.high, block.finding, how_many(block.finding, block.count))
            for x, block in zip(middles, shown, strict=True)
        ),
        {"color": colours, "opacity": 1},
        type="bar",
        base=[block.foot for block in shown],
        width=[block.end - block.start - 0.05 for block in shown],
    )


def bin_edges(scale: int) -> tuple[tuple[float, float], ...]:
    """Where the left, the middle and the right bin begin and end, half a point beyond theirs."""
    left, middle, _ = bins((1,) * scale)
    cuts = (0.5, left + 0.5, left + middle + 0.5, scale + 0.5)
    return tuple(pairwise(cuts))


def _ticks(rows: Sequence[Row], scale: int, theme: Theme) -> Trace:
    return points(
        (
            (
                row.finding.now.position,
                row.y - 1,
                row.finding,
                cells.hover(row.finding.dimension, row.finding.now, scale),
            )
            for row in rows
            if not isinstance(row.finding.now, Withheld)
        ),
        {
            "symbol": "line-ns",
            "size": 22,
            "opacity": 1,
            "color": theme.ink,
            "line": {"color": theme.ink, "width": 3.5},
        },
        name="┃ average now",
    )


def _aims(rows: Sequence[Row], scale: int, theme: Theme) -> Trace:
    return points(
        (
            (
                row.finding.aim.position,
                row.y,
                row.finding,
                "Aim: " + cells.hover(row.finding.dimension, row.finding.aim, scale),
            )
            for row in rows
            if row.finding.aim and not isinstance(row.finding.aim, Withheld)
        ),
        aim_marker(theme),
        name="◇ aim",
    )


def _withheld(rows: Sequence[Row], scale: int, theme: Theme) -> Trace:
    return points(
        (
            (
                (scale + 1) / 2,
                row.y,
                row.finding,
                cells.hover(row.finding.dimension, row.finding.now, scale),
            )
            for row in rows
            if isinstance(row.finding.now, Withheld)
        ),
        withheld_marker(theme),
    )
