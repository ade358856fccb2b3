"""How far a team wants to move, from what each of its people wants: no other team is asked."""

from typing import Any, NamedTuple

import numpy as np
from scipy.special import stdtr, stdtrit

from posdash.measures.contrast import POWER
from posdash.measures.measure import Interval, Numbers, divided

LENT = (2.0, 12.0)
"""Answers' worth of spread that a team's other questions lend to one: where their spreads differ
most, and where they are alike. By simulation of 16 questions (`tests/measures/test_wish.py`): of
true two-point wishes on four of them 62, 80 and 96 % are found with 6, 8 and 12 people (SD 1.4,
correlation .5), and at most 9 % of pictures without a wish hold one. Lending always 12 would make
that 25 %, where half the questions are close and half wide apart; lending always 4 would find 49,
71 and 93 %."""
TOLD_BY = 8
"""Other questions that lend so much; fewer lend less, as so few do not tell how alike they are. In
pictures of two to four questions, close and wide in turns, up to 15 % would hold a false wish of
five people."""
LEAST = 0.25  # points²: whole points cannot show less, and agreement is no certainty
UNANIMOUS_FROM = (
    8  # people: by a sign test .008, and what all want needs no other question's spread
)


class Wished(NamedTuple):
    """What a team's people want on average at each question (..., Q), below 0 to the left.

    `mean` in points with its standard `error` on so many degrees of `freedom`; `p` is
    two-sided. `lent` is the mean square of the other questions, points²; NaN where none is.
    NaN where fewer than two answered both.
    """

    mean: Numbers
    error: Numbers
    freedom: Numbers
    p: Numbers
    lent: Numbers


def wished(n: Any, total: Any, squares: Any) -> Wished:
    """From n people's sums of wish less now, and of its squares, at each question (..., Q).

    Student's t of the differences, each question's variance drawn to that of the team's
    others: the more, the more alike they are. Where all of eight or more want it further to
    one side, their own spread alone tells. Source: Smyth 2004 for the variance.
    """
    n, total, squares = (np.asarray(one, dtype=float) for one in (n, total, squares))
    own = np.maximum(n - 1, 0.0)
    within = np.maximum(squares - divided(total**2, n), 0.0)
    within, mean = np.where(n > 1, within, 0.0), divided(total, n)
    others = own.sum(axis=-1, keepdims=True) - own
    lent = divided(within.sum(axis=-1, keepdims=True) - within, others)
    alone = (n >= UNANIMOUS_FROM) & all_one_way(n, total, squares)
    weight = np.where(alone, 0.0, np.minimum(_weight(own, within), others))
    freedom = np.where(n > 1, weight + own, np.nan)
    variance = (weight * np.nan_to_num(lent) + within) / freedom
    error = np.sqrt(divided(np.maximum(variance, LEAST), n))
    return Wished(mean, error, freedom, student_p(mean, error, freedom), lent)


def student_p(mean: Any, error: Any, freedom: Any) -> Numbers:
    """How often chance alone puts a mean at least so far from 0, either way: Student's t."""
    return np.asarray(2 * stdtr(freedom, -np.abs(mean) / error))


def student_interval(mean: Any, error: Any, freedom: Any) -> Interval[Numbers]:
    """95 % interval of a mean, by Student's t."""
    half = stdtrit(freedom, 0.975) * error
    return Interval(mean - half, mean + half)


def least_found(error: Any, freedom: Any, alpha: Any) -> Numbers:
    """The smallest true mean that is found in four cases of five at this level, in points."""
    t = stdtrit(freedom, 1 - np.asarray(alpha) / 2) + stdtrit(freedom, POWER)
    return np.asarray(t * error)


def all_one_way(n: Any, total: Any, squares: Any) -> Any:
    """Whether everybody certainly wants it further to the same side, as the sums tell.

    With one who does not, the others' squares come to at least total² / (n - 1).
    """
    return (np.asarray(n) - 1) * np.asarray(squares) < np.asarray(total) ** 2


def _weight(freedom: Numbers, within: Numbers) -> Numbers:
    """How much questions lend each other: less, the more their variances differ beyond chance.

    The squared coefficient of variation of variances is 2 / freedom by chance alone; what is
    above is that of the true ones, and 2 / that the degrees of freedom they are worth.
    """
    questions = (freedom > 0).sum(axis=-1, keepdims=True)
    everybody = freedom.sum(axis=-1, keepdims=True)
    average = divided(within.sum(axis=-1, keepdims=True), everybody)
    away = freedom * (divided(within, freedom) - average) ** 2
    found = divided(np.nan_to_num(away).sum(axis=-1, keepdims=True), everybody * average**2)
    by_chance = divided(2.0 * questions.astype(float), everybody)
    found = divided(found * questions, np.maximum(questions - 1.0, 1.0))
    beyond = np.nan_to_num(np.maximum(found - by_chance, 0.0) / (1 + by_chance))
    lent = np.clip(divided(2.0 + 0 * beyond, np.maximum(beyond, 1e-9)), *LENT)
    return np.asarray(lent * np.minimum((questions - 1) / TOLD_BY, 1.0))
