"""How often a page of groups would say that some differ if chance alone had dealt the answers."""

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

import numpy as np

from posdash import memory
from posdash.release.bounds import Bounds
from posdash.release.dealing import dealt
from posdash.release.differences import PAGE
from posdash.release.gate import Gate, release_table, spreads_within
from posdash.release.judged import Judged
from posdash.release.rounding import Ints
from posdash.release.standing import any_clear
from posdash.release.suppression import Tree
from posdash.release.table import Counts
from posdash.release.values import Reason, Replayed, Withheld

TIMES = 200
SEED = 20260  # the same each time, so that asking again tells nothing more
MOST = 400_000  # tallies released at once, or memory runs full

_known: dict[bytes, int] = {}
memory.forgets(_known.clear)


def replayed(
    gate: Gate,
    tree: Tree,
    asked: Counts,
    bound: Bounds,
    page: tuple[Sequence[int], Sequence[int]],
    inside: frozenset[int],
    spreads: Sequence[float] | None = None,
) -> Replayed | Withheld:
    """In what share of deals some group of the page would have stood apart from the others.

    `page` are its groups and, for each, the place of the one over it, as for `standings`;
    `spreads` those of the round, where they do not come of the answers that are dealt.
    Withheld under two groups large enough to be shown, and under 2k answers. What comes of
    the same numbers is remembered.
    """
    large = np.where(asked.unknown >= gate.k, asked.unknown, 0)
    if not ((large > 0).sum(axis=0) >= 2).any() or large.sum(axis=0).max() < 2 * gate.k:
        return Withheld(Reason.TOO_FEW, gate.k)
    numbers = gate, tree, asked, bound, page, sorted(inside), spreads
    key = sha256(pickle.dumps(numbers)).digest()
    if key not in _known:
        _known[key] = round(100 * _claimed(*numbers) / TIMES)
    return Replayed(TIMES, _known[key], round(100 * PAGE))


def _claimed(
    gate: Gate,
    tree: Tree,
    asked: Counts,
    bound: Bounds,
    page: tuple[Sequence[int], Sequence[int]],
    inside: Sequence[int],
    spreads: Sequence[float] | None,
) -> int:
    """In how many deals some group stands apart."""
    rows, above = [tree.rows[group] for group in page[0]], page[1]
    scale = asked.counts.shape[-1]
    return sum(
        any_clear(
            Judged(*(field[rows] for field in judged)),
            above,
            np.array(own if spreads is None else spreads),
            scale,
        )
        for judged, own in _deals(gate, tree, asked, bound, frozenset(inside))
    )


def _deals(
    gate: Gate, tree: Tree, asked: Counts, bound: Bounds, inside: frozenset[int]
) -> Iterator[tuple[Judged, list[float]]]:
    """All groups of the tree as verdicts would know them, and their spreads, deal by deal."""
    rng, questions = np.random.default_rng(SEED), len(asked.dimensions)
    at_once = max(MOST // max(asked.unsure.size, 1), 1)
    for start in range(0, TIMES, at_once):
        times = min(at_once, TIMES - start)
        side_by_side = _side_by_side(asked, dealt(asked.counts, times, rng))
        judged = release_table(gate, tree, side_by_side, bound.repeated(times), inside).judged
        spreads = spreads_within(side_by_side, gate.k)
        for first in range(0, times * questions, questions):
            here = slice(first, first + questions)
            yield Judged(*(field[:, here] for field in judged)), spreads[here]


def _side_by_side(asked: Counts, deals: Ints) -> Counts:
    """Deals (times, groups, questions, K) as one table of so many times the questions."""
    times, groups, _, scale = deals.shape
    return replace(
        asked,
        dimensions=asked.dimensions * times,
        counts=np.moveaxis(deals, 0, 1).reshape(groups, -1, scale),
        unsure=np.tile(asked.unsure, times),
    )
