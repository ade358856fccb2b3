"""What could be worked out again from what is shown, by trying every set of answers there is."""

from collections import defaultdict
from typing import Any, NamedTuple

import numpy as np

from posdash.measures.measure import Numbers
from posdash.release.blur import open_position
from posdash.release.grain import HALVES
from posdash.survey.tally import Tally
from tests.benchmarks import said
from tests.benchmarks.page import Bar, Section, table
from tests.benchmarks.populations import Ints

SCALE = 7
SCALES = range(3, 12)
MEMBERS = (5, 6, 7)
INFERRED = 0.015


class Behind(NamedTuple):
    """The sets of answers of so many people, and what follows from the values shown of them.

    `singles` of the `values` have one set of answers behind them; `inferred` is
    the share 0..1 of members who could tell all other answers from their own.
    """

    sets: int
    values: int
    singles: int
    inferred: float


def sets_of(number: int, scale: int) -> Ints:
    """Every set of so many answers, as counts (sets, K)."""
    found, left = np.zeros((1, 0), dtype=np.int8), np.array([number])
    for _ in range(scale - 1):
        ways = left + 1
        given = np.arange(ways.sum()) - np.repeat(ways.cumsum() - ways, ways)
        found = np.column_stack((np.repeat(found, ways, axis=0), given.astype(np.int8)))
        left = np.repeat(left, ways) - given
    return np.column_stack((found, left.astype(np.int8)))


def behind(counts: Ints, shown: Numbers) -> Behind:
    """What follows from rows of values (sets, ...), one for each row of counts (sets, K)."""
    _, value = np.unique(shown, axis=0, return_inverse=True)
    sizes = np.bincount(value)
    told = 0
    for answers in counts.T:
        holds = answers > 0
        alone = np.bincount(value[holds], minlength=len(sizes))[value] == 1
        told += int(answers[holds & alone].sum())
    return Behind(len(counts), len(sizes), int((sizes == 1).sum()), told / int(counts.sum()))


def one_value(_: np.random.Generator, most: int) -> Section:
    """How many sets of answers stand behind each value of up to `most` people, on every scale."""
    shown, known = (
        {
            (scale, n): behind(counts, values(counts))
            for scale in SCALES
            for n in range(said.K, most + 1)
            for counts in [sets_of(n, scale)]
        }
        for values in (said.released, said.known_to_verdicts)
    )
    inferred = {(scale, n): shown[scale, n].inferred for scale in SCALES for n in MEMBERS}
    worst = max(inferred, key=inferred.__getitem__)
    return Section(
        "What one rounded value leaves open",
        f"Every set of answers of {said.K} to {most} people, each as likely, in a `summary` round. "
        "A member is one who takes away their own answer. “With verdicts” is what would follow "
        "for somebody who knew all that verdicts may rest on; no page tells so much.",
        table(
            [
                "points",
                "sets of answers",
                "values shown",
                "with one set behind them",
                "the same with verdicts",
                *(f"a member of {n} could tell all" for n in MEMBERS),
                f"a member of {said.K} with verdicts",
            ],
            (_row(scale, shown, known) for scale in SCALES),
        ),
        [
            Bar(
                "Of all values shown of few people, on 3 to 11 points, {limit} have a single set "
                "of answers behind them: {reached} have",
                _singles(shown) + _singles(known),
                0,
                at_most=True,
                of_hundred=False,
            ),
            Bar(
                "Of 100 members who know their own answer, {limit} at most can tell all others': "
                "{reached} can",
                inferred[worst],
                INFERRED,
                at_most=True,
                where="{1} people, {0} points".format(*worst),
            ),
        ],
    )


def _row(
    scale: int, shown: dict[tuple[int, int], Behind], known: dict[tuple[int, int], Behind]
) -> list[object]:
    here = {n: one for (points, n), one in shown.items() if points == scale}
    there = {n: one for (points, n), one in known.items() if points == scale}
    return [
        scale,
        f"{sum(one.sets for one in here.values()):,}",
        f"{sum(one.values for one in here.values()):,}",
        _singles(here),
        _singles(there),
        *(f"{100 * here[n].inferred:.2f} %" for n in MEMBERS),
        f"{100 * there[said.K].inferred:.2f} %",
    ]


def _singles(found: dict[Any, Behind]) -> int:
    return sum(one.singles for one in found.values())


def two_rounds(_: np.random.Generator, most: int) -> Section:
    """What two rounds with one who joined leave open, of up to `most` people."""
    rows, told = [], 0.0
    for number in range(said.K, most + 1):
        alone, shown, moved = _joined(number)
        told = max(told, _told(shown))
        rows.append([number, _told(alone), _told(shown), moved])
    return Section(
        "What two rounds with one who joined leave open",
        "Everybody else answers the same again, and whoever looks knows it. How often the two "
        "rounded values leave one answer for the one who joined: rounded alone, and as shown, "
        "with the second moved by half a point where it would tell and without agreement.",
        table(["people before", "rounded alone", "as shown", "second value moved"], rows),
        [
            Bar(
                "Of 100 who join a team that otherwise answers as before, {limit} at most have "
                "their answer told: {reached} have",
                told,
                0,
                at_most=True,
            )
        ],
    )


def _joined(number: int) -> tuple[dict[object, list[int]], dict[object, list[int]], float]:
    alone: dict[object, list[int]] = defaultdict(list)
    shown: dict[object, list[int]] = defaultdict(list)
    before = sets_of(number, SCALE)
    values = said.released(before).tolist()
    moved = 0
    for new in range(1, SCALE + 1):
        after = before + (np.arange(1, SCALE + 1) == new)
        later = said.released(after)
        known = zip(before.tolist(), after.tolist(), values, later.tolist(), strict=True)
        for first, second, value, rounded in known:
            kept = open_position(Tally(tuple(second)), [Tally(tuple(first))]) / HALVES
            alone[*value, *rounded].append(new)
            shown[*value, kept].append(new)
            moved += rounded[0] != kept
    return alone, shown, moved / (len(before) * SCALE)


def _told(found: dict[object, list[int]]) -> float:
    told = sum(len(answers) for answers in found.values() if len(set(answers)) == 1)
    return told / sum(map(len, found.values()))
