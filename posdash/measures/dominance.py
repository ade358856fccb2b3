"""The difference between two groups: how often one of the first stands further right."""

from typing import Any

import numpy as np

from posdash.measures.measure import Measure, Numbers, Of, as_counts, divided


def cliffs_delta(first: Any, second: Any) -> Numbers:
    """Cliff's delta, -1..1: positive where the first group stands further right.

    sum_k a_k (b below k - b above k) / (n_a n_b); NaN if either is empty.
    Counts (..., K) in, (...) out. Source: Cliff 1993.
    """
    a, b = as_counts(first), as_counts(second)
    n_b = b.sum(axis=-1, keepdims=True)
    up_to = b.cumsum(axis=-1)
    below, above = up_to - b, n_b - up_to
    return divided((a * (below - above)).sum(axis=-1), a.sum(axis=-1) * n_b[..., 0])


def share_of_pairs(delta: Any) -> Numbers:
    """Share of pairs in which the one of the first group stands further right, ties counted half.

    (delta + 1) / 2, 0..1. Source: Vargha & Delaney 2000.
    """
    return np.asarray((as_counts(delta) + 1) / 2)


DOMINANCE = Measure(
    name="cliffs delta",
    title="Difference between the first and the second (Cliff's delta)",
    sentence="How much more often a colleague from the first stands further right than further "
    "left of one from the second.",
    source="Cliff 1993.",
    example=(((2, 3, 3, 1, 1), (1, 1, 1, 2, 1)), -0.25),
    compute=lambda counts: cliffs_delta(counts[0], counts[1]),
    of=Of.TWO,
)
