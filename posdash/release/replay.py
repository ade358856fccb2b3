"""How often a page of groups would say that some differ if chance alone had dealt the answers."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from posdash.measures.library import Numbers
from posdash.release.bounds import Bounds
from posdash.release.dealing import dealt
from posdash.release.differences import FAMILY
from posdash.release.gate import Gate, release_table, spreads_within
from posdash.release.judged import Judged
from posdash.release.standing import any_clear
from posdash.release.suppression import Tree
from posdash.release.table import Counts
from posdash.release.values import Reason, Replayed, Withheld

TIMES = 200
SEED = 20260  # the same each time, so that asking again tells nothing more
MOST = 400_000  # tallies released at once, or memory runs full


def replayed(
    gate: Gate,
    tree: Tree,
    asked: Counts,
    bound: Bounds,
    shown: tuple[Sequence[int], Sequence[int]],
    inside: frozenset[int],
) -> Replayed | Withheld:
    """In what share of deals some of the groups shown would have stood apart from the others.

    `shown` are the groups of the page and, for each, the place of the one over it, as for
    `standings`. Withheld under two groups large enough to be shown, and under 2k answers.
    """
    large = np.where(asked.unknown >= gate.k, asked.unknown, 0)
    if not ((large > 0).sum(axis=0) >= 2).any() or large.sum(axis=0).max() < 2 * gate.k:
        return Withheld(Reason.TOO_FEW, gate.k)
    rows, above = [tree.rows[group] for group in shown[0]], shown[1]
    scale = asked.counts.shape[-1]
    found = sum(
        any_clear(Judged(*(field[rows] for field in judged)), above, spreads, scale)
        for judged, spreads in _deals(gate, tree, asked, bound, inside)
    )
    return Replayed(TIMES, round(100 * found / TIMES), round(100 * FAMILY))


def _deals(
    gate: Gate, tree: Tree, asked: Counts, bound: Bounds, inside: frozenset[int]
) -> Iterator[tuple[Judged, Numbers]]:
    """All groups of the tree as verdicts would know them, and the round's spreads, deal by deal."""
    rng, questions = np.random.default_rng(SEED), len(asked.dimensions)
    at_once = max(MOST // max(asked.unsure.size, 1), 1)
    for start in range(0, TIMES, at_once):
        times = min(at_once, TIMES - start)
        side_by_side = _side_by_side(asked, dealt(asked.counts, times, rng))
        bounds = Bounds(*(np.tile(one, times) for one in bound))
        judged = release_table(gate, tree, side_by_side, bounds, inside).judged
        spreads = spreads_within(side_by_side, gate.k)
        for first in range(0, times * questions, questions):
            here = slice(first, first + questions)
            yield Judged(*(field[:, here] for field in judged)), spreads[here]


def _side_by_side(asked: Counts, deals: np.ndarray) -> Counts:
    """Deals (times, groups, questions, K) as one table of so many times the questions."""
    times, groups, _, scale = deals.shape
    return replace(
        asked,
        dimensions=asked.dimensions * times,
        counts=np.moveaxis(deals, 0, 1).reshape(groups, -1, scale),
        unsure=np.tile(asked.unsure, times),
    )
