"""Do the intervals of partially pooled positions hold where the teams really stand?"""

import numpy as np
from scipy.special import ndtr

from posdash.measures.library import Interval, mean_position, mean_squares, pooled
from posdash.measures.measure import Numbers
from posdash.measures.pooling import NORMAL_975
from tests.benchmarks.page import Bar, Section, holds, table
from tests.benchmarks.populations import POINTS, SCALE, mean_of

ORGANISATIONS = (10, 30, 100)  # groups
DIFFERENCES = (0.3, 0.6, 1.0)  # tau: how far apart teams really stand, in points
SPREAD = 1.4  # of people in one team, in points
SIZES = (5, 15)


def coverage_of_pooled_positions(rng: np.random.Generator, draws: int) -> Section:
    """Morris's intervals beside the plain ones, over organisations of three sizes."""
    rows = []
    for groups in ORGANISATIONS:
        covered = [_covered(rng, groups, tau, draws) for tau in DIFFERENCES]
        for name, found in zip(("Morris", "plain"), np.transpose(covered), strict=True):
            rows.append([f"{groups}, {name}", *found.tolist(), float(found.mean())])
    return Section(
        "Partially pooled positions",
        f"{draws:,} organisations each. Team means are normal around 4 with a standard deviation "
        f"of tau; people normal around their team with {SPREAD}, to whole points 1 to {SCALE}; "
        f"{SIZES[0]} to {SIZES[1]} answers. Plain: ±1.96 sqrt(B MSW / n).",
        table(["groups, interval", *(f"tau {tau}" for tau in DIFFERENCES), "average"], rows),
        [
            Bar(
                f"Of 100 best guesses of where one of {groups} groups stands, {{limit}} at least "
                "hold the truth in their interval: {reached} do",
                row[-1],
                0.93,
            )
            for groups, row in zip(ORGANISATIONS, rows[::2], strict=True)
        ],
    )


def team_shares(centres: Numbers) -> Numbers:
    """People spread normally around their team, to whole points. (...) in, (..., 7) out."""
    ends = np.concatenate(([-np.inf], POINTS[:-1] + 0.5, [np.inf]))
    return np.diff(ndtr((ends - centres[..., None]) / SPREAD), axis=-1)


def plain_interval(counts: Numbers) -> Interval[Numbers]:
    """Empirical Bayes without Morris's corrections. Counts (G, ..., K) in, (G, ...) out."""
    found, n, middle = mean_squares(counts), counts.sum(axis=-1), pooled(counts).average
    own = found.within / n
    kept = found.tau_squared / (found.tau_squared + own)
    position, half = middle + kept * (mean_position(counts) - middle), np.sqrt(kept * own)
    return Interval(position - NORMAL_975 * half, position + NORMAL_975 * half)


def _covered(rng: np.random.Generator, groups: int, tau: float, draws: int) -> tuple[float, float]:
    shares = team_shares(rng.normal(4, tau, size=(groups, draws)))
    counts = rng.multinomial(rng.integers(SIZES[0], SIZES[1] + 1, size=(groups, draws)), shares)
    truth = mean_of(shares)
    morris = holds(pooled(counts).interval, truth)
    return float(morris.mean()), float(holds(plain_interval(counts), truth).mean())
