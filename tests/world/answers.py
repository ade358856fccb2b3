"""Every set of answers there is, and what is released of each."""

from collections.abc import Hashable
from itertools import chain, combinations_with_replacement

import numpy as np

from posdash.banks.bank import Openness
from posdash.release.gate import Gate, View
from posdash.survey.tally import Tally

GATE = Gate(Openness.SUMMARY, 5, View.OUTSIDE)


def every(n: int, scale: int) -> np.ndarray:
    """Counts of every set of n answers on a scale of 1..scale: (sets x points)."""
    chosen = combinations_with_replacement(range(scale), n)
    answers = np.fromiter(chain.from_iterable(chosen), dtype=np.int8).reshape(-1, n)
    return np.stack([(answers == point).sum(axis=1) for point in range(scale)], axis=1)


def looks(counts: np.ndarray, gate: Gate = GATE) -> np.ndarray:
    """By set of answers: the number of what is released of it, alike where it looks alike."""
    numbers: dict[Hashable, int] = {}
    found = (gate.release(Tally(tuple(one))) for one in counts.tolist())
    return np.array([numbers.setdefault(value, len(numbers)) for value in found])
