"""The distribution strip: one dimension, large enough for a room."""

from collections.abc import Sequence
from typing import Any

from posdash import words
from posdash.charts import cells, labels, marks, traces
from posdash.charts.chart import Chart, State, without
from posdash.charts.labels import LINE
from posdash.charts.marks import Row
from posdash.charts.theme import Figure, Theme, Trace, layout
from posdash.findings import DimensionFinding
from posdash.released import Binned, Full, Withheld

SIZE = 16
HIGH = 220  # pixels for the columns above the track
LARGEST = 30  # pixels across a dot
LEAST = {False: 600, True: 312}  # pixels of width that are counted on


def strip(finding: DimensionFinding, scale: int, theme: Theme, narrow: bool = False) -> Chart:
    """How the answers to one question spread over the `scale` places between its two ends."""
    title = f"Answers between {labels.both(finding.dimension).replace(' ↔ ', ' and ')}"
    if isinstance(finding.now, Withheld):
        return without(title, State.WITHHELD, words.withheld(finding.now))
    figure = _figure(finding, scale, theme, narrow)
    return Chart(
        title=title,
        n=cells.rests_on([finding.now], "to this question"),
        sentence=finding.sentence,
        figure=figure,
        height=figure["layout"]["height"],
        alt=f"{title}. {finding.sentence} The table below holds the same numbers.",
        columns=("", "Now") if finding.aim is None else ("", "Now", "Aim"),
        rows=_rows(finding, scale),
    )


def _figure(finding: DimensionFinding, scale: int, theme: Theme, narrow: bool) -> Figure:
    room, size = (150, 14) if narrow else (280, SIZE)
    left = labels.wrap(finding.dimension.left.label, room, size)
    right = labels.wrap(finding.dimension.right.label, room, size)
    foot = round(max(len(left), len(right)) * size * LINE) + 34
    columns, high = _columns(finding, scale, theme, foot + 24)
    row, mid = Row(foot, finding), (scale + 1) / 2
    data = [
        traces.middle([((mid, foot - 16), (mid, foot + 22))], theme),
        *marks.on_tracks([row], scale, theme, with_answers=False),
        *columns,
    ]
    key, top = labels.key(traces.names(data), LEAST[narrow], theme)
    drawn = layout(theme, round(high) + top + 4, {"l": 8, "r": 8, "t": top, "b": 4})
    drawn["xaxis"]["range"] = [0.4, scale + 0.6]
    drawn["yaxis"]["range"] = [0, round(high)]
    drawn["shapes"] = marks.tracks([row], scale, theme)
    at: dict[str, Any] = {"y": foot - 28, "xref": "paper", "yanchor": "top", "size": size}
    drawn["annotations"] = [
        labels.note(labels.coloured(left, theme.left_text), 0, **at, colour=theme.left_text),
        labels.note(
            labels.coloured(right, theme.right_text),
            1,
            **at,
            colour=theme.right_text,
            xanchor="right",
        ),
        key | {"xshift": -8},
    ]
    return {"data": data, "layout": drawn}


def _columns(
    finding: DimensionFinding, scale: int, theme: Theme, foot: float
) -> tuple[list[Trace], float]:
    """The answers above the track, and how high the plot becomes with them."""
    now = finding.now
    if isinstance(now, Full):
        tallest = max(now.counts)
        step = min(float(LARGEST + 2), HIGH / tallest)
        counts = list(enumerate(now.counts, 1))
        top = [(place, foot + (count + 0.4) * step, count) for place, count in counts if count]
        return [_dots(finding, counts, scale, theme, foot, step), _numbers(top, theme)], (
            foot + tallest * step + 34
        )
    if isinstance(now, Binned):
        return _blocks(finding, now, scale, theme, foot)
    return [], foot + 8


def _dots(
    finding: DimensionFinding,
    counts: list[tuple[int, int]],
    scale: int,
    theme: Theme,
    foot: float,
    step: float,
) -> Trace:
    each = [(place, nth, count) for place, count in counts for nth in range(count)]
    return traces.points(
        (
            (place, foot + (nth + 0.5) * step, finding, traces.how_many(finding, count))
            for place, nth, count in each
        ),
        {
            "size": max(step - 2, 2),
            "opacity": 1,
            "color": [labels.end_colour(place, scale, theme) for place, _, _ in each],
        },
    )


def _blocks(
    finding: DimensionFinding, now: Binned, scale: int, theme: Theme, foot: float
) -> tuple[list[Trace], float]:
    found = list(zip(marks.bin_edges(scale), now.bins, strict=True))
    unit = HIGH / max(count / (end - start) for (start, end), count in found)
    drawn = [
        marks.Block(start, end, foot, count / (end - start) * unit, count, finding)
        for (start, end), count in found
    ]
    top = [
        ((one.start + one.end) / 2, foot + one.high + 12, one.count) for one in drawn if one.count
    ]
    return [marks.blocks(drawn, scale, theme), _numbers(top, theme)], foot + HIGH + 26


def _numbers(top: Sequence[tuple[float, float, int]], theme: Theme) -> Trace:
    same: dict[str, Any] = {"textfont": {"color": theme.muted}}
    return traces.trace(
        x=[x for x, _, _ in top],
        y=[y for _, y, _ in top],
        text=[str(n) for _, _, n in top],
        mode="text",
        textposition="middle center",
        textfont={"family": "inherit", "size": 14, "color": theme.muted},
        selected=same,
        unselected=same,
    )


def _rows(finding: DimensionFinding, scale: int) -> tuple[tuple[str, ...], ...]:
    facets = [finding.now] if finding.aim is None else [finding.now, finding.aim]
    what: dict[str, Any] = {
        "Answers": cells.answers,
        "On average": cells.position,
        "Probably between": cells.interval,
        "How far apart": cells.apart,
        "Gap between outer thirds": cells.gap,
    }
    rows = [(name, *(text(one) for one in facets)) for name, text in what.items()]
    if isinstance(finding.now, Full):
        rows += [
            (f"Place {place} of {scale}", *(_count(one, place) for one in facets))
            for place in range(1, scale + 1)
        ]
    elif isinstance(finding.now, Binned):
        rows += [
            (name, *(_bin(one, at) for one in facets))
            for at, name in enumerate(("On the left", "In the middle", "On the right"))
        ]
    return tuple(rows)


def _count(value: object, place: int) -> str:
    return str(value.counts[place - 1]) if isinstance(value, Full) else ""


def _bin(value: object, at: int) -> str:
    return str(value.bins[at]) if isinstance(value, Binned) else ""
