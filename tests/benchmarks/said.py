"""What posdash says of whole arrays of tallies: the gate and its verdicts, many pages at once.

`test_said.py` holds that pages say the same, one by one.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from posdash.banks.bank import Openness
from posdash.measures import library as measures
from posdash.measures.measure import Numbers
from posdash.release.differences import FAMILY, MATTERS, SHOWN
from posdash.release.gate import Gate, View
from posdash.release.judged import judged
from posdash.release.rounding import COARSE, rounded
from posdash.release.values import Organisation, Verdict, Withheld
from posdash.release.wishes import Wanted, wishes
from posdash.survey.tally import Tally, Wish
from tests.benchmarks.populations import Ints
from tests.benchmarks.teams import Pictures

VERDICTS = tuple(Verdict)
K = 5


class Tree(NamedTuple):
    """Groups that are asked, alone or so many to each department, under one whole."""

    leaves: int
    to_a_department: int = 0


def shares(verdicts: NDArray[np.str_]) -> list[float]:
    """How much of them each of the three verdicts makes up, in their order."""
    return [float((verdicts == one).mean()) for one in VERDICTS]


def wishes_in_dots(team: Pictures) -> NDArray[np.str_]:
    """The verdict on each question of each picture (pictures, questions), in a `dots` round."""
    found = measures.wished(team.n, team.total, team.squares)
    clear = measures.holm(found.p, FAMILY) & (found.p <= SHOWN)
    low, high = measures.student_interval(found.mean, found.error, found.freedom)
    return _verdicts(clear, low, high, team.now.shape[-1])


def wishes_in_summary(team: Pictures) -> NDArray[np.str_]:
    """The same in a `summary` round, picture by picture."""
    gate, scale = Gate(Openness.SUMMARY, K, View.TEAM), team.now.shape[-1]
    usual = Organisation(spread=measures.usual_spread(scale))
    found = []
    for now, aim, *sums in zip(*team, strict=True):
        wanted = [
            Wanted(
                gate.release(Tally(tuple(before))),
                gate.release(Tally(tuple(after))),
                Wish(*wish),
                wish[0],
            )
            for before, after, wish in zip(
                now.tolist(), aim.tolist(), np.transpose(sums).tolist(), strict=True
            )
        ]
        shifts = wishes(wanted, scale, usual)
        found.append([None if isinstance(one, Withheld) else one.verdict for one in shifts])
    return np.array(found)


def _verdicts(clear: Numbers, low: Numbers, high: Numbers, scale: int) -> NDArray[np.str_]:
    small = (-MATTERS * (scale - 1) <= low) & (high <= MATTERS * (scale - 1))
    told = np.where(small, Verdict.NO_DIFFERENCE, Verdict.CANNOT_TELL)
    return np.where(clear, Verdict.CLEAR, told)


def page(counts: Ints, tree: Tree) -> Numbers:
    """Whether pages of groups say of any that it differs clearly from the whole.

    Counts (pages, leaves, questions, K) in, booleans (pages) out.
    """
    raise NotImplementedError


def widest_pair(counts: Ints, tree: Tree) -> Numbers:
    """Whether those two groups are said to differ clearly that stand furthest apart somewhere.

    Counts (pages, leaves, questions, K) in, booleans (pages) out.
    """
    raise NotImplementedError


def two_of_many(counts: Ints, groups: int) -> NDArray[np.str_]:
    """The verdict on each question of two of so many groups, side by side.

    Counts (pages, 2, questions, K) in, verdicts (pages, questions) out.
    """
    raise NotImplementedError


def clusters(counts: Ints, questions: int) -> Numbers:
    """Whether each tally (..., K) is said to have two clusters in a picture of many questions.

    Booleans (...) out.
    """
    return measures.two_camps(counts, questions)


def released(counts: Ints) -> Numbers:
    """What a `summary` shows of few answers: position, agreement. (sets, K) in, (sets, 2) out."""
    shown = rounded(counts, COARSE)
    return np.column_stack((shown.position, shown.band))


def known_to_verdicts(counts: Ints) -> Numbers:
    """The same with all that verdicts of whatever kind may rest on: (sets, 6) out."""
    behind = judged(counts, rounded(counts, COARSE))
    rest = np.nan_to_num(np.column_stack(behind[:4]), nan=-1.0)
    return np.column_stack((released(counts), rest))
