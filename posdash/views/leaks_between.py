"""What follows from several rounds that asked the same of some of the same people.

It takes every person who answered twice to have answered the same, and looks
at people, not at groups: a new id or name of a group or a bank hides nothing.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement, product

from posdash.banks.bank import Dimension
from posdash.release.attack import Follows, Shown, follows
from posdash.release.values import Coarse, Withheld
from posdash.survey.round import Round
from posdash.survey.tally import Tally, total
from posdash.views.given import Asked, Leak, Question, Value
from posdash.views.leaks_fixed import totals_behind


@dataclass(frozen=True, slots=True)
class Seen:
    """A round, and everything that one viewer is given of it."""

    asked: Asked
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class _Sum:
    """A released value as the attacker takes it: a sum over people, between two numbers.

    `true` is the sum as it is; all three count from the other end where the
    question was `turned` round.
    """

    shown: Shown
    value: Value
    round_id: int
    low: int
    high: int
    true: int


def alike(first: Dimension, second: Dimension) -> bool:
    """Whether two dimensions ask the same: by one id, one question, or the same two ends."""
    ends = [{dimension.left.label, dimension.right.label} for dimension in (first, second)]
    return first.id == second.id or first.question == second.question or ends[0] == ends[1]


def asks_alike(first: Round, second: Round) -> bool:
    """Whether some question of one round is a question of the other, under whatever name.

    Both must be about the same, by its key or its name, and on one scale.
    """
    subjects = first.subject, second.subject
    names = {one.name for one in subjects}
    same = len({one.key for one in subjects}) == 1 or (names != {""} and len(names) == 1)
    return (
        same
        and first.bank.scale == second.bank.scale
        and any(
            alike(one, other) for one in first.bank.dimensions for other in second.bank.dimensions
        )
    )


def leaks_between(viewer: str, newest: Seen, earlier: Sequence[Seen]) -> Iterator[Leak]:
    """What one viewer can work out from the newest round together with those before it."""
    for question in dict.fromkeys(value.question for value in newest.values):
        dimension = newest.asked.round.bank.dimension(question[0])
        known = list(_sums(newest, question, dimension))
        for before in earlier:
            for other in before.asked.round.bank.dimensions:
                if alike(dimension, other):
                    known += _sums(before, (other.id, question[1]), dimension)
        if len({one.round_id for one in known}) > 1:
            yield from _between(viewer, question, known, newest.asked.round)


def _sums(seen: Seen, question: Question, as_asked: Dimension) -> Iterator[_Sum]:
    """All that was shown of whole groups; counted from the other end if it was asked so."""
    survey_round = seen.asked.round
    dimension = survey_round.bank.dimension(question[0])
    turned = dimension.left.label == as_asked.right.label
    tallies, people = seen.asked.tallies(question), seen.asked.people(question)
    for value in seen.values:
        if value.question != question or value.choice or isinstance(value.released, Withheld):
            continue
        groups = {value.group} if value.inside else survey_round.below(value.group)
        tally = total(tallies.get(group) for group in sorted(groups))
        if tally is None or not tally.n:
            continue
        atoms = frozenset().union(*(people[group] for group in groups if group in people))
        name = f"{value.name} in round {survey_round.id}"
        yield _as_sum(Shown(name, atoms), value, survey_round, tally, turned=turned)


def _as_sum(shown: Shown, value: Value, survey_round: Round, tally: Tally, *, turned: bool) -> _Sum:
    possible = totals_behind(value.released, tally)
    low = tally.n + (possible & -possible).bit_length() - 1
    high = tally.n + possible.bit_length() - 1
    true = sum(point * count for point, count in enumerate(tally.counts, 1))
    if turned:
        ends = tally.n * (len(tally.counts) + 1)
        low, high, true = ends - high, ends - low, ends - true
    return _Sum(shown, value, survey_round.id, low, high, true)


def _between(
    viewer: str, question: Question, known: Sequence[_Sum], newest: Round
) -> Iterator[Leak]:
    k = newest.k_outside

    def too_small(atoms: frozenset[Hashable]) -> bool:
        return 0 < len(atoms) < k

    def found_in(some: Sequence[_Sum]) -> list[Follows]:
        return [
            one
            for one in follows([each.shown for each in some], too_small)
            if len({some[at].round_id for at in one.times}) > 1
            and any(some[at].round_id == newest.id for at in one.times)
        ]

    by_right = {one.atoms for one in found_in([each for each in known if each.value.by_right])}
    exact = [each for each in known if each.value.tier is not Coarse]
    told = {one.atoms: one for one in found_in(exact)}
    for one in told.values():
        if one.atoms not in by_right:
            why = f"fewer than {k} people, by what several rounds asked"
            yield Leak(viewer, question, one.of, why, one.less)
    for one in found_in(known):
        if one.atoms not in told and one.atoms not in by_right and _forced(one, known, newest):
            why = "the answers of the few between them follow"
            yield Leak(viewer, question, one.of, why, one.less)


def _forced(found: Follows, known: Sequence[_Sum], newest: Round) -> bool:
    """Whether one set of answers alone fits, of those few people, and is what they answered.

    It is not where others answered than is taken, and nothing is certain where a
    position was moved.
    """
    if any(not known[at].low <= known[at].true <= known[at].high for at in found.times):
        return False
    low = high = true = Fraction(0)
    for at, by in found.times.items():
        ends = sorted((by * known[at].low, by * known[at].high))
        low, high, true = low + ends[0], high + ends[1], true + by * known[at].true
    sums = [one for one in _sums_of(found.weights, newest.bank.scale) if low <= one <= high]
    return sums == [true]


def _sums_of(weights: Mapping[frozenset[Hashable], Fraction], scale: int) -> Iterator[Fraction]:
    """What those few may add up to, once for each set of answers."""
    each = [
        [by * sum(answers) for answers in _answers(scale, len(part))]
        for part, by in weights.items()
    ]
    return (sum(some, Fraction(0)) for some in product(*each))


def _answers(scale: int, number: int) -> Iterator[tuple[int, ...]]:
    return combinations_with_replacement(range(1, scale + 1), number)
