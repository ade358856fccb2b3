"""The ladder: a row per dimension between its two named ends, widest apart first."""

from collections.abc import Sequence
from typing import Any

from posdash.charts import cells, labels, marks, traces
from posdash.charts.chart import Chart, State, without
from posdash.charts.labels import LINE
from posdash.charts.marks import Row
from posdash.charts.theme import Figure, Theme, layout
from posdash.findings.comparison import Side
from posdash.findings.team import DimensionFinding, TeamFinding
from posdash.release.values import Withheld
from posdash.text import isolated

SIZE = 14
ROOM = 150  # pixels for a name beside its row
GAP = 16
STEP = 46
HALF = 150  # pixels for a name above its row, on a phone
HOW_TO_READ = (
    "Each row is one question between its two ends; a dot grows with the answers it stands for. "
    "The tick is the average, the grey bar holds the averages of the outer thirds, and the "
    "diamond is where you would like to be. On top stands what you see most differently: begin "
    "there, whichever end it leans to."
)


def ladder(
    finding: TeamFinding, theme: Theme, narrow: bool = False, beside: Side | None = None
) -> Chart:
    """The profile of one team; `narrow` puts the names above the rows, for 328 pixels and more.

    `beside` is another round or group to lie over it, as thin ticks.
    """
    title = f"Where {isolated(finding.group.name)} stands, widest apart first"
    found = finding.dimensions
    if not found:
        return without(title, State.EMPTY, "This bank has no questions.")
    if all(isinstance(question.now, Withheld) for question in found):
        return without(title, State.WITHHELD, found[0].sentence)
    figure = _tall(finding, theme, beside) if narrow else _wide(finding, theme, beside)
    sentence = f"{labels.both(found[0].dimension)}: {found[0].sentence}"
    return Chart(
        title=title,
        n=cells.of_team(finding),
        sentence=sentence,
        figure=figure,
        height=figure["layout"]["height"],
        alt=f"{title}. {sentence} The table below holds the same numbers.",
        columns=cells.columns(beside),
        rows=tuple(cells.row(question, beside) for question in found),
        reading=HOW_TO_READ,
    )


def _wide(finding: TeamFinding, theme: Theme, beside: Side | None) -> Figure:
    found = finding.dimensions
    names = [
        (_lines(question.dimension.left.label, ROOM), _lines(question.dimension.right.label, ROOM))
        for question in found
    ]
    left = max(labels.widest(lines, SIZE) for lines, _ in names) + GAP
    right = max(labels.widest(lines, SIZE) for _, lines in names) + GAP
    edge = max(labels.width(cells.apart(question.now), SIZE) for question in found) + GAP
    margin = {"l": round(left), "r": round(right + edge), "b": 8}
    steps = [STEP] * len(found)
    rows, texts = _rows(found, steps, STEP / 2), []
    for row, (start, end) in zip(rows, names, strict=True):
        at: dict[str, Any] = {"y": row.y, "xref": "paper"}
        texts += [
            labels.note(
                labels.coloured(start, theme.left_text),
                0,
                **at,
                size=SIZE,
                colour=theme.left_text,
                xanchor="right",
                xshift=-4,
            ),
            labels.note(
                labels.coloured(end, theme.right_text),
                1,
                **at,
                size=SIZE,
                colour=theme.right_text,
                xshift=4,
            ),
            _edge(row, theme, margin["r"], 0),
        ]
    return _figure(finding, theme, rows, sum(steps), margin, texts, beside, room=600)


def _tall(finding: TeamFinding, theme: Theme, beside: Side | None) -> Figure:
    found = finding.dimensions
    names = [
        (_lines(question.dimension.left.label, HALF), _lines(question.dimension.right.label, HALF))
        for question in found
    ]
    steps = [round(max(len(start), len(end)) * SIZE * LINE) + 60 for start, end in names]
    rows, texts = _rows(found, steps, 40), []
    for row, (start, end) in zip(rows, names, strict=True):
        at: dict[str, Any] = {
            "y": row.y,
            "xref": "paper",
            "yanchor": "bottom",
            "yshift": 16,
            "size": SIZE,
        }
        texts += [
            labels.note(labels.coloured(start, theme.left_text), 0, **at, colour=theme.left_text),
            labels.note(
                labels.coloured(end, theme.right_text),
                1,
                **at,
                colour=theme.right_text,
                xanchor="right",
            ),
            _edge(row, theme, 0, -30),
        ]
    return _figure(finding, theme, rows, sum(steps), {"l": 2, "r": 2}, texts, beside, room=324)


def _rows(found: Sequence[DimensionFinding], steps: Sequence[int], foot: float) -> list[Row]:
    """A row per dimension from the top down, each `foot` pixels above the end of its step."""
    return [Row(sum(steps[at:]) - steps[at] + foot, finding) for at, finding in enumerate(found)]


def _lines(name: str, room: int) -> list[str]:
    return labels.wrap(name, room, SIZE)


def _edge(row: Row, theme: Theme, shift: float, drop: float) -> dict[str, Any]:
    now = row.finding.now
    colour = theme.muted if isinstance(now, Withheld) else theme.ink
    return labels.note(
        cells.apart(now),
        1,
        row.y,
        colour=colour,
        size=SIZE,
        xref="paper",
        xanchor="right",
        xshift=shift,
        yshift=drop,
    )


def _figure(
    finding: TeamFinding,
    theme: Theme,
    rows: list[Row],
    high: int,
    margin: dict[str, int],
    texts: list[dict[str, Any]],
    beside: Side | None,
    room: int,
) -> Figure:
    mid = (finding.scale + 1) / 2
    data = [
        traces.middle([((mid, row.y - 20), (mid, row.y + 20)) for row in rows], theme),
        *marks.on_tracks(rows, finding.scale, theme),
        *marks.beside(rows, beside, finding.scale, theme),
    ]
    key, top = labels.key(traces.names(data), room, theme)
    drawn = layout(theme, high + top + 8, margin | {"t": top, "b": 8}) | {
        "annotations": [*texts, key | {"xshift": -margin["l"]}],
        "shapes": marks.tracks(rows, finding.scale, theme),
    }
    drawn["xaxis"]["range"] = [0.4, finding.scale + 0.6]
    drawn["yaxis"]["range"] = [0, high]
    return {"data": data, "layout": drawn}
