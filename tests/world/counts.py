"""Counts drawn at random, and the small steps by which measures are compared."""

import numpy as np
import pytest
from hypothesis import strategies as st

from posdash.measures.library import Interval


@st.composite
def tallies(draw, fewest=1, scale=None):
    """Counts on scales of 3 to 11 points, of at least so many answers."""
    scale = scale or draw(st.integers(3, 11))
    counts = draw(st.lists(st.integers(0, 12), min_size=scale, max_size=scale))
    if sum(counts) < fewest:
        counts[draw(st.integers(0, scale - 1))] += fewest
    return counts


@st.composite
def pairs(draw, fewest=1):
    """Two tallies on one scale of 3 to 11 points."""
    first = draw(tallies(fewest))
    return first, draw(tallies(fewest, len(first)))


@st.composite
def questions(draw, groups):
    """Counts of so many groups at one to three questions, (G, D, K); some are empty."""
    shape = draw(groups), draw(st.integers(1, 3)), draw(st.integers(3, 11))
    most, seed = draw(st.integers(1, 5)), draw(st.integers(0, 2**32 - 1))
    drawn = np.random.default_rng(seed)
    return drawn.integers(0, most, shape) * drawn.integers(0, 2, (*shape[:2], 1))


def people(counts):
    """The place of each respondent, from the left."""
    return [place for place, count in enumerate(counts, 1) for _ in range(count)]


def tally(places, scale):
    """Counts at the points 1..K."""
    return np.bincount(places, minlength=scale + 1)[1:].astype(float)


def close(interval: Interval, low: float, high: float, within: float) -> bool:
    """Whether an interval has these ends, so many points more or less."""
    return (float(interval.low), float(interval.high)) == pytest.approx((low, high), abs=within)


def assert_same(one, other):
    """Numbers, or intervals of them, alike to nine digits, NaN where the other is NaN."""
    np.testing.assert_allclose(np.array(one), np.array(other), rtol=1e-9, atol=1e-9)


def one_by_one(compute, cases):
    """What a measure gives for each case in turn, the cases last: as for many at once."""
    return np.stack([np.array(compute(case)) for case in cases], axis=-1)
