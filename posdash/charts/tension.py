"""The tension map: how far apart people stand against how far they would like to move."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from posdash.charts import callouts, cells, labels, traces
from posdash.charts.callouts import Point, Rect
from posdash.charts.chart import Chart, State, without
from posdash.charts.labels import LINE
from posdash.charts.theme import Figure, Theme, Trace, layout
from posdash.findings.agenda import NEAR
from posdash.findings.team import DimensionFinding, TeamFinding, apartness
from posdash.release.values import Withheld, cut_offs
from posdash.text import isolated

SIZE = 13
NAMES = 132  # pixels for a name beside its mark
EDGE = 30  # pixels along each side where no mark lies: the corners bear their names there
ABOVE = 24  # pixels for what stands over the plot
PLOTS = {False: Rect(0, 0, 590, 400), True: Rect(0, 0, 320, 320)}  # in pixels
HOW_TO_READ = (
    "Each mark is one question: the further right, the further apart you stand; the further up, "
    "the further you would like to move, and the mark points to the end you would go to. On the "
    "right hear each other first, on the left you agree already. The corners only tell what kind "
    "of talk a question takes; a ring marks what you see differently today and want alike."
)


class Corner(StrEnum):
    """What kind of talk a question takes."""

    TALK = "talk"
    WHY = "why"
    DO = "do"
    LEAVE = "leave"
    ALIKE = "alike"


CORNERS = {
    Corner.ALIKE: "seen differently, wanted alike",
    Corner.TALK: "talk before acting",
    Corner.WHY: "find out why",
    Corner.DO: "just do it",
    Corner.LEAVE: "leave alone",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One question on the map: its finding, how far apart and how far to go, both in points."""

    finding: DimensionFinding
    apart: float
    wish: float

    @property
    def way(self) -> int:
        """Towards which end people would move: -1, 1, or 0 where they would stay."""
        return 0 if abs(self.wish) < NEAR else -1 if self.wish < 0 else 1

    def corner(self, scale: int) -> Corner:
        """Where it lies; what people want alike is one of its own, wherever it lies."""
        if self.finding.alike:
            return Corner.ALIKE
        if self.apart > _close(scale):
            return Corner.TALK if self.way else Corner.WHY
        return Corner.DO if self.way else Corner.LEAVE


def tension(finding: TeamFinding, theme: Theme, narrow: bool = False) -> Chart:
    """One team's questions between close and apart, staying and moving; `narrow` numbers them."""
    title = f"What kind of talk each question takes in {isolated(finding.group.name)}"
    found = finding.dimensions
    if not found or all(question.aim is None for question in found):
        return without(title, State.EMPTY, "This map needs a round that asks for an aim.")
    marks = list(_marks(found, finding.scale))
    if not marks:
        return without(title, State.WITHHELD, found[0].sentence)
    figure = _figure(marks, finding.scale, theme, narrow)
    sentence = _sentence([mark.corner(finding.scale) for mark in marks])
    return Chart(
        title=title,
        n=cells.of_team(finding),
        sentence=sentence,
        figure=figure,
        height=figure["layout"]["height"],
        alt=f"{title}. {sentence} The table below holds the same numbers.",
        columns=("Between", "Answers", "How far apart", "Now", "Aim", "What it takes"),
        rows=tuple(_row(question, marks, finding.scale) for question in found),
        reading=HOW_TO_READ,
    )


def _close(scale: int) -> float:
    """The average distance, in points, at which close together ends."""
    return (1 - cut_offs(scale)[1]) * (scale - 1) / 2


def _marks(found: Sequence[DimensionFinding], scale: int) -> Iterator[Mark]:
    for finding in found:
        apart = apartness(finding.now, scale)
        if finding.shift is not None and not isinstance(finding.shift, Withheld) and apart >= 0:
            yield Mark(finding, apart, finding.shift.points)


def _sentence(found: Sequence[Corner]) -> str:
    what = {
        Corner.ALIKE: "seen differently and wanted alike",
        Corner.TALK: "to talk about before acting",
        Corner.WHY: "to find out why",
        Corner.DO: "to just do",
        Corner.LEAVE: "to leave alone",
    }
    said = ", ".join(
        f"{found.count(corner)} {text}" for corner, text in what.items() if corner in found
    )
    questions = "1 question" if len(found) == 1 else f"{len(found)} questions"
    return f"Of {questions} on the map: {said}."


def _row(finding: DimensionFinding, marks: Sequence[Mark], scale: int) -> tuple[str, ...]:
    corner = next((CORNERS[mark.corner(scale)] for mark in marks if mark.finding is finding), "")
    return (
        labels.both(finding.dimension),
        cells.answers(finding.now),
        cells.apart(finding.now),
        cells.position(finding.now),
        cells.position(finding.aim),
        corner,
    )


def _figure(marks: Sequence[Mark], scale: int, theme: Theme, narrow: bool) -> Figure:
    plot = PLOTS[narrow]
    most = (
        max((scale - 1) / 2, *(mark.apart for mark in marks)),
        max((scale - 1) / 3, *(abs(mark.wish) for mark in marks)),
    )

    def at(apart: float, wish: float) -> Point:
        x, y = apart / most[0] - 0.5, abs(wish) / most[1] - 0.5
        return Point((plot.width - 2 * EDGE) * x, (plot.height - 2 * EDGE) * y)

    points = [at(mark.apart, mark.wish) for mark in marks]
    split = at(_close(scale), NEAR)
    corners = _corners(plot, theme)
    texts, listed, leads = _labels(
        marks, points, plot, [rect for rect, _ in corners], theme, narrow
    )
    data = [
        traces.lines(_frame(plot), theme.track, 1.2),
        traces.lines(_splits(plot, split), theme.muted, 1.2, line={"dash": "dot"}),
        traces.lines(leads, theme.muted, 1),
        *_rings(marks, points, theme),
        *_pointers(marks, points, theme),
    ]
    key, above = labels.key(traces.names(data), plot.width, theme)
    below, foot = _list(listed, plot, theme)
    top = plot.height / 2 + ABOVE
    high = round(top - foot)
    drawn = layout(theme, high + above + 4, {"l": 0, "r": 0, "t": above, "b": 4})
    drawn["annotations"] = [
        *(text for _, text in corners),
        *_ends(plot, theme),
        *texts,
        *below,
        key,
    ]
    drawn["yaxis"] |= {"range": [top - high, top]}
    drawn["xaxis"] |= {
        "range": [-plot.width / 2 - 3, plot.width / 2 + 3],
        "scaleanchor": "y",  # one unit is one pixel: labels keep their places on any width
        "constrain": "range",
    }
    return {"data": [trace for trace in data if trace["x"]], "layout": drawn}


def _frame(plot: Rect) -> list[list[tuple[float, float]]]:
    x, y = plot.width / 2, plot.height / 2
    return [[(-x, -y), (x, -y), (x, y), (-x, y), (-x, -y)]]


def _splits(plot: Rect, at: Point) -> list[list[tuple[float, float]]]:
    x, y = plot.width / 2, plot.height / 2
    return [[(at.x, -y), (at.x, y)], [(-x, at.y), (x, at.y)]]


def _corners(plot: Rect, theme: Theme) -> list[tuple[Rect, dict[str, Any]]]:
    """The names of the four corners, and the room that they take."""
    found = []
    for corner, right, up in (
        (Corner.DO, -1, 1),
        (Corner.TALK, 1, 1),
        (Corner.LEAVE, -1, -1),
        (Corner.WHY, 1, -1),
    ):
        name = CORNERS[corner]
        wide = labels.width(name, SIZE) + 4
        x = right * (plot.width / 2 - wide / 2 - 6)
        y = up * (plot.height / 2 - SIZE * LINE / 2 - 4)
        text = labels.note(name, x, y, colour=theme.muted, size=SIZE, xanchor="center")
        found.append((Rect(x, y, wide, SIZE * LINE), text))
    return found


def _ends(plot: Rect, theme: Theme) -> Iterator[dict[str, Any]]:
    x, y = plot.width / 2, plot.height / 2
    yield labels.note("↑ further to go", -x, y + 12, colour=theme.ink, size=SIZE)
    yield labels.note("close together", -x, -y - 12, colour=theme.ink, size=SIZE)
    yield labels.note("far apart →", x, -y - 12, colour=theme.ink, size=SIZE, xanchor="right")


def _rings(marks: Sequence[Mark], points: Sequence[Point], theme: Theme) -> Iterator[Trace]:
    """A ring around what people see differently and want alike."""
    alike = [
        (point.x, point.y, mark.finding, _hover(mark))
        for mark, point in zip(marks, points, strict=True)
        if mark.finding.alike
    ]
    marker = {"symbol": "circle-open", "size": 17, "color": theme.ink, "line": {"width": 2}}
    if alike:
        yield traces.points(alike, marker, name=f"◯ {CORNERS[Corner.ALIKE]}")


def _pointers(marks: Sequence[Mark], points: Sequence[Point], theme: Theme) -> Iterator[Trace]:
    """The marks, pointing to the end that people would go to."""
    for way, name, symbol, colour in (
        (-1, "◀ would go to the blue end", "triangle-left", theme.left),
        (1, "▶ would go to the ochre end", "triangle-right", theme.right),
        (0, "● would stay", "circle", theme.middle),
    ):
        some = [
            (point.x, point.y, mark.finding, _hover(mark))
            for mark, point in zip(marks, points, strict=True)
            if mark.way == way
        ]
        marker = {
            "symbol": symbol,
            "size": 13,
            "color": colour,
            "opacity": 1,
            "line": {"color": theme.paper, "width": 1},
        }
        if some:
            yield traces.points(some, marker, name=name)


def _hover(mark: Mark) -> str:
    wish = next((said.text for said in mark.finding.more if said.term == "shift"), "")
    apart = cells.apart(mark.finding.now)
    return "<br>".join((labels.both(mark.finding.dimension), apart, labels.clean(wish)))


def _labels(
    marks: Sequence[Mark],
    points: Sequence[Point],
    plot: Rect,
    corners: Sequence[Rect],
    theme: Theme,
    narrow: bool,
) -> tuple[list[dict[str, Any]], list[tuple[int, Mark]], list[list[Point]]]:
    """Texts at the marks, which marks are told by number below, and lines to far texts."""
    taken = [*corners, *map(callouts.around, points)]
    texts: list[dict[str, Any]] = []
    listed: list[tuple[int, Mark]] = []
    leads: list[list[Point]] = []
    for group in callouts.near_each_other(points):
        first = points[group[0]]
        named = _name(marks[group[0]], theme) if len(group) == 1 and not narrow else None
        rect = named and callouts.free_place(first, *named[1], plot, taken, reach=12)
        text = named[0] if named and rect else ", ".join(str(at + 1) for at in group)
        if rect is None:
            listed += [(at + 1, marks[at]) for at in group]
            wide, reach = labels.width(text, SIZE) + 2, plot.width
            rect = callouts.free_place(first, wide, SIZE * LINE, plot, taken, reach=reach)
        if rect is not None:
            taken.append(rect)
            texts.append(
                labels.note(text, rect.x, rect.y, colour=theme.ink, size=SIZE, xanchor="center")
            )
            if rect.far_from(first):
                leads.append([first, Point(rect.x, rect.y)])
    return texts, listed, leads


def _name(mark: Mark, theme: Theme) -> tuple[str, tuple[float, float]]:
    """Both ends as coloured lines, and how wide and high they are."""
    ends = mark.finding.dimension
    left = labels.wrap(ends.left.label, NAMES, SIZE)
    right = labels.wrap(f"↔ {ends.right.label}", NAMES, SIZE)
    text = f"{labels.coloured(left, theme.left_text)}<br>{labels.coloured(right, theme.right_text)}"
    return text, (labels.widest([*left, *right], SIZE) + 4, (len(left) + len(right)) * SIZE * LINE)


def _list(
    listed: Sequence[tuple[int, Mark]], plot: Rect, theme: Theme
) -> tuple[list[dict[str, Any]], float]:
    """Numbers and names under the plot, and where the list ends."""
    numbered = [
        (at, mark.finding.dimension) for at, mark in sorted(listed, key=lambda entry: entry[0])
    ]
    return labels.listed(numbered, theme, plot.width, SIZE, -plot.height / 2 - 30)
