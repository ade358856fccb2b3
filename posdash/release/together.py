"""Sums of all rounds together, and beside the dots of a group that somebody sees from inside."""

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from posdash.release.combined import NOTHING, told
from posdash.release.rebuilt import Verdicts, done, parts
from posdash.release.rolls import NOWHERE, Answered, Beside, Everybody, Ints
from posdash.release.rounding import BINNED_FROM

MOST_LOOKED_AT = 300  # groups of insiders; of more it is taken that they could work something out


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
        alone = (nodes != NOTHING).sum(axis=1) == 1
        lonely = np.bincount(nodes[alone].max(axis=1), self.people[alone], int(self.ends[-1]))
        looked_at = 0
        for place in np.flatnonzero(self.now.inside & (self.now.answers >= self.k)).tolist():
            group = self.now.roll.asked[place]
            mine = self._rows_of(group)
            touched = np.setdiff1d(nodes[mine], [NOTHING])
            own = mine[alone[mine]]
            rest = lonely.copy() if len(own) else lonely
            np.subtract.at(rest, nodes[own].max(axis=1, initial=NOTHING), self.people[own])
            if (rest[touched] >= self.k).all():
                continue  # so many others stand in each of them alone that nothing cancels them
            looked_at += 1
            if looked_at > MOST_LOOKED_AT:
                self._keep(group, self._sets(touched))
            else:
                self._hide_from(group, nodes, touched)

    def _hide_from(self, group: int, nodes: Ints, touched: Ints) -> None:
        rows = np.flatnonzero(np.isin(nodes, touched).any(axis=1) | self._is_in(group))
        hidden = np.zeros(len(self.now.roll.sets), bool)
        while True:
            here = self._nodes(hidden)[rows]
            for at, place in enumerate(self._seen(group)):
                if place != NOWHERE:
                    here[self.where[rows, at] == place, at] = self.ends[-1] + at
            found = list(self._told(here, self.people[rows]))
            if not found:
                return
            for sets in found:
                hidden[sets] = True
                self._keep(group, sets)

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

    def _is_in(self, group: int) -> NDArray[np.bool_]:
        found = np.zeros(len(self.where), bool)
        found[self._rows_of(group)] = True
        return found

    def _seen(self, group: int) -> list[int]:
        """By round: the place of a group among the asked, where its dots were seen."""
        places = (one.roll.place.get(group, NOWHERE) for one in self.rounds)
        return [
            place
            if place != NOWHERE and one.inside[place] and one.answers[place] >= self.k
            else NOWHERE
            for place, one in zip(places, self.rounds, strict=True)
        ]
