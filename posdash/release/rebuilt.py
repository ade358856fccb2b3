"""Sums that several groups of two rounds rebuild: which of the groups give way."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from posdash.release.cuts import OUTSIDE, small_cuts
from posdash.release.rolls import NOWHERE, Answered, Beside, Ints, Roll
from posdash.release.rounding import BINNED_FROM

Sums = Mapping[tuple[int, int], int]
"""A sum over earlier answers: how often each (place among the earlier rounds, group) counts."""


@dataclass
class Verdicts:
    """What is to be done about the sets of a round, for one question.

    `few` are rounded with regard to sums of earlier answers, `hidden` are kept
    from whoever looks from outside; those who see a group `inside` unrounded see
    these from outside no more. `judged` are all that an earlier round had asked.
    """

    few: dict[int, list[Sums]] = field(default_factory=lambda: defaultdict(list))
    hidden: set[int] = field(default_factory=set)
    inside: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    judged: set[int] = field(default_factory=set)


def by_cuts(verdicts: Verdicts, beside: Beside) -> bool:
    """Several sets together; whether something had to be done about one of them.

    What is shown to half a point rebuilds nothing; the smallest of the others
    on a cut gives way.
    """
    then, now, sizes = beside.then, beside.now, beside.after
    fine = (sizes >= BINNED_FROM) & ~done(verdicts, now)
    was = parts(then.roll, (beside.before >= BINNED_FROM) & ~then.coarse)
    is_now = parts(now.roll, fine)
    shift = len(then.roll.sets) + 1
    first_of = np.append(np.where(was == NOWHERE, OUTSIDE, was + 1), OUTSIDE)
    second_of = np.append(np.where(is_now == NOWHERE, OUTSIDE, is_now + shift), OUTSIDE)
    changed: set[int] = set()
    for edges in (beside.both.edges, beside.both.most_edges):
        first, second, weights = edges(then, now)
        for side in small_cuts(first_of[first], second_of[second], weights, beside.k):
            sets = sorted(
                (node - shift for node in side if node >= shift), key=lambda at: (sizes[at], at)
            )
            if sets and changed.isdisjoint(sets):
                changed.add(sets[0])
                earlier = {
                    (beside.place, group): 1
                    for group, node in zip(then.roll.asked, first_of.tolist(), strict=False)
                    if node in side
                }
                _give_way(verdicts, now, sets, is_now, earlier)
    return bool(changed)


def _give_way(
    verdicts: Verdicts, now: Answered, sets: Sequence[int], is_now: Ints, earlier: Sums
) -> None:
    """One set alone is rounded with regard to the earlier ones; of several one is hidden."""
    group = now.roll.sets[sets[0]]
    whole = [is_now[now.roll.place[asked]] == sets[0] for asked in now.roll.inside[sets[0]]]
    if len(sets) == 1 and all(whole):
        verdicts.few[group].append(earlier)
    else:
        verdicts.hidden.add(group)


def done(verdicts: Verdicts, now: Answered) -> NDArray[np.bool_]:
    """Of each set whether something was done about it, so that it rebuilds nothing."""
    gone = verdicts.hidden | verdicts.few.keys()
    return np.array([group in gone for group in now.roll.sets], bool)


def parts(roll: Roll, shown: NDArray[np.bool_]) -> Ints:
    """By asked group: the smallest set shown that holds it, or NOWHERE."""
    chains = roll.chains
    here = np.append(shown, False)[chains]
    found = chains[np.arange(len(chains)), here.argmax(axis=1)]
    return np.asarray(np.where(here.any(axis=1), found, NOWHERE))
