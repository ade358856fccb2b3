"""The dumbbell: two points on each dimension, joined by a bar: what one sees, and what others."""

from collections.abc import Sequence
from typing import Any

from posdash.charts import labels, traces
from posdash.charts.chart import Chart, State, without
from posdash.charts.labels import LINE
from posdash.charts.theme import Figure, Theme, layout
from posdash.findings.pairing import Pairing

SIZE = 14
HALF = {False: 280, True: 150}  # pixels for a name above its row
ROOM = {False: 600, True: 324}  # pixels of width that are counted on
HOW_TO_READ = (
    "Each row is one question between its two ends: the open ring is {}, the dot {}. The longer "
    "the bar between them, the more there is to be curious about. A long bar is no mistake: it "
    "shows where two see different sides of the work."
)


def dumbbell(
    title: str,
    rows: Sequence[Pairing],
    names: tuple[str, str],
    scale: int,
    theme: Theme,
    narrow: bool = False,
) -> Chart:
    """Two points beside each other on each dimension; `names` say whose the two are."""
    if not rows:
        return without(title, State.EMPTY, "Nothing was placed.")
    told = [row for row in rows if row.first is not None and row.second is not None]
    if all(row.second is None for row in rows):
        return without(title, State.WITHHELD, rows[0].why)
    figure = _figure(rows, names, scale, theme, narrow)
    widest = max(told, key=lambda row: abs((row.first or 0) - (row.second or 0)), default=None)
    sentence = "" if widest is None else f"{labels.both(widest.dimension)}: {widest.sentence}"
    return Chart(
        title=title,
        n=f"{len(told)} of {len(rows)} questions have both.",
        sentence=sentence or "No question has both.",
        figure=figure,
        height=figure["layout"]["height"],
        alt=f"{title}. {sentence} The table below holds the same numbers.",
        columns=("Between", *map(labels.clean, names), "In words"),
        rows=tuple(
            (labels.both(row.dimension), _point(row.first, ""), _point(row.second, row.why),
             row.sentence)
            for row in rows
        ),
        reading=HOW_TO_READ.format(*map(labels.clean, names)),
    )  # fmt: skip


def _point(point: float | None, otherwise: str) -> str:
    return otherwise if point is None else f"{point:.1f}".removesuffix(".0")


def _figure(
    rows: Sequence[Pairing], names: tuple[str, str], scale: int, theme: Theme, narrow: bool
) -> Figure:
    ends = [
        tuple(
            labels.wrap(end.label, HALF[narrow], SIZE) for end in (dimension.left, dimension.right)
        )
        for dimension in (row.dimension for row in rows)
    ]
    steps = [round(max(len(left), len(right)) * SIZE * LINE) + 44 for left, right in ends]
    heights = [sum(steps[at:]) - step + 22 for at, step in enumerate(steps)]
    mid, placed = (scale + 1) / 2, list(zip(rows, heights, strict=True))
    data = [
        traces.lines([[(1, y), (scale, y)] for y in heights], theme.track, 8),
        traces.middle([[(mid, y - 12), (mid, y + 12)] for y in heights], theme),
        traces.lines(
            [
                [(row.first, y), (row.second, y)]
                for row, y in placed
                if row.first is not None and row.second is not None
            ],
            theme.muted,
            3,
        ),
        _marks([(row.second, y, row) for row, y in placed], names[1], "●", _solid(theme)),
        _marks([(row.first, y, row) for row, y in placed], names[0], "○", _ring(theme)),
    ]
    key, top = labels.key(traces.names(data), ROOM[narrow], theme)
    drawn = layout(theme, sum(steps) + top + 6, {"l": 2, "r": 2, "t": top, "b": 6})
    drawn["annotations"] = [key | {"xshift": -2}]
    for (left, right), y in zip(ends, heights, strict=True):
        at: dict[str, Any] = {"xref": "paper", "yanchor": "bottom", "yshift": 12, "size": SIZE}
        drawn["annotations"] += [
            labels.note(labels.coloured(left, theme.left_text), 0, y, colour=theme.left_text, **at),
            labels.note(
                labels.coloured(right, theme.right_text),
                1,
                y,
                colour=theme.right_text,
                xanchor="right",
                **at,
            ),
        ]
    drawn["xaxis"]["range"] = [0.4, scale + 0.6]
    drawn["yaxis"]["range"] = [0, sum(steps)]
    return {"data": [trace for trace in data if trace["x"]], "layout": drawn}


def _marks(
    found: Sequence[tuple[float | None, float, Pairing]],
    name: str,
    symbol: str,
    marker: dict[str, Any],
) -> dict[str, Any]:
    shown = [(x, y, row) for x, y, row in found if x is not None]
    name = labels.clean(name)
    return traces.trace(
        x=[x for x, _, _ in shown],
        y=[y for _, y, _ in shown],
        mode="markers",
        customdata=[row.dimension.id for _, _, row in shown],
        hovertext=[
            f"{labels.both(row.dimension)}<br>{name}: {_point(x, '')}" for x, _, row in shown
        ],
        hoverinfo="text",
        marker=marker,
        name=f"{symbol} {name}",
    )


def _solid(theme: Theme) -> dict[str, Any]:
    return {"size": 13, "color": theme.ink, "opacity": 1}


def _ring(theme: Theme) -> dict[str, Any]:
    return {
        "symbol": "circle-open",
        "size": 17,
        "opacity": 1,
        "color": theme.ink,
        "line": {"color": theme.ink, "width": 2},
    }
