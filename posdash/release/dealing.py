"""What was counted in a round, dealt out again at random to groups of the same sizes."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def dealt(counts: Ints, times: int, rng: np.random.Generator) -> Ints:
    """Counts of the same groups if chance alone had put the same answers into them.

    Counts (groups, questions, K) in, (times, groups, questions, K) out: on each
    question every group keeps its number of answers, and all together keep
    theirs at each point. Fisher's permutations of a table with given margins.
    """
    return np.stack([_dealt(counts[:, at], times, rng) for at in range(counts.shape[1])], axis=2)


def _dealt(counts: Ints, times: int, rng: np.random.Generator) -> Ints:
    """The same of one question. Counts (groups, K) in, (times, groups, K) out."""
    groups, scale = counts.shape
    answers = np.repeat(np.arange(scale, dtype=np.int8), counts.sum(axis=0))
    cell = np.repeat(np.arange(groups), counts.sum(axis=1)) * scale
    shuffled = rng.permuted(np.broadcast_to(answers, (times, len(answers))), axis=1)
    where = np.arange(times)[:, None] * groups * scale + cell + shuffled
    return np.bincount(where.ravel(), minlength=times * groups * scale).reshape(
        times, groups, scale
    )
