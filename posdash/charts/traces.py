"""Traces as plain dicts: lines, points that a click can choose, and the outlines of two marks."""

from collections.abc import Iterable, Sequence
from typing import Any

from posdash.charts import cells, labels
from posdash.charts.theme import Theme, Trace
from posdash.findings.team import DimensionFinding


def trace(**parts: Any) -> Trace:
    """A scatter trace that looks the same whether or not something is chosen."""
    marker = {"marker": {"opacity": parts.get("marker", {}).get("opacity", 1)}}
    return {
        "type": "scatter",
        "hoverinfo": "skip",
        "selected": marker,
        "unselected": marker,
        **parts,
    }


def lines(
    pieces: Iterable[Sequence[tuple[float, float]]], colour: str, width: float, **parts: Any
) -> Trace:
    """Open lines in one trace, each a sequence of (x, y)."""
    ends = [point for piece in pieces for point in (*piece, (None, None))]
    return trace(
        x=[x for x, _ in ends],
        y=[y for _, y in ends],
        mode="lines",
        line={"color": colour, "width": width} | parts.pop("line", {}),
        **parts,
    )


def points(
    marks: Iterable[tuple[float, float, DimensionFinding, str]],
    marker: dict[str, Any],
    **parts: Any,
) -> Trace:
    """Marks of dimensions, each (x, y, finding, hover), that a click can choose."""
    found = list(marks)
    return trace(
        x=[x for x, _, _, _ in found],
        y=[y for _, y, _, _ in found],
        customdata=[finding.dimension.id for _, _, finding, _ in found],
        hovertext=[text for _, _, _, text in found],
        hoverinfo="text",
        **({} if "type" in parts else {"mode": "markers"}),
        marker=marker,
        **parts,
    )


def middle(pieces: Iterable[Sequence[tuple[float, float]]], theme: Theme) -> Trace:
    """The dotted line of the midpoint."""
    return lines(pieces, theme.muted, 1.5, line={"dash": "dot"}, name="┄ middle")


def names(data: Iterable[Trace]) -> list[str]:
    """What the marks of a figure are called, each once, for its key."""
    return list(dict.fromkeys(mark["name"] for mark in data if "name" in mark))


def aim_marker(theme: Theme, size: int = 12) -> dict[str, Any]:
    """The outline of a diamond."""
    return {
        "symbol": "diamond-open",
        "size": size,
        "opacity": 1,
        "color": theme.ink,
        "line": {"color": theme.ink, "width": 2},
    }


def withheld_marker(theme: Theme) -> dict[str, Any]:
    """The outline of a dot."""
    return {
        "symbol": "circle-open",
        "size": 9,
        "opacity": 1,
        "color": theme.muted,
        "line": {"color": theme.muted, "width": 1.5},
    }


def how_many(finding: DimensionFinding, count: int) -> str:
    """What a dot, a block or a column says when it is pointed at."""
    n = cells.answers(finding.now)
    return f"{labels.both(finding.dimension)}<br>{count} of {n} answers here"
