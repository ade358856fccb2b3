"""Where a team would like to be, seen from where it is: by what its own people want."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from posdash.measures import library as measures
from posdash.measures.library import Interval, Numbers
from posdash.release.differences import PAGE, SHOWN, stated, verdict
from posdash.release.grain import NO_BAND, sets_behind
from posdash.release.values import Binned, Coarse, Full, Organisation, Released, Shift, Withheld
from posdash.survey.tally import Wish

FEW_SETS = 8  # of answers behind a rounded value: of fewer, a verdict by sums could tell which
LENDERS = 4  # of fewer questions the spread would tell how far apart the answers to one are

SLACK: dict[type, float] = {Full: 0.0, Binned: 0.05, Coarse: 0.25}
"""By how much rounding moves a position at most, in points."""


class Wanted(NamedTuple):
    """What is released of now and aim of one question, and what its verdict may rest on.

    `wish` is None where none was kept, `both` how many answered the two; it is `silent`
    where these are too few, or would tell of few who joined or left. `r` is the round's
    correlation within groups, for the old rule.
    """

    now: Released
    aim: Released
    wish: Wish | None
    both: int
    silent: bool = False
    r: float | None = None

    @property
    def withheld(self) -> Withheld | None:
        """Why nothing is said, if so."""
        return next((one for one in self[:2] if isinstance(one, Withheld)), None)

    @property
    def exact(self) -> bool:
        """Whether both are shown without rounding."""
        return isinstance(self.now, Full) and isinstance(self.aim, Full)


class _Judged(NamedTuple):
    """One entry per question, in points but for the chance `p`; NaN where nothing may be said."""

    points: Numbers
    low: Numbers
    high: Numbers
    least: Numbers
    p: Numbers


def wishes(wanted: Sequence[Wanted], scale: int, organisation: Organisation) -> tuple[Shift, ...]:
    """How far a team's people want to move at each of its questions, judged together (Holm, 0.10).

    Of rounds closed before sums were kept, by the distance of two positions.
    """
    told = [one for one in wanted if one.withheld is None]
    old_rule = any(one.wish is None and one.both for one in told)
    judge = _by_positions if old_rule else _by_sums
    judged = judge(told, scale, organisation)
    clear = measures.holm(judged.p, PAGE) & (judged.p <= SHOWN)
    found = iter(
        stated(
            verdict(bool(is_clear), low, high, scale),
            points,
            Interval(low, high),
            scale - 1 if np.isnan(least) else min(least, scale - 1),
            exact=one.exact,
            old_rule=old_rule,
        )
        for one, is_clear, (points, low, high, least, _) in zip(
            told, clear, zip(*(column.tolist() for column in judged), strict=True), strict=True
        )
    )
    return tuple(one.withheld or next(found) for one in wanted)


def _by_sums(told: Sequence[Wanted], scale: int, _: Organisation) -> _Judged:
    nobody = Wish(0, 0, 0)
    sums = [nobody if one.silent else one.wish or nobody for one in told]
    n, total, squares = np.array(sums, dtype=float).reshape(-1, 3).T
    found = measures.wished(n, total, squares)
    questions = max(int((~np.isnan(found.p)).sum()), 1)
    level = min(PAGE / questions, SHOWN)
    exact = _Judged(
        np.where(np.isnan(found.mean), _apart(told)[0], found.mean),
        *measures.student_interval(found.mean, found.error, found.freedom),
        measures.least_found(found.error, found.freedom, level),
        found.p,
    )
    rounded = np.array([not one.exact for one in told], dtype=bool)
    if not rounded.any():
        return exact
    lenders = np.count_nonzero(n > 1) - (n > 1)
    usual = measures.usual_spread(scale)
    lent = np.where(lenders >= LENDERS, np.maximum(found.lent, measures.LEAST), usual)
    return _unless(rounded, _rounded(told, exact, n, lent, level, scale), exact)


def _rounded(
    told: Sequence[Wanted], exact: _Judged, n: Numbers, lent: Numbers, level: float, scale: int
) -> _Judged:
    """By the same sums, but where few sets of answers are left by the two positions alone."""
    points, slack = _apart(told)
    error = np.sqrt(measures.divided(lent, n))
    freedom = measures.LENT[0] + n - 1
    low, high = measures.student_interval(points, error, freedom)
    away = np.maximum(np.abs(points) - slack, 0.0)
    shown = _Judged(
        points,
        low - slack,
        high + slack,
        measures.least_found(error, freedom, level),
        measures.student_p(away, error, freedom),
    )
    few = np.array([any(_few_sets(value, scale) for value in one[:2]) for one in told])
    inside = exact._replace(
        points=points,
        least=shown.least,
        p=np.where(points * exact.points < 0, np.nan, exact.p),
    )
    return _unless(few, shown, inside)


def _few_sets(value: Released, scale: int) -> bool:
    """Whether so few sets of answers fit a rounded value, as at the ends of the scale."""
    if not isinstance(value, Coarse):
        return False
    band = NO_BAND if value.agreement is None else measures.BANDS.index(value.agreement)
    return sets_behind(scale, value.n, value.position, band) < FEW_SETS


def _apart(told: Sequence[Wanted]) -> tuple[Numbers, Numbers]:
    """How far the positions lie apart as shown, and by how much rounding may have moved that."""
    rows = [
        (value.position, SLACK[type(value)])
        for one in told
        for value in one[:2]
        if not isinstance(value, Withheld)
    ]
    (now, before), (aim, after) = np.array(rows, dtype=float).reshape(-1, 2, 2).transpose(1, 2, 0)
    return aim - now, before + after


def _unless(where: NDArray[np.bool_], one: _Judged, other: _Judged) -> _Judged:
    return _Judged(*(np.where(where, *both) for both in zip(one, other, strict=True)))


def _by_positions(told: Sequence[Wanted], _: int, organisation: Organisation) -> _Judged:
    """The rule of old: of all that is shown MOVER, else Student's t of two rounded positions."""
    rows = [_of_old(one, organisation.spread) for one in told]
    return _Judged(*np.array(rows, dtype=float).reshape(-1, 5).T)


def _of_old(one: Wanted, spread: float) -> tuple[Any, ...]:
    now, aim, both, r = one.now, one.aim, one.both, one.r
    assert not isinstance(now, Withheld)
    assert not isinstance(aim, Withheld)
    least = measures.minimum_detectable_change(now.n, aim.n, spread)
    if isinstance(now, Full) and isinstance(aim, Full):
        points, (low, high) = measures.shift(now.counts, aim.counts, r, both)
        return points, low, high, least, measures.p_value(now.counts, aim.counts, r, both)
    [points], [slack] = _apart([one])
    p = measures.rounded_p_value(points, now.n, aim.n, spread)
    return points, points - least - slack, points + least + slack, least, p
