"""Released values: what may be shown of a tally. Made in release/gate.py, and nowhere else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from posdash.measures.library import DESIGN_RATIO, USUAL_SPREAD, Interval
from posdash.measures.library import Band as Band  # passed on: findings and words speak of them
from posdash.measures.library import Camps as Camps
from posdash.measures.library import cut_offs as cut_offs


class Reason(StrEnum):
    """Why something is withheld."""

    TOO_FEW = "too_few"
    PROTECTS = "protects"
    PART_TOO_SMALL = "part_too_small"
    FEW_CHANGED = "few_changed"
    BESIDE_DOTS = "beside_dots"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Withheld:
    """Nothing is shown but why, and the k that was promised."""

    reason: Reason
    k: int


@dataclass(frozen=True, slots=True)
class Coarse:
    """k to 19 answers: position to half a point, its probable band, agreement in words.

    `agreement` is None where it would tell too much beside the position, as
    where few joined or left since an earlier round.
    """

    n: int
    position: float
    interval: Interval[float]
    agreement: Band | None


@dataclass(frozen=True, slots=True)
class Binned:
    """20 to 29 answers: position to a tenth, left/middle/right counts, agreement in words.

    `bins` or `agreement` is None where it would tell too much beside the rest,
    as three counts do of which one is 1 or 2.
    """

    n: int
    position: float
    bins: tuple[int, int, int] | None
    agreement: Band | None


@dataclass(frozen=True, slots=True)
class Full:
    """Everything: the counts at each point and every measure of them.

    `average_distance` and `band` are None below 2 answers, `agreement` below 8,
    `gap` and `thirds` (means of the leftmost and rightmost third) below 6;
    `camps_apart` is the distance of two camps in points, None unless there are
    two. `unsure` is None for those who look from outside.
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
    camps: Camps
    camps_apart: float | None


class Verdict(StrEnum):
    """What may be said of a comparison; that nothing is said is an answer of its own.

    `NO_DIFFERENCE` that matters: the 95 % interval lies within a sixth of the scale, one
    point of seven.
    """

    CLEAR = "clear"
    NO_DIFFERENCE = "no_difference"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Difference:
    """How far the second of two stands from the first: judged on counts, stated rounded.

    `points` are rounded to a tenth where both are Full, else to half a point, and
    `side` is where a clear one points to, -1 or 1, however small it is stated.
    `detectable` is the smallest difference that so many answers show in four cases of
    five, rounded up alike. `interval` (95 %) and `pairs`, the share 0..1 of pairs in
    which the one from the second stands further right, ties counted half, are None
    unless both are Full. `old_rule` says that the wish of a round closed before its sums
    were kept is judged by its two positions.
    """

    verdict: Verdict
    points: float
    interval: Interval[float] | None
    detectable: float
    pairs: float | None = None
    side: int = 0
    old_rule: bool = False


@dataclass(frozen=True, slots=True)
class Moves:
    """How many of those who answered both want to go left, stay, go right."""

    left: int
    stay: int
    right: int


@dataclass(frozen=True, slots=True)
class Unsure:
    """A third or more of those who answered were not sure: `count` of `answered`.

    Both are None where only that much may be told.
    """

    count: int | None
    answered: int | None


@dataclass(frozen=True, slots=True)
class Participation:
    """How many of a group had answered `at` some moment; None where fewer than `k` had.

    `people` are those on the list, `devices` says that devices were counted and
    not people; `at` is None where nothing was counted yet. Where it moves in
    `steps`, that many at least had answered.
    """

    group: str
    answered: int | None
    at: datetime | None
    people: int
    devices: bool
    k: int
    steps: int = 1


@dataclass(frozen=True, slots=True)
class Outlook:
    """What closing a group would yield, by a count `at` some moment, at most once an hour.

    Whether `enough` have answered that something could be shown, at least `k`
    whom nobody knows; and whether `too_many` devices did for its `people`. Where
    the round is `named`, that is about what others see of it.
    """

    group: str
    people: int
    enough: bool
    too_many: bool
    named: bool
    k: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Signed:
    """One placement with its name: in `named` rounds, for the team and its coach.

    `proxy` says that the coach entered it for somebody without a phone.
    """

    name: str
    now: int | None
    aim: int | None
    proxy: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """One comment; `name` only where the round is `named` and the author left it there."""

    text: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Votes:
    """Whether an hour was worth it: `n` voted, on average `points` of 5, to half a point."""

    n: int
    points: float


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a page of groups would say of the same answers, dealt out again at random.

    In `claimed` of 100 of so many `times` it would have told some group apart from the
    others; at most `promised` of 100 may be.
    """

    times: int
    claimed: int
    promised: int


@dataclass(frozen=True, slots=True)
class Organisation:
    """What a whole round tells of the organisation, for values that may not rest on one group.

    `spread` is the mean square within groups in points² over all questions,
    `spreads` that of each, by dimension; `correlations` of now and aim within
    groups stand by dimension, where enough have answered both. All of them are
    rounded to two digits.
    """

    design_ratio: float = DESIGN_RATIO
    spread: float = USUAL_SPREAD
    spreads: Mapping[str, float] = field(default_factory=dict)
    correlations: Mapping[str, float] = field(default_factory=dict)

    def spreads_of(self, dimensions: Sequence[str]) -> list[float]:
        """The mean square within groups of each of these questions, in points²."""
        return [self.spreads.get(dimension, self.spread) for dimension in dimensions]


Released = Withheld | Coarse | Binned | Full
Shift = Withheld | Difference


RELEASED = (
    Withheld,
    Coarse,
    Binned,
    Full,
    Moves,
    Unsure,
    Participation,
    Outlook,
    Signed,
    Remark,
    Votes,
    Replayed,
)
