"""The radar: a spoke per dimension, its left end at the centre, its right end at the rim."""

from collections.abc import Sequence
from math import cos, pi, sin
from typing import Any

from posdash.charts import cells, labels, traces
from posdash.charts.chart import Chart, State, without
from posdash.charts.spokes import (
    Name,
    Size,
    Spoke,
    around,
    names_around,
    size_for,
    text_of,
)
from posdash.charts.theme import Figure, Theme, Trace, layout
from posdash.findings import words
from posdash.findings.comparison import Side
from posdash.findings.team import DimensionFinding, TeamFinding
from posdash.release.values import Released, Withheld
from posdash.text import isolated

FEWEST = 3  # two spokes make a line
CORE = 0.1  # of the radius: at the very centre, answers on different spokes would be one point
HOW_TO_READ = (
    "Each spoke is one question: its blue end is at the centre, its ochre end at the rim, the "
    "middle on the dotted ring. The thick line joins where you stand on average, the dashed one "
    "where you would like to be, and the grey band holds the averages of the outer thirds. Read "
    "it spoke by spoke: area and shape mean nothing, and further out is only nearer to the ochre "
    "end."
)


def radar(
    finding: TeamFinding, theme: Theme, narrow: bool = False, beside: Side | None = None
) -> Chart:
    """Where one team stands, all dimensions at once; `narrow` fits 328 pixels, otherwise 600.

    `beside` is another round or group to lie over it, as a thin line.
    """
    title = f"Where {isolated(finding.group.name)} stands, on all questions at once"
    found = [finding.dimension(dimension_id) for dimension_id in finding.bank_order]
    shown = [question for question in found if not isinstance(question.now, Withheld)]
    if found and not shown:
        return without(title, State.WITHHELD, found[0].sentence)
    if len(shown) < FEWEST:
        state = State.EMPTY if len(found) < FEWEST else State.WITHHELD
        return without(
            title,
            state,
            "A radar needs three questions that can be shown; the ladder "
            "shows each of them by itself.",
        )
    figure = _figure(found, finding.scale, theme, size_for(len(found), narrow), beside)
    sentence = _furthest(shown, finding.scale)
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


def _furthest(shown: Sequence[DimensionFinding], scale: int) -> str:
    middle = (scale + 1) / 2
    furthest = max(shown, key=lambda finding: abs(_position(finding.now, middle) - middle))
    where = words.leaning(furthest.dimension, _position(furthest.now, middle), scale)
    if where.startswith("midway"):
        return "On average every answer lies around the middle."
    return f"Furthest from the middle on average: {where}."


def _figure(
    found: Sequence[DimensionFinding], scale: int, theme: Theme, size: Size, beside: Side | None
) -> Figure:
    spokes = around(found)
    names = names_around(spokes, theme, size)
    data = [*_grid(names, theme, size), *_answers(spokes, scale, theme, size, beside)]
    top = max(size.out, *(name.y + name.height / 2 for name in names)) + 6
    foot = min(-size.out, *(name.y - name.height / 2 for name in names)) - 6
    texts = [text_of(name, size, theme) for name in names]
    if size.numbered:
        numbered = enumerate((finding.dimension for finding in found), 1)
        below, foot = labels.listed(numbered, theme, size.width, size.letters, foot - 10)
        texts += below
    key, above = labels.key(traces.names(data), size.width, theme)
    drawn = layout(theme, round(top - foot) + above, {"l": 0, "r": 0, "t": above, "b": 0})
    drawn["annotations"] = [*texts, key]
    # One unit is one pixel: names keep their places on any width.
    drawn["yaxis"] |= {"range": [top - round(top - foot), top]}
    drawn["xaxis"] |= {
        "range": [-size.width / 2, size.width / 2],
        "scaleanchor": "y",
        "constrain": "range",
    }
    return {"data": data, "layout": drawn}


def _radius(point: float, scale: int, size: Size) -> float:
    return size.radius * (CORE + (1 - CORE) * (point - 1) / (scale - 1))


def _grid(names: Sequence[Name], theme: Theme, size: Size) -> list[Trace]:
    rings = [_ring(size.radius * CORE), _ring(size.radius)]
    spokes = [
        (
            name.spoke.at(size.radius * CORE),
            name.spoke.at(size.radius),
            (name.x - (4 if name.x > 0 else -4), name.y),
        )
        for name in names
    ]
    return [traces.lines([*rings, *spokes], theme.track, 1.2)]


def _ring(radius: float) -> list[tuple[float, float]]:
    return [(radius * sin(pi * at / 60), radius * cos(pi * at / 60)) for at in range(121)]


def _answers(
    spokes: Sequence[Spoke], scale: int, theme: Theme, size: Size, beside: Side | None
) -> list[Trace]:
    now = [spoke.finding.now for spoke in spokes]
    aim = [spoke.finding.aim for spoke in spokes]
    drawn = [
        *_thirds(spokes, scale, theme, size),
        traces.middle([_ring(_radius((scale + 1) / 2, scale, size))], theme),
        _whiskers(spokes, scale, theme, size),
        *_beside(spokes, scale, theme, size, beside),
        _line(
            spokes,
            aim,
            "Aim",
            scale,
            size,
            name="◇ aim",
            marker=traces.aim_marker(theme, 9),
            line={"color": theme.ink, "width": 1.5, "dash": "dash"},
        ),
        _line(
            spokes,
            now,
            "",
            scale,
            size,
            name="● average now",
            marker={"color": theme.ink, "size": 9, "opacity": 1},
            line={"color": theme.ink, "width": 2.5},
        ),
        _withheld(spokes, scale, theme, size),
    ]
    return [trace for trace in drawn if any(x is not None for x in trace["x"])]


def _thirds(spokes: Sequence[Spoke], scale: int, theme: Theme, size: Size) -> list[Trace]:
    ends = []
    for spoke in spokes:
        found = cells.thirds_of(spoke.finding.now)
        ends.append(found and [spoke.at(_radius(point, scale, size)) for point in found])
    around = zip(ends, [*ends[1:], ends[0]], strict=True)
    areas = [(*pair, *reversed(other), pair[0]) for pair, other in around if pair and other]
    return [
        traces.lines(
            areas,
            theme.band,
            0,
            fill="toself",
            fillcolor=theme.band,
            name="▬ outer thirds",
        ),
        traces.lines([pair for pair in ends if pair], theme.band, 4),
    ]


def _whiskers(spokes: Sequence[Spoke], scale: int, theme: Theme, size: Size) -> Trace:
    found = (
        (spoke, cells.interval_of(spoke.finding.now))
        for spoke in spokes
        if cells.thirds_of(spoke.finding.now) is None
    )
    return traces.lines(
        (
            [spoke.at(_radius(point, scale, size)) for point in ends]
            for spoke, ends in found
            if ends
        ),
        theme.ink,
        1.5,
        name="─ average probably here",
    )


def _beside(
    spokes: Sequence[Spoke], scale: int, theme: Theme, size: Size, beside: Side | None
) -> list[Trace]:
    """The thin line of another round or group."""
    if beside is None:
        return []
    values = [beside.values.get(spoke.finding.dimension.id) for spoke in spokes]
    name = labels.clean(beside.name)
    marker = {"color": theme.muted, "size": 5, "opacity": 1}
    line = {"color": theme.muted, "width": 1}
    parts: dict[str, Any] = {"name": f"─ {name}", "marker": marker, "line": line}
    return [_line(spokes, values, name, scale, size, **parts)]


def _line(
    spokes: Sequence[Spoke],
    values: Sequence[Released | None],
    said: str,
    scale: int,
    size: Size,
    **parts: Any,
) -> Trace:
    """A closed line through values on their spokes; `said` stands before each in its hover."""
    shown = [None if isinstance(value, Withheld) else value for value in (*values, values[0])]
    closed = [*spokes, spokes[0]]
    points = [
        (None, None) if value is None else spoke.at(_radius(value.position, scale, size))
        for spoke, value in zip(closed, shown, strict=True)
    ]
    before = f"{said}: " if said else ""
    texts = [
        "" if value is None else before + cells.hover(spoke.finding.dimension, value, scale)
        for spoke, value in zip(closed, shown, strict=True)
    ]
    return traces.trace(
        x=[x for x, _ in points],
        y=[y for _, y in points],
        mode="lines+markers",
        hovertext=texts,
        customdata=[spoke.finding.dimension.id for spoke in closed],
        hoverinfo="text",
        connectgaps=False,
        **parts,
    )


def _withheld(spokes: Sequence[Spoke], scale: int, theme: Theme, size: Size) -> Trace:
    middle = _radius((scale + 1) / 2, scale, size)
    return traces.points(
        (
            (
                *spoke.at(middle),
                spoke.finding,
                cells.hover(spoke.finding.dimension, spoke.finding.now, scale),
            )
            for spoke in spokes
            if isinstance(spoke.finding.now, Withheld)
        ),
        traces.withheld_marker(theme),
        name="○ too few answers",
    )


def _position(value: Released, otherwise: float) -> float:
    return otherwise if isinstance(value, Withheld) else value.position
