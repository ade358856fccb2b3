"""Teams whose truth is known, as they stand and as they want it: the same people placed both."""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from posdash.measures.measure import Numbers
from tests.benchmarks.populations import Ints, counted, points_of


class Pictures(NamedTuple):
    """Pictures of one team each: counts (pictures, questions, K) of now and of aim.

    `n`, `total` and `squares` (pictures, questions) are how many placed both,
    and the sums of aim - now and of its square, as they are kept at a close.
    """

    now: Ints
    aim: Ints
    n: Ints
    total: Ints
    squares: Ints


def pictures(
    rng: np.random.Generator, n: int, now: Numbers, aim: Numbers, tied: Numbers | float
) -> Pictures:
    """Pictures of n people each, drawn from shares (pictures, questions, K) of now and of aim.

    `tied` is the correlation of the two in people's minds, before they are put
    on points: one for all, or one for each question.
    """
    size, scale = (*now.shape[:2], n), now.shape[-1]
    r = np.broadcast_to(np.asarray(tied, dtype=float), now.shape[1])[:, None]
    seen, own = rng.standard_normal(size), rng.standard_normal(size)
    before = points_of(now, ndtr(seen))
    after = points_of(aim, ndtr(r * seen + np.sqrt(1 - r**2) * own))
    wish = after - before
    return Pictures(
        counted(before, scale),
        counted(after, scale),
        np.full(size[:2], n),
        wish.sum(axis=-1),
        (wish**2).sum(axis=-1),
    )
