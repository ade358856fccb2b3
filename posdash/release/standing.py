"""Where each group stands beside all the others of a round: judged together, said rounded."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posdash.measures import library as measures
from posdash.measures.library import Interval, Numbers
from posdash.release.differences import FAMILY, SHOWN, apart_from, clearly, stated, verdict
from posdash.release.judged import Judged
from posdash.release.rounding import BINNED
from posdash.release.values import Difference

SHARE_STEPS = 20  # of 5 %: of so few groups no finer share is known
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a group stands from all the others taken together, on one question.

    `pooled` is its partially pooled position, to a tenth, None below ten groups and for
    sums of groups; `unusual` says that it lies further out than these groups usually do.
    """

    difference: Difference
    pooled: float | None
    unusual: bool


@dataclass(frozen=True, slots=True)
class Between:
    """How much groups differ on one question; None below ten groups.

    `differ` is false where they do not measurably, `share` the share 0..1 of how people
    differ that is a matter of their group, to 5 %.
    """

    differ: bool | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Standings:
    """By group and question: `cells` (G x D), None where nothing may be said; `questions` (D)."""

    cells: tuple[tuple[Standing | None, ...], ...]
    questions: tuple[Between, ...]


def standings(
    judged: Judged, above: Sequence[int], sums: Sequence[bool], spreads: Numbers, scale: int
) -> Standings:
    """Every group against all the others (G x D), all of them judged together (Holm, 0.10).

    `above` holds the row of the group over each, -1 for none; rows stand under it. `sums`
    are groups shown as the sum of others: they are judged, and pooled with none.
    """
    # 1. each against the rest of all that is shown
    others = _others(judged, _covering(judged, above))
    apart = apart_from(others, judged, spreads, scale)
    clear, least = clearly(apart, FAMILY), apart.least(FAMILY)
    low, high = apart.interval(SHOWN)
    # 2. where each really stands, among groups that hold no other
    leaf = ~np.asarray(sums, dtype=bool)[:, None]
    n, means = np.where(leaf, judged.n, np.nan), np.where(leaf, judged.mean, np.nan)
    pooled = measures.pooled_of(n, means, spreads, scale)
    strange = measures.unusual(pooled.z, FAMILY)

    def cell(at: tuple[int, int]) -> Standing | None:
        if np.isnan(apart.points[at]):
            return None
        told = verdict(bool(clear[at]), low[at], high[at], scale)
        size, between = float(apart.points[at]), Interval(low[at], high[at])
        position = pooled.position[at]
        return Standing(
            stated(told, size, between, float(least[at]), exact=False),
            None if np.isnan(position) else round(float(position), 1),
            bool(strange[at]),
        )

    groups, questions = judged.n.shape
    return Standings(
        tuple(tuple(cell((row, at)) for at in range(questions)) for row in range(groups)),
        _between(n, means, spreads),
    )


def _between(n: Numbers, means: Numbers, spreads: Numbers) -> tuple[Between, ...]:
    found = measures.mean_squares_of(n, means, spreads)
    shares = np.clip(measures.icc1(found), 0, 1)
    steps = np.round(shares * SHARE_STEPS) / SHARE_STEPS
    enough = found.groups >= measures.FEWEST_GROUPS
    return tuple(
        Between(bool(tau > 0), float(share)) if told else Between(None, None)
        for told, tau, share in zip(enough, found.tau_squared, steps, strict=True)
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
