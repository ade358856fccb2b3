"""Every set of answers there is, and what is released of each."""

from itertools import chain, combinations_with_replacement

import numpy as np

from posdash.banks.bank import Openness
from posdash.release.gate import Gate, View
from posdash.release.grain import HALVES
from posdash.release.rounding import COARSE, rounded

GATE = Gate(Openness.SUMMARY, 5, View.OUTSIDE)


def every(n: int, scale: int) -> np.ndarray:
    """Counts of every set of n answers on a scale of 1..scale: (sets x points)."""
    chosen = combinations_with_replacement(range(scale), n)
    answers = np.fromiter(chain.from_iterable(chosen), dtype=np.int8).reshape(-1, n)
    return np.stack([(answers == point).sum(axis=1) for point in range(scale)], axis=1)


def looks(counts: np.ndarray) -> np.ndarray:
    """By set of fewer than 20 answers: a number that is the same where what is released is."""
    shown = rounded(counts, COARSE)
    alike = np.stack([shown.position * HALVES, shown.band], axis=1)
    return np.unique(alike, axis=0, return_inverse=True)[1].ravel()
