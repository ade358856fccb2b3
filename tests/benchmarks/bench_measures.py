"""Are measures of whole arrays as much faster than one tally at a time as they have to be?"""

import sys
from time import perf_counter

import numpy as np

from posdash.measures.library import (
    average_distance,
    mean_position,
    outer_third_gap,
    wilson_interval,
)
from posdash.measures.measure import Numbers

GROUPS, DIMENSIONS, SCALE = 2_000, 20, 7
SAMPLE = 2_000  # of the tallies go through the loop one by one
SEED = 20260
BAR = 30
MEASURES = (mean_position, wilson_interval, average_distance, outer_third_gap)


def tallies() -> Numbers:
    """Counts (GROUPS, DIMENSIONS, SCALE) of teams of 3 to 20 people."""
    rng = np.random.default_rng(SEED)
    people = rng.integers(3, 21, size=(GROUPS, 1))
    shares = rng.dirichlet(np.ones(SCALE), size=(GROUPS, DIMENSIONS))
    return rng.multinomial(people, shares)


def seconds_as_arrays(counts: Numbers) -> float:
    """Time of all tallies at once."""
    start = perf_counter()
    for measure in MEASURES:
        measure(counts)
    return perf_counter() - start


def seconds_as_loop(counts: Numbers) -> float:
    """Time of all tallies one by one, scaled up from a random part of them."""
    flat = counts.reshape(-1, SCALE)
    part = np.random.default_rng(SEED).choice(flat, SAMPLE, replace=False)
    start = perf_counter()
    for one in part:
        for measure in MEASURES:
            measure(one)
    return (perf_counter() - start) * len(flat) / SAMPLE


def main() -> None:
    """Print both times and their ratio; stop where it is under the bar."""
    counts = tallies()
    seconds_as_arrays(counts[:10])  # the first call of anything is slow
    arrays, loop = seconds_as_arrays(counts), seconds_as_loop(counts)
    print(
        f"Position, interval, distance and gap of {GROUPS * DIMENSIONS:,} tallies: "
        f"{1000 * arrays:.0f} ms as arrays, {1000 * loop:.0f} ms one by one "
        f"(scaled up from {SAMPLE:,} at random): {loop / arrays:.0f} times faster."
    )
    sys.exit(None if loop / arrays >= BAR else f"That is under {BAR} times.")


if __name__ == "__main__":
    main()
