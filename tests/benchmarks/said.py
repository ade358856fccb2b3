"""What posdash says of whole arrays of tallies: the gate and its verdicts, many pages at once.

`test_said.py` holds that pages say the same, one by one.
"""

from collections.abc import Iterator
from math import comb
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from posdash.banks.bank import Openness
from posdash.measures import library as measures
from posdash.measures.measure import Numbers
from posdash.release.bounds import unbound
from posdash.release.differences import FAMILY, MATTERS, PAGE, SHOWN, apart_from, clearly
from posdash.release.gate import Gate, View, release_table, spreads_within
from posdash.release.judged import Judged, judged
from posdash.release.rounding import COARSE, rounded
from posdash.release.standing import among_others
from posdash.release.suppression import tree_of
from posdash.release.table import Counts
from posdash.release.values import Full, Organisation, Released, Verdict, Withheld
from posdash.release.wishes import Wanted, wishes
from posdash.survey.round import Group, Participant
from posdash.survey.tally import Tally, Wish
from tests.benchmarks.populations import Ints
from tests.benchmarks.teams import Pictures

VERDICTS = tuple(Verdict)
K = 5
WHOLE = 1_000_000  # the id of the group over all others


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
    clear = measures.holm(found.p, PAGE) & (found.p <= SHOWN)
    low, high = measures.student_interval(found.mean, found.error, found.freedom)
    return _verdicts(clear, low, high, team.now.shape[-1])


def wishes_in_summary(team: Pictures) -> NDArray[np.str_]:
    """The same in a `summary` round, picture by picture."""
    gate, scale = Gate(Openness.SUMMARY, K, View.TEAM), team.now.shape[-1]
    usual = Organisation(spread=measures.usual_spread(scale))
    seen = zip(_table(gate, team.now), _table(gate, team.aim), strict=True)
    sums = np.stack(team[2:], axis=-1).tolist()
    found = []
    for (now, aim), picture in zip(seen, sums, strict=True):
        wanted = [
            Wanted(before, after, Wish(*wish), wish[0])
            for before, after, wish in zip(now, aim, picture, strict=True)
        ]
        shifts = wishes(wanted, scale, usual)
        found.append(["" if isinstance(one, Withheld) else one.verdict for one in shifts])
    return np.array(found)


def _table(gate: Gate, counts: Ints) -> list[tuple[Released, ...]]:
    """What is released of each picture."""
    tallies = {at: [Tally(tuple(one)) for one in each] for at, each in enumerate(counts.tolist())}
    limits = dict.fromkeys(tallies, [Full] * counts.shape[1])
    table = gate.table(tallies, tuple(map(str, range(counts.shape[1]))), limits)
    return [table.row(at) for at in tallies]


def _verdicts(clear: Numbers, low: Numbers, high: Numbers, scale: int) -> NDArray[np.str_]:
    small = (-MATTERS * (scale - 1) <= low) & (high <= MATTERS * (scale - 1))
    told = np.where(small, Verdict.NO_DIFFERENCE, Verdict.CANNOT_TELL)
    return np.where(clear, Verdict.CLEAR, told)


def beside_others(counts: Ints, tree: Tree) -> NDArray[np.str_]:
    """What pages say of each group beside all the others: the whole, then each one's groups.

    Counts (pages, leaves, questions, K) in, verdicts (pages, groups, questions) out.
    """
    above, scale = _above(tree), counts.shape[-1]
    return np.array([_beside_others(*one, above, scale) for one in pages(counts, tree)])


def _beside_others(
    known: Judged, spreads: Numbers, above: list[int], scale: int
) -> NDArray[np.str_]:
    apart = among_others(known, above, spreads, scale)
    return _verdicts(clearly(apart, FAMILY), *apart.interval(SHOWN), scale)


def page_and_pair(counts: Ints, tree: Tree) -> NDArray[np.bool_]:
    """Whether pages say of any group that it stands clearly apart, and of the widest pair.

    That pair are the two groups that stand furthest apart on some question; a leader sets
    them beside each other. Counts (pages, leaves, questions, K) in, (pages, 2) out.
    """
    above, scale = _above(tree), counts.shape[-1]
    found = []
    for known, spreads in pages(counts, tree):
        page, pair = _beside_others(known, spreads, above, scale), _widest(known, spreads, scale)
        found.append([(one == Verdict.CLEAR).any() for one in (page, pair)])
    return np.array(found)


def _widest(known: Judged, spreads: Numbers, scale: int) -> NDArray[np.str_]:
    means = known.mean
    gap = np.nanmax(means, axis=0) - np.nanmin(means, axis=0)
    at = means[:, int(np.argmax(gap))]
    first, second = _row(known, int(np.nanargmin(at))), _row(known, int(np.nanargmax(at)))
    return _told_of_two(first, second, spreads, scale, len(means))


def two_of_them(counts: Ints) -> NDArray[np.str_]:
    """What is said on each question of the first two groups of pages, beside each other.

    Counts (pages, groups, questions, K) in, verdicts (pages, questions) out.
    """
    tree = Tree(counts.shape[1])
    return np.array(
        [
            _told_of_two(_row(one, 1), _row(one, 2), spreads, counts.shape[-1], tree.leaves + 1)
            for one, spreads in pages(counts, tree)
        ]
    )


def pages(counts: Ints, tree: Tree) -> Iterator[tuple[Judged, Numbers]]:
    """What verdicts may know of each page's groups (rows, questions), and the round's spreads.

    Rows are the whole, then each department before its groups.
    """
    number, leaves, questions, scale = counts.shape
    gate, outer_first = Gate(Openness.SUMMARY, K, View.OUTSIDE), groups_of(tree)
    columns = tuple(map(str, range(number * questions)))
    wide = np.moveaxis(counts, 0, 1).reshape(leaves, -1, scale)
    nobody = np.zeros(wide.shape[:2], dtype=np.int64), np.zeros(leaves, dtype=np.int64)
    asked = tuple(one.group.id for one in outer_first if one.asked)
    table = Counts(asked, columns, wide, *nobody)
    round_tree = tree_of(outer_first)
    known = release_table(gate, round_tree, table, unbound(round_tree, len(columns)))
    rows = [round_tree.rows[one.group.id] for one in outer_first]
    spreads = np.array(spreads_within(table, K))
    for first in range(0, len(columns), questions):
        here = slice(first, first + questions)
        yield Judged(*(field[rows, here] for field in known.judged)), spreads[here]


def groups_of(tree: Tree) -> list[Participant]:
    """The groups of a page: the whole, then each department before its groups."""
    found = [Participant(Group(WHOLE, "All", None), 0, False, True)]
    for leaf in range(tree.leaves):
        over = WHOLE
        if tree.to_a_department:
            over += 1 + leaf // tree.to_a_department
            if leaf % tree.to_a_department == 0:
                found.append(Participant(Group(over, f"D{over}", WHOLE), 0, False, True))
        found.append(Participant(Group(leaf + 1, f"T{leaf}", over), 0, True, True))
    return found


def _above(tree: Tree) -> list[int]:
    places = {one.group.id: at for at, one in enumerate(groups_of(tree))}
    return [places.get(one.group.parent or 0, -1) for one in groups_of(tree)]


def _row(known: Judged, row: int) -> Judged:
    return Judged(*(field[row] for field in known))


def _told_of_two(
    first: Judged, second: Judged, spreads: Numbers, scale: int, groups: int
) -> NDArray[np.str_]:
    apart = apart_from(first, second, spreads, scale)
    low, high = apart.interval(SHOWN)
    return _verdicts(clearly(apart, FAMILY / comb(groups, 2)), low, high, scale)


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
