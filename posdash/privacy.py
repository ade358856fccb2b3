"""The release gate: the only way from a tally to something that may be shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isnan

import numpy as np

from posdash import measures
from posdash.bank import Openness
from posdash.measures import Band as Band  # passed on: findings and words speak of it
from posdash.measures import Interval, Numbers
from posdash.survey import Facet, Participant, Round, State
from posdash.tally import Key, Tally

K_DEFAULT = 5  # fewer, and a member can work out the others from a mean
BINNED_FROM = 20  # bins at 10 answers fix the whole set of answers in 10 % of cases
FULL_FROM = 30
AGREEMENT_FROM = 8  # below, the number shown floored at 0 flatters a small group
COMMENT_AUTHORS = {Openness.NAMED: 1, Openness.DOTS: 3, Openness.SUMMARY: 5}
COMMENT_ANSWERS_IN_SUMMARY = 10


class View(StrEnum):
    """From where somebody looks: from inside the team (with its coach), or from outside."""

    TEAM = "team"
    OUTSIDE = "outside"


class Reason(StrEnum):
    """Why something is withheld."""

    TOO_FEW = "too few answers"
    PART_TOO_SMALL = "a group inside it has too few answers"
    NOT_ASKED = "nobody was asked"


@dataclass(frozen=True, slots=True)
class Withheld:
    """Nothing is shown but why, and the k that was promised."""

    reason: Reason
    k: int


@dataclass(frozen=True, slots=True)
class Coarse:
    """k to 19 answers: position to half a point, its probable band, agreement in words."""

    n: int
    position: float
    interval: Interval[float]
    agreement: Band


@dataclass(frozen=True, slots=True)
class Binned:
    """20 to 29 answers: position to a tenth, left/middle/right counts, agreement in words."""

    n: int
    position: float
    bins: tuple[int, int, int]
    agreement: Band


@dataclass(frozen=True, slots=True)
class Full:
    """Everything: the counts at each point and every measure of them.

    `average_distance` and `band` are None below 2 answers, `agreement` below 8,
    `gap` and `thirds` (means of the leftmost and rightmost third) below 6.
    `unsure` is None for those who look from outside.
    """

    n: int
    counts: tuple[int, ...]
    unsure: int | None
    position: float
    interval: Interval[float]
    average_distance: float | None
    agreement: float | None
    band: Band | None
    thirds: tuple[float, float] | None
    gap: float | None


@dataclass(frozen=True, slots=True)
class CoarseShift:
    """Now to aim as the difference of two rounded positions: no interval."""

    points: float


@dataclass(frozen=True, slots=True)
class FullShift:
    """Now to aim, with its interval."""

    points: float
    interval: Interval[float]


@dataclass(frozen=True, slots=True)
class Signed:
    """One placement with its name: in `named` rounds, for the team and its coach."""

    name: str
    now: int | None
    aim: int | None


@dataclass(frozen=True, slots=True)
class Remark:
    """One comment; `name` only where the round is `named` and the author left it there."""

    text: str
    name: str | None


Released = Withheld | Coarse | Binned | Full
Shift = Withheld | CoarseShift | FullShift
RELEASED = (Withheld, Coarse, Binned, Full, CoarseShift, FullShift, Signed, Remark)
_TIERS: tuple[type, ...] = (Withheld, Coarse, Binned, Full)


def bins(counts: Sequence[int]) -> tuple[int, int, int]:
    """Counts on the left, in the middle and on the right: 1-2, 3-5, 6-7 of seven points."""
    edge = max(1, round(2 * len(counts) / 7))
    return sum(counts[:edge]), sum(counts[edge:-edge]), sum(counts[-edge:])


def tier(tally: Tally, openness: Openness, k: int, view: View) -> type:
    """The class of released value a tally of this size may become."""
    if view is View.TEAM and openness is Openness.NAMED:
        return Full if tally.n else Withheld
    if tally.n < k:
        return Withheld
    if view is View.TEAM and openness is Openness.DOTS:
        return Full
    if tally.n < BINNED_FROM:
        return Coarse
    return Binned if tally.n < FULL_FROM or 1 in tally.counts else Full


@dataclass(frozen=True, slots=True)
class Gate:
    """The terms of one round and one way of looking at it; every release passes through here.

    The organisation's `design_ratio` gives Coarse values a band without their own spread.
    """

    openness: Openness
    k: int
    view: View
    design_ratio: float = measures.DESIGN_RATIO

    def release(self, tally: Tally, limit: type = Full) -> Released:
        """What may be shown of one tally, never above the tier `limit`."""
        allowed = min(tier(tally, self.openness, self.k, self.view), limit, key=_TIERS.index)
        if allowed is Withheld:
            return Withheld(Reason.TOO_FEW, self.k)
        if allowed is Coarse:
            return _coarse(tally, self.design_ratio)
        return _binned(tally) if allowed is Binned else _full(tally, self.view)

    def shift(self, now: Tally, aim: Tally) -> Shift:
        """How far the aim stands from now, at the lower of their two tiers."""
        before, after = self.release(now), self.release(aim)
        if isinstance(before, Withheld):
            return before
        if isinstance(after, Withheld):
            return after
        if isinstance(before, Full) and isinstance(after, Full):
            points, interval = measures.shift(_array(now), _array(aim))
            return FullShift(float(points), _scalar(interval))
        return CoarseShift(round(after.position - before.position, 1))

    def remarks(
        self, comments: Sequence[tuple[str, str | None]], answers: int
    ) -> tuple[Remark, ...] | Withheld:
        """The comments on one dimension, if enough people answered it and wrote."""
        needed = {Openness.NAMED: 1, Openness.DOTS: self.k}
        enough = needed.get(self.openness, COMMENT_ANSWERS_IN_SUMMARY)
        few = answers < enough or len(comments) < COMMENT_AUTHORS[self.openness]
        if few or self.view is View.OUTSIDE:
            return Withheld(Reason.TOO_FEW, self.k)
        named = self.openness is Openness.NAMED
        return tuple(Remark(text, name if named else None) for text, name in comments)

    def signed(
        self, placements: Sequence[tuple[str, int | None, int | None]]
    ) -> tuple[Signed, ...]:
        """Placements with their names: only in `named` rounds, only inside the team."""
        if self.openness is not Openness.NAMED or self.view is not View.TEAM:
            return ()
        return tuple(Signed(name, now, aim) for name, now, aim in placements)


def gate_for(round: Round, view: View, tallies: Mapping[Key, Tally]) -> Gate:
    """The gate of one round, seen from inside a team or from outside.

    The organisation's own ratio counts from the close of the whole round on: a
    band that moved with every further group would tell about that group.
    """
    if round.state is not State.CLOSED or not tallies:
        return Gate(round.openness, round.k, view)
    nobody = Tally((0,) * round.bank.scale)
    places = [(round.subject.key, one.id, Facet.NOW) for one in round.bank.dimensions]
    counts = [
        [tallies.get(Key(group, *place), nobody).counts for place in places]
        for group in {key.group for key in tallies}
    ]
    return Gate(round.openness, round.k, view, measures.design_ratio(counts))


def release_tree(
    gate: Gate, participants: Sequence[Participant], own: Mapping[int, Tally]
) -> dict[int, Released]:
    """What outsiders may see of each group's sum, by group id.

    A sum is withheld if any asked group in it is, and otherwise shown at the
    lowest tier of its parts, so that taking the visible parts away from it
    tells nothing that the parts do not tell themselves.
    """
    children: dict[int | None, list[int]] = {}
    for one in participants:
        children.setdefault(one.group.parent, []).append(one.group.id)
    return {
        one.group.id: _release_sum(gate, _parts(one.group.id, children, own))
        for one in participants
    }


def _parts(
    group: int, children: Mapping[int | None, list[int]], own: Mapping[int, Tally]
) -> list[Tally]:
    below = [part for child in children.get(group, []) for part in _parts(child, children, own)]
    return [own[group], *below] if group in own else below


def _release_sum(gate: Gate, parts: Sequence[Tally]) -> Released:
    if not parts:
        return Withheld(Reason.NOT_ASKED, gate.k)
    tiers = [tier(part, gate.openness, gate.k, gate.view) for part in parts]
    lowest = min(tiers, key=_TIERS.index)
    if lowest is Withheld:
        alone = len(parts) == 1
        return Withheld(Reason.TOO_FEW if alone else Reason.PART_TOO_SMALL, gate.k)
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return gate.release(total, limit=lowest)


def _array(tally: Tally) -> Numbers:
    return np.asarray(tally.counts, dtype=float)


def _number(value: Numbers) -> float | None:
    return None if isnan(value) else float(value)


def _scalar(interval: Interval[Numbers]) -> Interval[float]:
    return Interval(float(interval.low), float(interval.high))


def _coarse(tally: Tally, design_ratio: float) -> Coarse:
    counts = _array(tally)
    position = round(float(measures.mean_position(counts)) * 2) / 2
    interval = measures.coarse_interval(tally.n, position, len(counts), design_ratio)
    return Coarse(tally.n, position, _scalar(interval), _band(counts))


def _binned(tally: Tally) -> Binned:
    counts = _array(tally)
    position = round(float(measures.mean_position(counts)), 1)
    return Binned(tally.n, position, bins(tally.counts), _band(counts))


def _band(counts: Numbers) -> Band:
    return measures.band(float(measures.agreement(counts)))


def _full(tally: Tally, view: View) -> Full:
    counts = _array(tally)
    agreement, gap = _number(measures.agreement(counts)), _number(measures.outer_third_gap(counts))
    left, right = measures.outer_thirds(counts)
    return Full(
        n=tally.n,
        counts=tally.counts,
        unsure=tally.unsure if view is View.TEAM else None,
        position=float(measures.mean_position(counts)),
        interval=_scalar(measures.wilson_interval(counts)),
        average_distance=_number(measures.average_distance(counts)),
        agreement=agreement if tally.n >= AGREEMENT_FROM else None,
        band=None if agreement is None else measures.band(agreement),
        thirds=None if gap is None else (float(left), float(right)),
        gap=gap,
    )
