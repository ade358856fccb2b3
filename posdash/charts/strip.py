"""The distribution strip: one dimension, large enough for a room."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from posdash.charts import cells, labels, marks, traces
from posdash.charts.chart import Chart, State, without
from posdash.charts.labels import LINE
from posdash.charts.marks import Row
from posdash.charts.theme import Figure, Theme, Trace, layout
from posdash.findings import words
from posdash.findings.team import DimensionFinding
from posdash.release.values import Binned, Full, Withheld
from posdash.survey.round import UNSURE

SIZE = 16
HIGH = 220  # pixels for the columns above the track
LARGEST = 30  # pixels across a dot
LEAST = {False: 600, True: 312}  # pixels of width that are counted on
DOWN = 100  # pixels at most for the columns of aims below the track
NAMED = 44  # pixels from dot to dot where each bears a name
MOST_NAMED = 8  # in one column; more would need a screen of their own
HOW_TO_READ = {
    True: "Each dot above the line is one answer at its place between the two ends, each diamond "
    "below it where one person would like to be. ",
    False: "The line runs between the two ends, and what stands above it are the answers. ",
}
MARKS = (
    "The tick is the average, the outlined diamond on the line the average aim, and the grey bar "
    "holds the averages of the outer thirds. Look for gaps, and ask what people see from each side."
)


def strip(finding: DimensionFinding, scale: int, theme: Theme, narrow: bool = False) -> Chart:
    """How the answers to one question spread over the `scale` points between its two ends."""
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
        reading=HOW_TO_READ[isinstance(finding.now, Full)] + MARKS,
    )


def _figure(finding: DimensionFinding, scale: int, theme: Theme, narrow: bool) -> Figure:
    room, size = (150, 14) if narrow else (280, SIZE)
    left = labels.wrap(finding.dimension.left.label, room, size)
    right = labels.wrap(finding.dimension.right.label, room, size)
    aims, down = _aims(finding, theme)
    foot = round(max(len(left), len(right)) * size * LINE + 34 + down)
    columns, high = _columns(finding, scale, theme, foot + 24)
    row, mid = Row(foot, finding), (scale + 1) / 2
    data = [
        traces.middle([((mid, foot - 16), (mid, foot + 22))], theme),
        *marks.on_tracks([row], scale, theme, with_answers=False),
        *columns,
        *({**trace, "y": [foot - y for y in trace["y"]]} for trace in aims),
    ]
    key, top = labels.key(traces.names(data), LEAST[narrow], theme)
    drawn = layout(theme, round(high) + top + 4, {"l": 8, "r": 8, "t": top, "b": 4})
    drawn["xaxis"]["range"] = [0.4, scale + 0.6]
    drawn["yaxis"]["range"] = [0, round(high)]
    drawn["shapes"] = marks.tracks([row], scale, theme)
    at: dict[str, Any] = {"y": foot - 28 - down, "xref": "paper", "yanchor": "top", "size": size}
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
        *_names(finding, foot + 24, theme, narrow),
    ]
    return {"data": data, "layout": drawn}


def _columns(
    finding: DimensionFinding, scale: int, theme: Theme, foot: float
) -> tuple[list[Trace], float]:
    """The answers above the track, and how high the plot becomes with them."""
    now = finding.now
    if isinstance(now, Full):
        tallest = max(now.counts)
        step = NAMED if _bears_names(finding) else min(float(LARGEST + 2), HIGH / tallest)
        counts = list(enumerate(now.counts, 1))
        top = [(point, foot + (count + 0.4) * step, count) for point, count in counts if count]
        return [_dots(finding, counts, scale, theme, foot, step), _numbers(top, theme)], (
            foot + tallest * step + 34
        )
    if isinstance(now, Binned) and now.bins:
        return _blocks(finding, now.bins, scale, theme, foot)
    return [], foot + 8


def _dots(
    finding: DimensionFinding,
    counts: list[tuple[int, int]],
    scale: int,
    theme: Theme,
    foot: float,
    step: float,
) -> Trace:
    dots = [(point, nth, count) for point, count in counts for nth in range(count)]
    return traces.points(
        (
            (point, foot + (nth + 0.5) * step, finding, traces.how_many(finding, count))
            for point, nth, count in dots
        ),
        {
            "size": max(min(step, LARGEST) - 2, 2) if not _bears_names(finding) else LARGEST - 6,
            "opacity": 1,
            "color": [labels.end_colour(point, scale, theme) for point, _, _ in dots],
        },
    )


def _bears_names(finding: DimensionFinding) -> bool:
    now = finding.now
    return bool(finding.signed) and isinstance(now, Full) and max(now.counts) <= MOST_NAMED


def _names(
    finding: DimensionFinding, foot: float, theme: Theme, narrow: bool
) -> Iterator[dict[str, Any]]:
    """A name under each dot, in rounds that show names."""
    if not _bears_names(finding):
        return
    stacked: Counter[int] = Counter()
    for placement in sorted(finding.signed, key=lambda signed: signed.name.casefold()):
        if placement.now is None or placement.now == UNSURE:
            continue
        y = foot + (stacked[placement.now] + 0.5) * NAMED - LARGEST / 2 - 4
        stacked[placement.now] += 1
        [name, *_] = labels.wrap(placement.name, 40 if narrow else 78, 12, most=1)
        name += "*" if placement.proxy else ""
        yield labels.note(name, placement.now, y, colour=theme.ink, size=12, xanchor="center")


def _aims(finding: DimensionFinding, theme: Theme) -> tuple[list[Trace], float]:
    """Where each would like to be, in columns below the track, and how far down they reach."""
    aim = finding.aim
    if not isinstance(aim, Full):
        return [], 0
    step = min(20.0, DOWN / max(aim.counts))
    dots = [
        (point, 30 + (nth + 0.5) * step, count)
        for point, count in enumerate(aim.counts, 1)
        for nth in range(count)
    ]
    said = f"{labels.both(finding.dimension)}<br>{{}} of {aim.n} would like to be here"
    marker = traces.aim_marker(theme) | {"size": max(min(step - 5, 11), 2)}
    marker["line"] = {"color": theme.ink, "width": 1.2}
    found = traces.points(
        ((point, depth, finding, said.format(count)) for point, depth, count in dots), marker
    )
    return [found], max(depth for _, depth, _ in dots) + step / 2 - 10


def _blocks(
    finding: DimensionFinding, bins: tuple[int, int, int], scale: int, theme: Theme, foot: float
) -> tuple[list[Trace], float]:
    found = list(zip(marks.bin_edges(scale), bins, strict=True))
    unit = HIGH / max(count / (end - start) for (start, end), count in found)
    drawn = [
        marks.Block(start, end, foot, count / (end - start) * unit, count, finding)
        for (start, end), count in found
    ]
    top = [
        ((block.start + block.end) / 2, foot + block.high + 12, block.count)
        for block in drawn
        if block.count
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
    rows = [(name, *(text(value) for value in facets)) for name, text in what.items()]
    if isinstance(finding.now, Full):
        rows += [
            (f"Place {point} of {scale}", *(_count(value, point) for value in facets))
            for point in range(1, scale + 1)
        ]
    elif isinstance(finding.now, Binned) and finding.now.bins:
        rows += [
            (name, *(_bin(value, at) for value in facets))
            for at, name in enumerate(("On the left", "In the middle", "On the right"))
        ]
    return tuple(rows)


def _count(value: object, point: int) -> str:
    return str(value.counts[point - 1]) if isinstance(value, Full) else ""


def _bin(value: object, at: int) -> str:
    return str(value.bins[at]) if isinstance(value, Binned) and value.bins else ""
