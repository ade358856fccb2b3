"""Two points on one dimension beside each other: what one sees, and what others do."""

from dataclasses import dataclass

from posdash.banks.bank import Dimension
from posdash.findings import comparison_words, words
from posdash.release.values import Released, Withheld
from posdash.survey.round import UNSURE


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two points on one dimension, 1..K; None where nothing was placed, or may not be shown.

    `why` says why the second is not shown; `sentence` tells the two apart in words.
    """

    dimension: Dimension
    first: float | None
    second: float | None
    sentence: str
    why: str = ""


def beside_team(
    dimension: Dimension, point: int | None, team: Released, scale: int, saw: str = "You placed it"
) -> Pairing:
    """The point of somebody, of whom `saw` speaks, beside what is released of a team."""
    placed = None if point == UNSURE else point
    return Pairing(
        dimension,
        placed,
        None if isinstance(team, Withheld) else team.position,
        comparison_words.beside(dimension, placed, team, scale, saw),
        words.withheld(team) if isinstance(team, Withheld) else "",
    )
