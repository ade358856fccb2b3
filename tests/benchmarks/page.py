"""What a simulation hands over: sentences that have to hold, and a table in Markdown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from posdash.measures.library import Interval
from posdash.measures.measure import Numbers

FOUR_OF_FIVE = 0.80
LAST_DIGIT = 1e-9  # an end that falls on the truth itself holds it


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure that has to reach a limit, or with `at_most` may not pass it.

    `text` says so in a plain sentence, with {limit} where the limit stands and
    {reached} after a colon; both figures are shares 0..1, said of a hundred
    unless `of_hundred` is false. `where` is the place the figure was reached
    at, if it is the worst of many.
    """

    text: str
    reached: float
    limit: float
    at_most: bool = False
    of_hundred: bool = True
    where: str = ""

    @property
    def met(self) -> bool:
        """Judged on the unrounded figure."""
        return self.reached <= self.limit if self.at_most else self.reached >= self.limit

    @property
    def claim(self) -> str:
        """What has to hold, whatever was reached."""
        limit = f"{100 * self.limit if self.of_hundred else self.limit:.3g}"
        return self.text.partition(": ")[0].format(limit=limit)

    @property
    def line(self) -> str:
        """The bar as a line of a list: in plain words, then the figure itself."""
        words = self.text.partition(": ")[2].format(reached=f"**{self._said(self.reached)}**")
        exact = f"{100 * self.reached:.2f} %" if self.of_hundred else f"{self.reached:.4g}"
        where = f"; {self.where}" if self.where else ""
        return f"- {'' if self.met else 'MISSED. '}{self.claim}: {words} ({exact}{where})"

    def _said(self, figure: float) -> str:
        if not self.of_hundred:
            return f"{figure:.4g}"
        return "fewer than 1" if 0 < figure < 0.005 else f"{100 * figure:.0f}"


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the page: its heading, what was done, and the sentences that stand on it.

    `plain` sentences say what the table shows, and promise nothing.
    """

    title: str
    said: str
    table: list[str]
    bars: list[Bar] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The section in Markdown."""
        return [f"### {self.title}", "", self.said, "", *self.table, ""]


def needed(found: Mapping[int, float], of: str) -> str:
    """How many answers it takes that four of five are said, by the share that was; `of` what."""
    enough = [n for n, share in sorted(found.items()) if share >= FOUR_OF_FIVE]
    return f"{of} is said in four cases of five " + (
        f"from {enough[0]} answers on." if enough else f"only beyond {max(found)} answers."
    )


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
