"""How finely a position and an agreement may be shown, so that more than one set of answers fits.

Everything is counted over all sets of n answers on a scale of K points, once
for each K and n: what is shown then depends on nothing but what is shown.
"""

from functools import cache, lru_cache
from itertools import chain, combinations_with_replacement
from math import comb
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from posdash.measures import library as measures

Ints = NDArray[Any]
NO_BAND = len(measures.BANDS)
"""The place of "no agreement is given" behind the bands, wherever something stands by band."""
HALVES, TENTHS = 2, 10
"""Steps to a point of a rounded position."""

ENOUGH = 2  # sets of answers behind whatever is shown
MOST_TOLD = 0.015  # of members, who know their own answer too, of what all the others said
MEMBER_SETS = 5_000  # where there are more sets of answers, members can tell far less than that
_SATURATED = 12  # sets are counted no further; a sum over 20 of them fits a byte


class Grain(NamedTuple):
    """What is shown of so many answers, by their sum, less the lowest possible one.

    `position` (S) in steps; `banded` (S) says whether the agreement is
    given beside it. By sum and band (S x 4, the last where none is given):
    `low` and `high`, between which sums read the same, and `need`: of how many
    sums more than one nobody may be able to tell which, or one set of answers
    would be left; `joined_low` and `joined_high`, the sums that verdicts do
    not tell apart.
    """

    position: Ints
    banded: NDArray[np.bool_]
    low: Ints
    high: Ints
    need: Ints
    joined_low: Ints
    joined_high: Ints


def steps(total: Any, n: Any, to_a_point: int) -> Ints:
    """A mean in steps: halves are 2 to a point; what lies between two goes to the even one."""
    return np.asarray(np.rint(np.asarray(total) * to_a_point / np.asarray(n)), np.int64)


@cache
def grain(scale: int, n: int, to_a_point: int) -> Grain:
    """The grain of n answers on a scale of K points, in steps of so many to a point; n below 30."""
    sets = _sets(scale, n)
    at = steps(np.arange(n, n * scale + 1), n, to_a_point)
    while at[-1] - at[0] > 1 and not _holds(scale, n, at, sets):
        at = np.clip(at, at[0] + 1, at[-1] - 1)  # the outermost read as the next ones
    return Grain(at, _banded(scale, n, at, sets), *_by_sum(at, sets))


def _holds(scale: int, n: int, at: Ints, sets: Ints) -> bool:
    """Whether positions alone leave enough sets open, and tell few members of the others."""
    behind = np.bincount(at - at[0], sets.sum(axis=1))
    enough = bool(behind[behind > 0].min() >= ENOUGH)
    return enough and told(scale, n, at, np.zeros(len(at), np.bool_)) <= MOST_TOLD


def told(scale: int, n: int, at: Ints, banded: NDArray[np.bool_]) -> float:
    """Of all members the share who can tell all other answers from what is shown and their own."""
    return sum(_told(scale, n, at, banded).values()) / (n * comb(n + scale - 1, n))


def _banded(scale: int, n: int, at: Ints, sets: Ints) -> NDArray[np.bool_]:
    """Where the agreement may be given, by position: there all bands leave enough sets open.

    Then the positions at which members would be told most go without, until few are told.
    """
    given = {
        one
        for one in set(at.tolist())
        if all(_open(column) for column in sets[at == one].T if column.any())
    }
    while True:
        banded = np.isin(at, list(given))
        members = _told(scale, n, at, banded)
        if not given or told(scale, n, at, banded) <= MOST_TOLD:
            return banded
        most = max(members[one] for one in given)
        given -= {one for one in given if members[one] == most}


def _open(sets: Ints) -> bool:
    """Whether enough sets are left, and their sums lie side by side: gaps would tell sums apart."""
    there = np.flatnonzero(sets)
    return bool(sets.sum() >= ENOUGH and len(there) == there[-1] - there[0] + 1)


def _told(scale: int, n: int, at: Ints, banded: NDArray[np.bool_]) -> dict[int, int]:
    """By position, how many members of all sets of answers can tell all others' from their own."""
    members = dict.fromkeys(at.tolist(), 0)
    if comb(n + scale - 1, n) > MEMBER_SETS:
        return members
    counts = all_answers(n, scale)
    sums = counts @ np.arange(1, scale + 1) - n
    band = np.where(banded[sums], measures.band_index(measures.agreement(counts), scale), NO_BAND)
    shown = at[sums] * (NO_BAND + 1) + band
    for own in counts.T:
        alone = np.bincount(shown, own > 0)[shown] == 1
        for one, number in zip(at[sums][alone].tolist(), own[alone].tolist(), strict=True):
            members[one] += number
    return members


@lru_cache(maxsize=16)  # a megabyte each
def all_answers(n: int, scale: int) -> Ints:
    """Every set of n answers as counts, (sets x K)."""
    chosen = combinations_with_replacement(range(scale), n)
    answers = np.fromiter(chain.from_iterable(chosen), dtype=np.int8).reshape(-1, n)
    return np.stack([(answers == point).sum(axis=1) for point in range(scale)], axis=1)


def _by_sum(at: Ints, sets: Ints) -> Ints:
    """For each sum and band: low, high, need, and the joined low and high; (5 x S x 4)."""
    found = np.zeros((5, *sets.shape[:1], NO_BAND + 1), np.int16)
    columns = np.column_stack([sets, np.minimum(sets.sum(axis=1), _SATURATED)])
    for one in np.unique(at):
        [where] = np.nonzero(at == one)
        for band in range(NO_BAND + 1):
            there = where[columns[where, band] > 0]
            if len(there):
                found[:3, where, band] = np.array(
                    [[there[0], there[-1], _need(columns[there, band])]]
                ).T
                for low, high in _joined(columns[there[0] : there[-1] + 1, band]):
                    found[3:, there[0] + low : there[0] + high + 1, band] = [
                        [there[0] + low],
                        [there[0] + high],
                    ]
    return found


def _need(sets: Ints) -> int:
    """The least w so that any w + 1 sums side by side have enough sets, or all of them."""
    return next(
        (
            width
            for width in range(len(sets))
            if np.convolve(sets, np.ones(width + 1, int), "valid").min() >= ENOUGH
        ),
        len(sets) - 1,
    )


def _joined(sets: Ints) -> list[tuple[int, int]]:
    """Runs of sums, as first and last, that together have enough sets each."""
    runs: list[tuple[int, int]] = []
    start, behind = 0, 0
    for at, more in enumerate(sets.tolist()):
        behind += more
        if behind >= ENOUGH:
            runs.append((start, at))
            start, behind = at + 1, 0
    if start < len(sets):
        first = runs.pop()[0] if runs else start
        runs.append((first, len(sets) - 1))
    return runs


def _sets(scale: int, n: int) -> Ints:
    """How many sets of n answers there are by sum, less n, and band: (S x 3), up to saturation.

    Counted from point to point by how many stand there or further left (C), the
    sum of these, and the sum of C (n - C), of which agreement is made.
    """
    most = n * n // 4
    ways = np.zeros((n + 1, (scale - 1) * n + 1, (scale - 1) * most + 1), np.uint8)
    ways[0, 0, 0] = 1
    for point in range(1, scale):
        sums, apart = (point - 1) * n + 1, (point - 1) * most + 1
        further, so_far = np.zeros_like(ways), np.zeros((sums, apart), np.uint8)
        for left in range(n + 1):
            so_far = np.minimum(so_far + ways[left, :sums, :apart], _SATURATED)
            more = left * (n - left)
            further[left, left : left + sums, more : more + apart] = so_far
        ways = further
    found = ways.sum(axis=0, dtype=np.int64)[::-1]
    distance = 2 * np.arange(found.shape[1]) / max(n * (n - 1), 1)
    band = measures.band_index(1 - 2 * distance / (scale - 1), scale)
    by_band = [found[:, band == at].sum(axis=1) for at in range(NO_BAND)]
    return np.asarray(np.minimum(np.stack(by_band, axis=1), _SATURATED))


def sets_behind(scale: int, n: int, position: float, band: int) -> int:
    """How many sets of n answers lie within a quarter of a point of a position, with this band.

    Each sum of the answers counts for at most 12 sets in a band.
    """
    sets = _sets_of(scale, n)
    near = np.abs(np.arange(n, n * scale + 1) / n - position) <= 1 / (2 * HALVES) + 1e-9
    return int(sets[near].sum() if band == NO_BAND else sets[near, band].sum())


@cache
def _sets_of(scale: int, n: int) -> Ints:
    return _sets(scale, n)
