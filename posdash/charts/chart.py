"""A chart: a figure with the words, the numbers and the state that go with it."""

from dataclasses import dataclass
from enum import StrEnum

from posdash.charts.theme import Figure


class State(StrEnum):
    """Whether there is something to draw, nothing yet, or nothing that may be shown."""

    USUAL = "usual"
    EMPTY = "empty"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Chart:
    """What a page shows of one finding.

    `figure` is a plain plotly figure, None in the empty and the withheld state;
    `note` then says why. `n` says on how many answers it rests, `sentence` what
    is found, `alt` stands for the picture; `rows` hold the same numbers as text
    under `columns`, the first cell naming the row. `height` is in pixels. Below
    `min_width` pixels the page lets the figure scroll sideways. `head` is a
    figure with the heads of the columns, to be kept in sight above a long one.
    `reading` tells in three sentences or four how such a chart is read.
    """

    title: str
    n: str
    sentence: str
    figure: Figure | None
    height: int
    alt: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    state: State = State.USUAL
    note: str = ""
    head: Figure | None = None
    head_height: int = 0
    min_width: int = 0
    reading: str = ""


def without(title: str, state: State, note: str, n: str = "") -> Chart:
    """The chart when there is nothing to draw: its title, and why."""
    return Chart(title, n, "", None, 0, f"{title}. {note}", state=state, note=note)
