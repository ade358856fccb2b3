"""What a simulation hands over: bars that have to be met, and a table in Markdown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from posdash.measures.library import Interval
from posdash.measures.measure import Numbers

LAST_DIGIT = 1e-9  # an end that falls on the truth itself holds it


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure that has to reach a limit, or with `at_most` may not pass it.

    Both are shares 0..1, shown in percent unless `in_percent` is false; `where`
    is the place the figure was reached at, if it is the least of many.
    """

    text: str
    reached: float
    limit: float
    at_most: bool = False
    in_percent: bool = True
    where: str = ""

    @property
    def met(self) -> bool:
        """Judged on the unrounded figure."""
        return self.reached <= self.limit if self.at_most else self.reached >= self.limit

    @property
    def claim(self) -> str:
        """What has to hold, whatever was reached."""
        return f"{self.text}: at {'most' if self.at_most else 'least'} {self._shown(self.limit)}"

    @property
    def line(self) -> str:
        """The bar as a line of a list."""
        where = f" ({self.where})" if self.where else ""
        verdict = "met" if self.met else "MISSED"
        return f"- {verdict}: {self.claim}, reached {self._shown(self.reached)}{where}"

    def _shown(self, figure: float) -> str:
        return f"{100 * figure:.2f} %" if self.in_percent else f"{figure:.4f}"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page: its heading, what was done, the table and the bars on it."""

    title: str
    said: str
    table: list[str]
    bars: list[Bar] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The section in Markdown."""
        return [f"## {self.title}", "", self.said, "", *self.table, ""]


def percent(share: float) -> str:
    """A share 0..1 with one decimal."""
    return f"{100 * share:.1f} %"


def difference(points: float) -> str:
    """A small difference with its sign and three decimals; never minus nothing."""
    return f"{round(points, 3) + 0.0:+.3f}"


def table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> list[str]:
    """A Markdown table; a float is a share and shown in percent."""
    rule = ["---"] + ["---:"] * (len(head) - 1)
    return [_row(one) for one in (head, rule, *rows)]


def holds(interval: Interval[Numbers], truth: Numbers) -> Numbers:
    """Whether each interval holds the truth, with the draws on the first axis."""
    low, high = interval.low - LAST_DIGIT, interval.high + LAST_DIGIT
    return np.asarray((low <= truth) & (truth <= high))


def _row(cells: Sequence[object]) -> str:
    shown = (percent(one) if isinstance(one, float) else str(one) for one in cells)
    return f"| {' | '.join(shown)} |"
