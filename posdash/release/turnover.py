"""Of which few people the sums of a round would tell, beside those of rounds before.

Whoever knows two sums of nearly the same people knows what the few between them
answered, if all others answered the same again. So groups are sets of people
here: another id, name or place in the tree hides nothing. Who answered nobody
knows; taken are both the case in which as few as possible make the difference,
the same people having answered in the same order, and the one in which all do
who may. Where k or more may have been silent, nobody knows who they are.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from posdash.release.rebuilt import Sums, Verdicts, by_cuts
from posdash.release.rolls import Answered, Beside, Both, Everybody, Ints, row_of, values_at
from posdash.release.together import Together


class Ranges(NamedTuple):
    """The fewest and the most who may have joined, left and stayed; arrays of one shape."""

    joined: tuple[Ints, Ints]
    left: tuple[Ints, Ints]
    stayed: tuple[Ints, Ints]


def by_lists(then: Ints, now: Ints, both: Ints, gone: Ints, new: Ints) -> Ranges:
    """By who is listed: `then`, `now` and in both; `gone` and `new` may be anybody."""
    joined, left = now - both, then - both
    return Ranges(
        (joined - gone, joined + new), (left - new, left + gone), (both, both + gone + new)
    )


def by_numbers(answers: tuple[Ints, Ints], most: Ints, people: Ints) -> Ranges:
    """By how many answered then and now, `most` of them both times, of all these `people`.

    The most are those who did if everybody answers in the same order each time.
    """
    then, now = answers
    low = np.clip(then + now - people, 0, most)
    return Ranges((now - most, now - low), (then - most, then - low), (low, most))


def few(listed: Ranges, numbered: Ranges, k: int) -> NDArray[np.bool_]:
    """Whether 1 to k - 1 may have joined, left or stayed, or do at one end of what numbers say.

    Of those who stayed the fewest that numbers leave are no matter: who they
    were nobody could say.
    """
    by_list = [(low < k) & (high > 0) for low, high in listed]
    ends = (*numbered.joined, *numbered.left, numbered.stayed[1])
    return np.asarray(np.any([*by_list, *((end > 0) & (end < k) for end in ends)], axis=0))


def judge(
    now: Answered,
    before: Sequence[Answered],
    ties: Sequence[Both],
    k: int,
    crossing: Mapping[tuple[int, int], Both] | None = None,
    everybody: Everybody | None = None,
) -> Verdicts:
    """What the sums of a round would tell beside those of `before`, one by one and two together.

    `ties` are those of each earlier round with this one; `crossing` those of two
    earlier ones by their places in `before`, the first of which is the smaller;
    `everybody` are the people of all of them, None where only what their own team
    sees of groups is judged.
    """
    verdicts = Verdicts()
    pairs = [
        Beside(place, then, now, both, k)
        for place, (then, both) in enumerate(zip(before, ties, strict=True))
    ]
    for one in pairs:
        _by_pairs(verdicts, one)
    _by_three(verdicts, now, pairs, crossing or {})
    if everybody is None:
        return verdicts
    together = Together(verdicts, pairs, everybody)
    while any(by_cuts(verdicts, one) for one in pairs) or together.hide():
        pass  # what gave way leaves others to be looked at
    together.hide_from_insiders()
    return verdicts


def _by_pairs(verdicts: Verdicts, beside: Beside) -> None:
    """Any set of the one round beside any of the other."""
    then, now, both = beside.then, beside.now, beside.both
    kin = _shown(beside, *both.kin)
    verdicts.judged |= {now.roll.sets[at] for at in kin[1]}
    hits = [kin[:, _few_of_kin(beside, kin)]]
    most = [one.sizes(one.roll.number + one.silent) for one in (then, now)]
    for overlap, first, second in (
        (beside.overlap, beside.before, beside.after),
        (both.overlap, *most),
    ):
        found = overlap.tocoo()
        here = _enough(beside, found.row, found.col)
        rows, columns, together = found.row[here], found.col[here], found.data[here]
        apart = first[rows] + second[columns] - 2 * together
        hits.append(np.array([rows, columns])[:, (apart > 0) & (apart < beside.k)])
    for row, column in set(zip(*np.concatenate(hits, axis=1).tolist(), strict=True)):
        verdicts.few[now.roll.sets[column]].append(
            {(beside.place, group): 1 for group in then.roll.inside[row]}
        )


def _enough(beside: Beside, rows: Ints, columns: Ints) -> NDArray[np.bool_]:
    """Of pairs of sets whether both have enough answers that something is shown."""
    return np.asarray((beside.before[rows] >= beside.k) & (beside.after[columns] >= beside.k))


def _shown(beside: Beside, rows: Ints, columns: Ints) -> Ints:
    enough = _enough(beside, rows, columns)
    return np.array([rows[enough], columns[enough]])


def _few_of_kin(beside: Beside, kin: Ints) -> NDArray[np.bool_]:
    """Of sets that are one and the same, whether few joined, left or stayed."""
    overlap = values_at(beside.both.overlap, kin[0], kin[1])
    listed, anybody, answers = (
        (beside.then.sizes(then)[kin[0]], beside.now.sizes(now)[kin[1]])
        for then, now in (
            (beside.then.roll.number, beside.now.roll.number),
            (beside.then.anybody, beside.now.anybody),
            (beside.then.answers, beside.now.answers),
        )
    )
    return few(
        by_lists(*listed, overlap, *anybody),
        by_numbers(
            answers,
            values_at(beside.overlap, kin[0], kin[1]),
            sum(listed) - overlap + sum(anybody),
        ),
        beside.k,
    )


def _by_three(
    verdicts: Verdicts,
    now: Answered,
    pairs: Sequence[Beside],
    crossing: Mapping[tuple[int, int], Both],
) -> None:
    """Two disjoint sets of two rounds beside one of a third that holds both; one of them is now."""
    later = len(pairs)
    sizes = [one.before for one in pairs] + [one.after for one in pairs[:1]]
    shared = {(one.place, later): one.overlap for one in pairs}
    shared |= {
        (first, second): both.answered(pairs[first].then, pairs[second].then)
        for (first, second), both in crossing.items()
    }
    shared |= {(second, first): overlap.T.tocsr() for (first, second), overlap in shared.items()}
    for one, other in crossing:
        for whole, first, second in (
            (later, one, other),
            (one, later, other),
            (other, later, one),
        ):
            found = _filled(
                (sizes[whole], sizes[first], sizes[second]),
                (shared[whole, first], shared[whole, second], shared[first, second]),
                pairs[0].k,
            )
            for sets in found:
                at = dict(zip((whole, first, second), sets, strict=True))
                group = now.roll.sets[at.pop(later)]
                verdicts.few[group].append(
                    {
                        (place, asked): 1 if place == whole or whole == later else -1
                        for place, of in at.items()
                        for asked in pairs[place].then.roll.inside[of]
                    }
                )


def _filled(
    sizes: tuple[Ints, Ints, Ints], shared: tuple[Any, Any, Any], k: int
) -> Iterator[tuple[int, int, int]]:
    """(whole, first, second): sets of which the two leave 1 to k - 1 people of the whole."""
    of_first, of_second, between = shared
    wholes, firsts, seconds = sizes
    for whole in np.flatnonzero(wholes >= 2 * k).tolist():
        one, less = _mostly_in(of_first, whole, firsts, wholes[whole], k)
        other, more = _mostly_in(of_second, whole, seconds, wholes[whole], k)
        if not len(one) or not len(other) or wholes[whole] + less.min() + more.min() >= k:
            continue
        order = np.argsort(more)
        other, more = other[order], more[order]
        starts = np.searchsorted(more, 2 - k - wholes[whole] - less)
        ends = np.searchsorted(more, k - wholes[whole] - less)
        for at in np.flatnonzero(ends > starts).tolist():
            for nth in range(int(starts[at]), int(ends[at])):
                twice = 2 * int(between[one[at], other[nth]])
                if 0 < wholes[whole] + less[at] + more[nth] + twice < k:
                    yield whole, int(one[at]), int(other[nth])


def _mostly_in(overlap: Any, whole: int, sizes: Ints, most: int, k: int) -> tuple[Ints, Ints]:
    """The sets of which fewer than k are not in a whole, and their sizes less twice what is."""
    sets, inside = row_of(overlap, whole)
    mostly = (sizes[sets] >= k) & (sizes[sets] - inside < k) & (sizes[sets] < most)
    return sets[mostly], (sizes[sets] - 2 * inside)[mostly]


def counts_of(sums: Sums, counts: Callable[[int, int], Sequence[int] | None]) -> list[int] | None:
    """The counts that a sum of earlier answers adds up to; None if they are no counts."""
    found: Ints | int = 0
    for (place, group), sign in sums.items():
        here = counts(place, group)
        if here is not None:
            found = found + sign * np.asarray(here, np.int64)
    if isinstance(found, int) or (found < 0).any():
        return None
    return [int(count) for count in found]
