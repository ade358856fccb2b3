"""Who was listed in a round and answered a question of it, beside another round."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from posdash.release.suppression import Tree

Ints = NDArray[Any]
NOWHERE = -1


@dataclass(frozen=True)
class Roll:
    """Who was listed in a round, by the group that was asked.

    `listed` are ids of people, always in the same order; `people` is how many
    stood there at the opening, those who were deleted since with them.
    """

    tree: Tree
    listed: Mapping[int, Sequence[int]]
    people: Mapping[int, int]

    @cached_property
    def asked(self) -> tuple[int, ...]:
        """The ids of the groups that answered themselves."""
        return tuple(self.listed)

    @cached_property
    def place(self) -> dict[int, int]:
        """The place of each asked group among them."""
        return {group: at for at, group in enumerate(self.asked)}

    @cached_property
    def sets(self) -> tuple[int, ...]:
        """The ids of all groups, each standing for all that is in it; the inner ones first."""
        return self.tree.inner_first

    @cached_property
    def chains(self) -> Ints:
        """By asked group: the sets that hold it, itself first; (asked x depth), NOWHERE beyond."""
        over = {child: group for group, some in self.tree.inside.items() for child in some}
        at = {group: place for place, group in enumerate(self.sets)}
        chains: list[list[int]] = []
        for group in self.asked:
            chain, here = [at[group]], group
            while here in over:
                here = over[here]
                chain.append(at[here])
            chains.append(chain)
        found = np.full((len(chains), max(map(len, chains), default=1)), NOWHERE)
        for row, chain in enumerate(chains):
            found[row, : len(chain)] = chain
        return found

    @cached_property
    def within(self) -> Any:
        """(sets x asked): 1 where a set holds an asked group."""
        rows, columns = self.chains.ravel(), np.repeat(*_each(self.chains))
        here = rows != NOWHERE
        ones = np.ones(int(here.sum()), np.int64)
        shape = len(self.sets), len(self.asked)
        return csr_array((ones, (rows[here], columns[here])), shape=shape)

    @cached_property
    def inside(self) -> list[list[int]]:
        """The ids of the asked groups that each set holds."""
        return [
            [self.asked[place] for place in row_of(self.within, at)[0].tolist()]
            for at in range(len(self.sets))
        ]

    @cached_property
    def number(self) -> Ints:
        """How many are listed in each asked group."""
        return np.array([len(self.listed[group]) for group in self.asked], np.int64)

    @cached_property
    def deleted(self) -> Ints:
        """How many stood in each asked group who have been deleted since."""
        stood = np.array([self.people[group] for group in self.asked], np.int64)
        return np.asarray(np.maximum(stood - self.number, 0))


def _each(chains: Ints) -> tuple[Ints, int]:
    return np.arange(chains.shape[0]), chains.shape[1]


class Answered(NamedTuple):
    """How a question was answered in a round, by its asked groups in their order.

    `answers` gave a place; `coarse` tells of each set whether it is shown to no
    more than half a point anyway, and `inside` of each asked group whether those
    inside it see its own answers unrounded.
    """

    roll: Roll
    answers: Ints
    coarse: NDArray[np.bool_]
    inside: NDArray[np.bool_]

    @property
    def silent(self) -> Ints:
        """How many of those listed did not answer."""
        return np.asarray(np.maximum(self.roll.number - self.answers, 0))

    @property
    def unlisted(self) -> Ints:
        """How many answered beside those who are listed."""
        return np.asarray(np.maximum(self.answers - self.roll.number, 0))

    @property
    def anybody(self) -> Ints:
        """How many may have answered of whom nothing is known: deleted, or on no list."""
        deleted = self.roll.deleted
        return np.asarray(deleted + np.maximum(self.answers - self.roll.number - deleted, 0))

    def sizes(self, by_asked: Ints) -> Ints:
        """The sum over each set of what is given by asked group."""
        return np.asarray(self.roll.within @ by_asked)


class Both:
    """Who was listed in two rounds; `people` are pairs of places among the asked groups.

    A place is NOWHERE for whoever stood in one of the rounds only; `ranks` are
    those in the lists. `kin` are pairs of sets of which the later one is the
    earlier one still, or came from it.
    """

    def __init__(self, then: Roll, now: Roll, origins: Mapping[int, frozenset[int]]) -> None:
        """`origins` holds, by group, all that it came from."""
        self.then, self.now = then, now
        rows = list(_paired(then, now))
        self.people = np.array([row[:2] for row in rows], np.int64).reshape(-1, 2).T
        self.ranks = np.array([row[2:] for row in rows], np.int64).reshape(-1, 2).T
        same = [(then.place[group], at) for group, at in now.place.items() if group in then.place]
        self.same = np.array(same, np.int64).reshape(-1, 2).T
        places = {group: at for at, group in enumerate(then.sets)}
        kin = [
            (places[other], at)
            for at, group in enumerate(now.sets)
            for other in sorted({group, *origins.get(group, ())})
            if other in places
        ]
        self.kin = np.array(kin, np.int64).reshape(-1, 2).T
        first, second = self.people
        listed = (first != NOWHERE) & (second != NOWHERE)
        ones = np.ones(int(listed.sum()), np.int64)
        self.overlap = self._sums(first[listed], second[listed], ones)

    def _sums(self, then: Ints, now: Ints, weights: Ints) -> Any:
        """(sets then x sets now): how many are in both, from pairs of asked groups."""
        shape = len(self.then.asked), len(self.now.asked)
        flows = coo_array((weights, (then, now)), shape=shape).tocsr()
        found = (self.then.within @ flows @ self.now.within.T).tocsr()
        found.sum_duplicates()  # in order of columns it is looked up much faster
        return found

    def edges(self, then: Answered, now: Answered) -> tuple[Ints, Ints, Ints]:
        """Who answered where, taken that as few as possible make the difference.

        Places then and now, NOWHERE for whoever did not, and how many.
        """
        places = self.people.copy()
        for side, answered in enumerate((then, now)):
            most = np.append(answered.answers, 0)[places[side]]
            places[side][self.ranks[side] >= most] = NOWHERE
        ones = np.ones(places.shape[1], np.int64)
        others = np.minimum(then.unlisted[self.same[0]], now.unlisted[self.same[1]])
        alone = [one.unlisted.copy() for one in (then, now)]
        for side in (0, 1):
            alone[side][self.same[side]] -= others
        return _together(places, ones, self.same, others, alone)

    def most_edges(self, then: Answered, now: Answered) -> tuple[Ints, Ints, Ints]:
        """The same, taken that as many as possible do: all who were silent once."""
        ones = np.ones(self.people.shape[1], np.int64)
        return _together(
            self.people,
            ones,
            self.same[:, :0],
            ones[:0],
            [one.silent + one.unlisted for one in (then, now)],
        )

    def answered(self, then: Answered, now: Answered) -> Any:
        """(sets then x sets now): how many answered in both, as many as possible."""
        first, second, weights = self.edges(then, now)
        here = (first != NOWHERE) & (second != NOWHERE)
        return self._sums(first[here], second[here], weights[here])


def _together(
    places: Ints, ones: Ints, same: Ints, others: Ints, alone: Sequence[Ints]
) -> tuple[Ints, Ints, Ints]:
    gone, came = (np.arange(len(one)) for one in alone)
    nowhere_then, nowhere_now = (np.full(len(one), NOWHERE) for one in (came, gone))
    first = np.concatenate([places[0], same[0], gone, nowhere_then])
    second = np.concatenate([places[1], same[1], nowhere_now, came])
    return first, second, np.concatenate([ones, others, *alone])


def _paired(then: Roll, now: Roll) -> Iterator[tuple[int, int, int, int]]:
    """(place then, place now, rank then, rank now) of everybody, where they stayed first."""
    before, after = _standing(then), _standing(now)
    for person in before.keys() | after.keys():
        here, there = before.get(person, {}), after.get(person, {})
        stayed = here.keys() & there.keys()
        left, came = ([group for group in one if group not in stayed] for one in (here, there))
        pairs = [(group, group) for group in stayed]
        pairs += zip(left, came, strict=False)
        for one, other in pairs:
            yield then.place[one], now.place[other], here[one], there[other]
        for one in left[len(came) :]:
            yield then.place[one], NOWHERE, here[one], 0
        for one in came[len(left) :]:
            yield NOWHERE, now.place[one], 0, there[one]


def _standing(roll: Roll) -> dict[int, dict[int, int]]:
    """By person: the groups in which they stand, and at which place of the list."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for group, people in roll.listed.items():
        for rank, person in enumerate(people):
            found[person][group] = rank
    return found


class Everybody:
    """Everybody who was listed in some of several rounds, each with the groups they stood in.

    Rows are people (twice where they stand in two groups), columns the rounds:
    `places` among the asked groups, NOWHERE where they stood in none, and `ranks`.
    """

    def __init__(self, rolls: Sequence[Roll]) -> None:
        standing = [_standing(roll) for roll in rolls]
        people = {person for one in standing for person in one}
        self.rolls = rolls
        rows = [
            row
            for person in sorted(people)
            for row in zip_longest(
                *(
                    [(roll.place[group], rank) for group, rank in sorted(one[person].items())]
                    if person in one
                    else []
                    for roll, one in zip(rolls, standing, strict=True)
                ),
                fillvalue=(NOWHERE, 0),
            )
        ]
        both = np.array(rows, np.int64).reshape(-1, len(rolls), 2)
        self.places, self.ranks = both[..., 0], both[..., 1]

    def where(self, answered: Sequence[Answered]) -> tuple[Ints, Ints]:
        """(people x rounds): the place of the asked group in which they answered, and how many.

        It is NOWHERE for whoever did not. Who is on no list is taken to have been
        in the same group each time.
        """
        found = np.full(self.places.shape, NOWHERE)
        for at, one in enumerate(answered):
            most = np.append(one.answers, 0)[self.places[:, at]]
            here = self.ranks[:, at] < most
            found[here, at] = self.places[here, at]
        others, numbers = _unlisted(answered)
        return (
            np.concatenate([found, others]),
            np.concatenate([np.ones(len(found), np.int64), numbers]),
        )


def _unlisted(answered: Sequence[Answered]) -> tuple[Ints, Ints]:
    by_group: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for at, one in enumerate(answered):
        for place in np.flatnonzero(one.unlisted).tolist():
            by_group[one.roll.asked[place]].append((at, place, int(one.unlisted[place])))
    rows, numbers = [], []
    for stood in by_group.values():
        below = 0
        for number in sorted({number for *_, number in stood}):
            row = np.full(len(answered), NOWHERE)
            for at, place, most in stood:
                row[at] = place if most >= number else NOWHERE
            rows.append(row)
            numbers.append(number - below)
            below = number
    return np.array(rows, np.int64).reshape(-1, len(answered)), np.array(numbers, np.int64)


@dataclass(frozen=True)
class Beside:
    """A question as it was answered in an earlier round, beside the same one of this round.

    `place` is that of the earlier round among all that are judged; something is
    shown of k answers and more.
    """

    place: int
    then: Answered
    now: Answered
    both: Both
    k: int

    @cached_property
    def before(self) -> Ints:
        """How many answered in each set then."""
        return self.then.sizes(self.then.answers)

    @cached_property
    def after(self) -> Ints:
        """How many answered in each set of this round."""
        return self.now.sizes(self.now.answers)

    @cached_property
    def overlap(self) -> Any:
        """(sets then x sets now): how many answered in both, as many as possible."""
        return self.both.answered(self.then, self.now)


def row_of(matrix: Any, at: int) -> tuple[Ints, Ints]:
    """The columns of one row of a sparse matrix that are not 0, and what stands there."""
    here = slice(matrix.indptr[at], matrix.indptr[at + 1])
    return matrix.indices[here], matrix.data[here]


def values_at(matrix: Any, rows: Ints, columns: Ints) -> Ints:
    """What stands in a sparse matrix at pairs of rows and columns."""
    # of no pairs at all a sparse array would come back
    return np.asarray(matrix[rows, columns]).ravel() if len(rows) else np.zeros(0, np.int64)
