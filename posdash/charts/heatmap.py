"""The heat map: groups by dimensions, coloured by which end they lean to."""

from collections.abc import Iterator, Sequence
from typing import Any

from posdash.charts import cells, labels, traces
from posdash.charts.chart import Chart, State, without
from posdash.charts.labels import LINE
from posdash.charts.theme import Figure, Theme, layout
from posdash.findings.groups import GroupRow, GroupsFinding
from posdash.release.values import Reason, Released, Withheld
from posdash.survey.round import Facet

ROW = 34
INDENT = 14
SIZE = 13
HEAD = 12
COLUMN = {False: 92, True: 90}  # pixels that a column needs at least
NAMES = {False: 210, True: 116}  # pixels for the names of groups at most
FACET = {Facet.NOW: "stand now", Facet.AIM: "want to be"}
HOW_TO_READ = (
    "Each row is a group, each column a question between its two ends. Blue leans to the upper "
    "name, ochre to the lower one, and pale is near the middle. The order is that of the company, "
    "so look for rows that differ from their neighbours."
)


def heatmap(finding: GroupsFinding, theme: Theme, narrow: bool = False) -> Chart:
    """Where groups stand, in the tree's own order; it scrolls sideways below its `min_width`."""
    title = f"Where the groups {FACET[finding.facet]}, side by side"
    if not finding.rows or not finding.dimensions:
        return without(title, State.EMPTY, "No group takes part in this round yet.")
    values = [cell for row in finding.rows for cell in row.cells]
    if all(isinstance(value, Withheld) for value in values):
        return without(title, State.WITHHELD, finding.headline)
    left = _names_width(finding.rows, narrow)
    head, body = _head(finding, theme, narrow, left), _body(finding, theme, narrow, left)
    return Chart(
        title=title,
        n=cells.rests_on(values, "in each group"),
        sentence=finding.headline,
        figure=body,
        height=body["layout"]["height"],
        alt=f"{title}. {finding.headline} The table below holds the same numbers.",
        columns=("Group", *(labels.both(dimension) for dimension in finding.dimensions)),
        rows=tuple((_name(row), *map(_in_table, row.cells)) for row in finding.rows),
        head=head,
        head_height=head["layout"]["height"],
        min_width=left + COLUMN[narrow] * len(finding.dimensions),
        reading=HOW_TO_READ,
    )


def _name(row: GroupRow) -> str:
    name = labels.clean(row.group.name)
    return f"all of {name}" if row.sum_of_parts else name


def _in_table(value: Released) -> str:
    if isinstance(value, Withheld):
        return cells.position(value)
    return f"{cells.position(value)} ({value.n} answers)"


def _names_width(rows: Sequence[GroupRow], narrow: bool) -> int:
    widest = max(labels.width(_name(row), SIZE) + INDENT * row.depth for row in rows)
    return round(min(NAMES[narrow], widest)) + 12


def _blank(theme: Theme, height: int, left: int, columns: int) -> dict[str, Any]:
    drawn = layout(theme, height, {"l": left, "r": 0, "t": 0, "b": 0})
    drawn["xaxis"]["range"] = [-0.5, columns - 0.5]
    drawn["yaxis"]["range"] = [0, height]
    return drawn


def _head(finding: GroupsFinding, theme: Theme, narrow: bool, left: int) -> Figure:
    room = COLUMN[narrow] - 8
    names = [
        (
            labels.wrap(dimension.left.label, room, HEAD),
            labels.wrap(dimension.right.label, room, HEAD),
        )
        for dimension in finding.dimensions
    ]
    lines = max(len(upper) + len(lower) for upper, lower in names) + 1
    drawn = _blank(theme, round(lines * HEAD * LINE) + 8, left, len(names))
    drawn["annotations"] = [
        labels.note(
            f"{labels.coloured(upper, theme.left_text)}<br>↕<br>"
            f"{labels.coloured(lower, theme.right_text)}",
            at,
            4,
            colour=theme.muted,
            size=HEAD,
            xanchor="center",
            yanchor="bottom",
        )
        for at, (upper, lower) in enumerate(names)
    ]
    nothing = traces.lines([], theme.track, 0)  # Streamlit refuses a figure without any trace
    return {"data": [nothing], "layout": drawn}


def _body(finding: GroupsFinding, theme: Theme, narrow: bool, left: int) -> Figure:
    height = ROW * len(finding.rows)
    drawn = _blank(theme, height, left, len(finding.dimensions))
    placed = [(height - ROW * (at + 0.5), row) for at, row in enumerate(finding.rows)]
    drawn["annotations"] = [
        note for y, row in placed for note in _beside(row, y, theme, narrow, left)
    ]
    return {
        "data": [_colours(placed, finding, theme), _texts(placed, finding, theme)],
        "layout": drawn,
    }


def _colours(
    placed: Sequence[tuple[float, GroupRow]], finding: GroupsFinding, theme: Theme
) -> dict[str, Any]:
    return {
        "type": "heatmap",
        "x": list(range(len(finding.dimensions))),
        "y": [placed[0][0] + ROW * (0.5 - at) for at in range(len(placed) + 1)],  # edges of rows
        "z": [[_position(cell) for cell in row.cells] for _, row in placed],
        "zmin": 1,
        "zmax": finding.scale,
        "colorscale": [[0, theme.cell_left], [0.5, theme.cell_middle], [1, theme.cell_right]],
        "showscale": False,
        "hoverinfo": "skip",
        "xgap": 2,
        "ygap": 2,
    }


def _texts(
    placed: Sequence[tuple[float, GroupRow]], finding: GroupsFinding, theme: Theme
) -> dict[str, Any]:
    """Numbers on the cells; they also take the hover and the click, which a heat map cannot."""
    found = list(_cells(placed, finding))
    same: dict[str, Any] = {"marker": {"opacity": 0}, "textfont": {"color": theme.ink}}
    return traces.trace(
        x=[at for at, *_ in found],
        y=[y for _, y, *_ in found],
        text=[_on_cell(cell, row) for _, _, row, _, cell in found],
        customdata=[[row.group.id, dimension.id] for _, _, row, dimension, _ in found],
        hovertext=[
            f"{_name(row)}<br>{cells.hover(dimension, cell, finding.scale)}"
            for _, _, row, dimension, cell in found
        ],
        hoverinfo="text",
        mode="markers+text",
        marker={"size": ROW, "opacity": 0},
        textfont={"family": "inherit", "size": SIZE, "color": theme.ink},
        selected=same,
        unselected=same,
    )


def _cells(placed: Sequence[tuple[float, GroupRow]], finding: GroupsFinding) -> Iterator[Any]:
    for y, row in placed:
        for at, (dimension, cell) in enumerate(zip(finding.dimensions, row.cells, strict=True)):
            if not (isinstance(cell, Withheld) and cell.reason is Reason.NOT_ASKED):
                yield at, y, row, dimension, cell


def _on_cell(value: Released, row: GroupRow) -> str:
    if isinstance(value, Withheld):
        return "" if _all_withheld(row) else "·"
    return cells.position(value)


def _all_withheld(row: GroupRow) -> bool:
    return all(isinstance(cell, Withheld) for cell in row.cells)


def _beside(
    row: GroupRow, y: float, theme: Theme, narrow: bool, left: int
) -> Iterator[dict[str, Any]]:
    indent = INDENT * row.depth
    lines = labels.wrap(_name(row), NAMES[narrow] - indent, SIZE, most=2)
    text = "<br>".join(lines)
    yield labels.note(
        f"<i>{text}</i>" if row.sum_of_parts else text,
        0,
        y,
        colour=theme.ink,
        size=SIZE,
        xref="paper",
        xshift=indent - left,
    )
    why = cells.position(row.cells[0])
    if _all_withheld(row) and why:
        yield labels.note(f"· {why}", 0, y, colour=theme.muted, size=SIZE, xref="paper", xshift=12)


def _position(value: Released) -> float | None:
    return None if isinstance(value, Withheld) else value.position
