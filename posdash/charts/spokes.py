"""Where spokes of a radar lie, and where their names stand without touching each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt
from typing import Any

from posdash.charts import labels
from posdash.charts.labels import LINE
from posdash.charts.theme import Theme
from posdash.findings.team import DimensionFinding


@dataclass(frozen=True, slots=True)
class Size:
    """Lengths in pixels: the width the drawing needs, its radius, its letters, what parts them.

    With `numbered` the spokes carry numbers, and the names stand in a list below.
    """

    width: int
    radius: int
    letters: int
    gap: int
    numbered: bool = False

    @property
    def out(self) -> float:
        """From the centre to where names begin."""
        return self.radius + self.gap

    @property
    def room(self) -> float:
        """How wide a name may be beside the circle."""
        return self.width / 2 - self.out - 2


@dataclass(frozen=True, slots=True)
class Spoke:
    """One dimension at its angle, clockwise from the top, in radians."""

    angle: float
    finding: DimensionFinding

    def at(self, radius: float) -> tuple[float, float]:
        """The point on the spoke at a distance from the centre."""
        return radius * sin(self.angle), radius * cos(self.angle)


@dataclass(frozen=True, slots=True)
class Name:
    """Both names of a spoke, where they stand; x and y in pixels from the centre."""

    spoke: Spoke
    text: str
    height: float
    x: float = 0
    y: float = 0


WIDE = Size(width=600, radius=170, letters=13, gap=14)
PHONE = Size(width=326, radius=75, letters=11, gap=7)
PHONE_FULL = Size(width=326, radius=130, letters=13, gap=10, numbered=True)
NAMES_ON_PHONE = 10  # more do not fit around a circle that can still be read


def size_for(count: int, narrow: bool) -> Size:
    """The lengths for so many spokes, on a phone (`narrow`) or a larger screen."""
    if not narrow:
        return WIDE
    return PHONE if count <= NAMES_ON_PHONE else PHONE_FULL


def around(found: Sequence[DimensionFinding]) -> list[Spoke]:
    """A spoke for each dimension, clockwise, none of them upright: names need a side."""
    turn = 2 * pi / len(found)
    start = turn / (4 if len(found) % 2 else 2)
    return [Spoke(start + at * turn, finding) for at, finding in enumerate(found)]


def names_around(spokes: Sequence[Spoke], theme: Theme, size: Size) -> list[Name]:
    """Names of both sides, moved up and down as little as it takes to keep them apart."""
    measured = [_measured(spoke, nth, theme, size) for nth, spoke in enumerate(spokes, 1)]
    right = [name for name in measured if name.spoke.angle < pi]
    left = [name for name in reversed(measured) if name.spoke.angle > pi]
    return [*_placed(right, 1, size), *_placed(left, -1, size)]


def _measured(spoke: Spoke, nth: int, theme: Theme, size: Size) -> Name:
    if size.numbered:
        return Name(spoke, str(nth), size.letters * LINE)
    ends = spoke.finding.dimension
    right = labels.wrap(ends.right.label, size.room, size.letters)
    left = labels.wrap(f"↔ {ends.left.label}", size.room, size.letters)
    left = left[1:] if left[0] == "↔" else left  # no line for an arrow alone
    text = f"{labels.coloured(right, theme.right_text)}<br>{labels.coloured(left, theme.left_text)}"
    return Name(spoke, text, (len(right) + len(left)) * size.letters * LINE)


def _placed(names: Sequence[Name], side: int, size: Size) -> Iterator[Name]:
    """The names of one side, from the top down, each just outside the circle."""
    wanted = [name.spoke.at(size.out)[1] for name in names]
    heights = [name.height + (0 if size.numbered else 6) for name in names]
    for name, y in zip(names, _apart(wanted, heights), strict=True):
        near = max(0.0, abs(y) - name.height / 2)
        clear = sqrt(max(0.0, size.out**2 - near**2))
        x = max(clear, abs(name.spoke.at(size.out)[0]))
        yield Name(name.spoke, name.text, name.height, side * x, y)


def _apart(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Middles near the wanted ones, falling, no two closer than their heights allow.

    Neighbours that would overlap become one block, which stands at the mean of
    where its members want to be (isotonic regression, pool adjacent violators).
    """
    blocks: list[list[int]] = []
    foot = [sum(heights[:at]) + heights[at] / 2 for at in range(len(heights))]

    def height(block: list[int]) -> float:
        return sum(wanted[at] + foot[at] for at in block) / len(block)

    for at in range(len(wanted)):
        blocks.append([at])
        while len(blocks) > 1 and height(blocks[-1]) > height(blocks[-2]):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    return [height(block) - foot[at] for block in blocks for at in block]


def text_of(name: Name, size: Size, theme: Theme) -> dict[str, Any]:
    """The name as text at its place."""
    return labels.note(
        name.text,
        name.x,
        name.y,
        colour=theme.ink,
        size=size.letters,
        xanchor="left" if name.x > 0 else "right",
    )
