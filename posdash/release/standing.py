"""Where each group stands beside all the others of a round: judged together, said rounded."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np
from numpy.typing import NDArray

from posdash.measures import library as measures
from posdash.measures.library import Numbers
from posdash.release.differences import (
    FAMILY,
    MATTERS,
    SHOWN,
    Apart,
    apart_from,
    clearly,
)
from posdash.release.grain import HALVES, TENTHS
from posdash.release.judged import Judged
from posdash.release.rounding import BINNED, COARSE, Ints
from posdash.release.values import Difference, Verdict

_VERDICTS = (Verdict.CANNOT_TELL, Verdict.NO_DIFFERENCE, Verdict.CLEAR)
CANNOT_TELL, NO_DIFFERENCE, CLEAR = range(3)
SHARE_STEPS = 20  # of 5 %: of so few groups no finer share is known
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a group stands from all the others taken together, on one question.

    `pooled` is its partially pooled position, to a tenth, or to half a point where its own
    is; None below ten groups and for sums of groups. `unusual` says that it lies further
    out than these groups usually do.
    """

    difference: Difference
    pooled: float | None
    unusual: bool


@dataclass(frozen=True, slots=True)
class Between:
    """How much groups differ on one question; None below ten groups.

    Clear where some group stands clearly apart, no difference where chance alone makes for more
    than they show. `share` is the share 0..1 of how people differ that is a matter of their group,
    to 5 %; 0 where that is not clear.
    """

    verdict: Verdict | None
    share: float | None


Cells = tuple[tuple[Standing | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Standings:
    """How much the groups differ on each question (D), and each of them beside the others (G x D).

    `cells` are None where nothing may be said; `clear` are the rows and questions of those
    that are, the furthest from the others first; of `alike` the difference does not matter.
    """

    questions: tuple[Between, ...]
    cells: Cells
    clear: tuple[tuple[int, int], ...]
    told: int
    alike: int

    def cell(self, row: int, question: int) -> Standing | None:
        """One of them, None where nothing may be said."""
        return self.cells[row][question]


def standings(
    judged: Judged, above: Sequence[int], sums: Sequence[bool], spreads: Numbers, scale: int
) -> Standings:
    """Every group against all the others (G x D), all of them judged together (Holm, 0.05).

    `above` holds the row of the group over each, -1 for none; rows stand under it. `sums`
    are groups shown as the sum of others: they are judged, and pooled with none.
    """
    # 1. each against the rest of all that is shown
    apart = among_others(judged, above, spreads, scale)
    # 2. where each really stands, among groups that hold no other
    leaf = ~np.asarray(sums, dtype=bool)[:, None]
    n, means = np.where(leaf, judged.n, np.nan), np.where(leaf, judged.mean, np.nan)
    pooled = measures.pooled_of(n, means, spreads, scale)
    clear = clearly(apart, FAMILY)
    told, alike = ~np.isnan(apart.points), _alike(apart) & ~clear
    steps = np.where(judged.tier == COARSE, HALVES, TENTHS)
    return Standings(
        _between(n, means, spreads, np.asarray(clear.any(axis=0))),
        _cells(
            told,
            np.where(clear, CLEAR, np.where(alike, NO_DIFFERENCE, CANNOT_TELL)),
            apart,
            np.round(pooled.position * steps) / steps,
            measures.unusual(pooled.z, FAMILY),
        ),
        _furthest_first(apart.points, clear),
        int(told.sum()),
        int(alike.sum()),
    )


def _alike(apart: Apart) -> Flags:
    """Where the difference does not matter."""
    inside = np.abs(np.array(apart.interval(SHOWN))) <= MATTERS * (apart.scale - 1)
    return np.asarray(inside.all(axis=0))


def _furthest_first(points: Numbers, clear: Flags) -> tuple[tuple[int, int], ...]:
    found = np.argwhere(clear)
    order = np.argsort(-np.abs(points[clear]), kind="stable")
    return tuple((int(row), int(at)) for row, at in found[order])


def _cells(told: Flags, verdicts: Ints, apart: Apart, pooled: Numbers, unusual: Flags) -> Cells:
    """All of them at once, as they may be shown: rounded to half a point."""
    points = np.round(np.nan_to_num(apart.points) * HALVES) / HALVES + 0.0  # no -0.0
    least = np.ceil(np.nan_to_num(apart.least(FAMILY)) * HALVES - 1e-9) / HALVES
    sides = np.where(verdicts == CLEAR, np.sign(np.nan_to_num(apart.points)), 0).astype(int)
    columns = (told, verdicts, points, least, sides, pooled, unusual)
    return tuple(
        tuple(
            Standing(
                Difference(_VERDICTS[verdict], size, None, detectable, None, side),
                None if isnan(position) else position,
                far,
            )
            if here
            else None
            for here, verdict, size, detectable, side, position, far in zip(*row, strict=True)
        )
        for row in zip(*(column.tolist() for column in columns), strict=True)
    )


def among_others(judged: Judged, above: Sequence[int], spreads: Numbers, scale: int) -> Apart:
    """How far each group stands from all the others that are shown (G x D)."""
    return apart_from(_others(judged, _covering(judged, above)), judged, spreads, scale)


def any_clear(judged: Judged, above: Sequence[int], spreads: Numbers, scale: int) -> bool:
    """Whether any group stands clearly apart from the others, as `standings` judges it."""
    return bool(clearly(among_others(judged, above, spreads, scale), FAMILY).any())


def _between(n: Numbers, means: Numbers, spreads: Numbers, clear: Flags) -> tuple[Between, ...]:
    """A share is said only where some group stands apart.

    Of groups that are alike the estimate alone is 5 % or more on 34 to 93 % of pages with 6 to 30
    answers each, and an F test fails where the smallest groups spread most.
    """
    found = measures.mean_squares_of(n, means, spreads)
    shares = np.where(clear, np.clip(measures.icc1(found), 0, 1), 0.0)
    steps = np.round(shares * SHARE_STEPS) / SHARE_STEPS
    enough = found.groups >= measures.FEWEST_GROUPS
    told = np.where(found.tau_squared > 0, Verdict.CANNOT_TELL, Verdict.NO_DIFFERENCE)
    told = np.where(clear, Verdict.CLEAR, told)
    return tuple(
        Between(Verdict(one), float(share)) if several else Between(None, None)
        for several, one, share in zip(enough, told.tolist(), steps, strict=True)
    )


def _covering(judged: Judged, above: Sequence[int]) -> Flags:
    """The topmost shown groups at each question (G x D): together all that is shown."""
    shown = ~np.isnan(judged.n)
    covered = np.zeros_like(shown)
    for row, over in enumerate(above):
        if over >= 0:
            covered[row] = covered[over] | shown[over]
    return shown & ~covered


def _others(judged: Judged, covering: Flags) -> Judged:
    """All that is shown but each group (G x D), which follows from what is known of the two."""
    n, mean, slack = (np.where(covering, one, 0.0) for one in judged[:2] + judged[3:4])
    everybody = n.sum(axis=0)
    left = everybody - judged.n
    left = np.where(left > 0, left, np.nan)
    return Judged(
        left,
        ((n * mean).sum(axis=0) - judged.n * judged.mean) / left,
        np.full(left.shape, np.nan),
        ((n * slack).sum(axis=0) + judged.n * judged.slack) / left,
        np.full(left.shape, BINNED),
    )
