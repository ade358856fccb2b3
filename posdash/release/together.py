"""Sums of all rounds together, and beside the dots of a group that somebody sees from inside."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from posdash.release.combined import NOTHING, told
from posdash.release.rebuilt import Verdicts, done, parts
from posdash.release.rolls import NOWHERE, Answered, Beside, Everybody, Ints
from posdash.release.rounding import BINNED_FROM

MOST_LOOKED_AT = 300_000
"""People times groups that are looked at; of more it is taken that insiders could work it out."""


class Together:
    """All rounds of one question, this one last, and who answered where in each."""

    def __init__(self, verdicts: Verdicts, pairs: Sequence[Beside], everybody: Everybody) -> None:
        self.verdicts, self.k = verdicts, pairs[0].k
        self.now: Answered = pairs[0].now
        self.rounds = [*(one.then for one in pairs), self.now]
        self.sizes = [*(one.before for one in pairs), pairs[0].after]
        self.ends = np.cumsum([1, *(len(one.roll.sets) for one in self.rounds)])
        self.where, self.people = everybody.where(self.rounds)

    def hide(self) -> bool:
        """Hide sets of this round with which few people could be worked out; whether any."""
        changed: set[int] = set()
        for sets in self._told(self._nodes(), self.people):
            if changed.isdisjoint(sets):
                changed.add(sets[0])
                self.verdicts.hidden.add(self.now.roll.sets[sets[0]])
        return bool(changed)

    def hide_from_insiders(self) -> None:
        """Note what those inside a group, who see its dots, must not see beside them."""
        nodes = self._nodes()
        margin, counted = self._margins(nodes)
        left = np.where(margin[nodes] > 0, NOTHING, nodes)
        kept = np.flatnonzero((left != NOTHING).any(axis=1))
        looked_at = 0
        for place in np.flatnonzero(self.now.inside & (self.now.answers >= self.k)).tolist():
            group = self.now.roll.asked[place]
            mine = self._rows_of(group)
            touched = sorted({*nodes[mine].ravel().tolist()} - {NOTHING})
            theirs: dict[int, int] = defaultdict(int)
            for node, number in zip(
                counted[mine].tolist(), self.people[mine].tolist(), strict=True
            ):
                theirs[node] += number
            out = {node: margin[node] - theirs[node] >= self.k for node in touched if margin[node]}
            if len(out) == len(touched) and all(out.values()):
                continue  # so many others stand alone in each of them that nothing cancels them
            looked_at += len(self.people)
            if looked_at > MOST_LOOKED_AT:
                self._keep(group, self._sets(np.array(touched)))
            elif not all(out.values()) or self._follows(group, left, np.union1d(kept, mine)):
                self._hide_from(group, mine)

    def _follows(self, group: int, nodes: Ints, rows: Ints) -> bool:
        """Whether anything of few people follows for those inside a group."""
        return any(self._told(self._split(group, nodes[rows], rows), self.people[rows]))

    def _margins(self, nodes: Ints, people: Ints | None = None) -> tuple[Ints, Ints]:
        """How many stand alone in each sum, so that it takes part in no combination, or 0.

        Once a sum is out, whoever was in one other with it stands alone there.
        Also, of each row, the sum of which it was counted.
        """
        left, size = nodes.copy(), int(self.ends[-1])
        weights = self.people if people is None else people
        margin, counted = np.zeros(size, np.int64), np.full(len(nodes), NOTHING)
        while True:
            alone = (left != NOTHING).sum(axis=1) == 1
            here = np.where(alone, left.max(axis=1, initial=NOTHING), NOTHING)
            number = np.bincount(here, weights, size).astype(np.int64)
            number[NOTHING] = 0
            out = np.flatnonzero(number >= self.k)
            if not len(out):
                return margin, counted
            margin[out] = number[out]
            counted = np.where(np.isin(here, out), here, counted)
            left[np.isin(left, out)] = NOTHING

    def _hide_from(self, group: int, mine: Ints) -> None:
        hidden = np.zeros(len(self.now.roll.sets), bool)
        others = np.ones(len(self.people), bool)
        others[mine] = False
        while True:
            nodes = self._nodes(hidden)
            margin, _ = self._margins(nodes[others], self.people[others])
            left = np.where(margin[nodes] > 0, NOTHING, nodes)
            rows = np.union1d(np.flatnonzero((left != NOTHING).any(axis=1)), mine)
            found = list(self._told(self._split(group, left[rows], rows), self.people[rows]))
            if not found:
                return
            for sets in found:
                hidden[sets] = True
                self._keep(group, sets)

    def _split(self, group: int, nodes: Ints, rows: Ints) -> Ints:
        """The nodes of some rows, with those of a group apart where its dots were seen."""
        found = nodes.copy()
        for at, place in enumerate(self._seen(group)):
            if place != NOWHERE:
                found[self.where[rows, at] == place, at] = self.ends[-1] + at
        return found

    def _keep(self, group: int, sets: Sequence[int]) -> None:
        self.verdicts.inside[group] |= {self.now.roll.sets[at] for at in sets}

    def _told(self, nodes: Ints, people: Ints) -> Iterator[list[int]]:
        """The sets of this round in each combination that tells of few, the smallest first."""
        for found in told(nodes, people, self.k):
            if sets := self._sets(np.array(sorted(found))):
                yield sets

    def _sets(self, nodes: Ints) -> list[int]:
        mine = nodes[(nodes >= self.ends[-2]) & (nodes < self.ends[-1])] - self.ends[-2]
        return sorted(mine.tolist(), key=lambda at: (self.sizes[-1][at], at))

    def _nodes(self, hidden: NDArray[np.bool_] | None = None) -> Ints:
        """(people x rounds): in which sum that is shown finely they are, or NOTHING."""
        found = np.full(self.where.shape, NOTHING)
        for at, one in enumerate(self.rounds):
            fine = self._fine[at].copy()
            if at == len(self.rounds) - 1:
                fine &= ~done(self.verdicts, self.now)
                fine &= ~hidden if hidden is not None else True
            part = parts(one.roll, fine)
            label = np.append(np.where(part == NOWHERE, NOTHING, part + self.ends[at]), NOTHING)
            found[:, at] = label[self.where[:, at]]
        return found

    @cached_property
    def _fine(self) -> list[NDArray[np.bool_]]:
        return [
            (size >= BINNED_FROM) & ~one.coarse
            for size, one in zip(self.sizes, self.rounds, strict=True)
        ]

    @cached_property
    def _rows(self) -> list[tuple[Ints, Ints]]:
        """By round: the rows in order of the groups, and where those of each begin."""
        found = []
        for column, one in zip(self.where.T, self.rounds, strict=True):
            order = np.argsort(column, kind="stable")
            found.append((order, np.searchsorted(column[order], np.arange(len(one.answers) + 1))))
        return found

    def _rows_of(self, group: int) -> Ints:
        found = [
            order[starts[place] : starts[place + 1]]
            for place, (order, starts) in zip(self._seen(group), self._rows, strict=True)
            if place != NOWHERE
        ]
        return np.unique(np.concatenate(found))

    def _seen(self, group: int) -> list[int]:
        """By round: the place of a group among the asked, where its dots were seen."""
        places = (one.roll.place.get(group, NOWHERE) for one in self.rounds)
        return [
            place
            if place != NOWHERE and one.inside[place] and one.answers[place] >= self.k
            else NOWHERE
            for place, one in zip(places, self.rounds, strict=True)
        ]
