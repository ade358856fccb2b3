"""From the rows of one group to what its close leaves behind: tallies, cells, wishes, sums."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from posdash.release.tiers import kept_attributes
from posdash.survey.round import ASKED, UNSURE, Facet, Round
from posdash.survey.tally import Sums, Tally, Wish, count

Tallies = Mapping[tuple[str, str, Facet], Tally]
Wishes = Mapping[tuple[str, str], Wish]
Cells = Mapping[tuple[str, str, str, str, Facet], Tally]


class Answer(NamedTuple):
    """What one respondent answered about one dimension, with what they said of themselves.

    `now` and `aim` are points 1..K, UNSURE, or None; `traits` holds choices by attribute.
    """

    subject: str
    dimension: str
    now: int | None
    aim: int | None
    traits: Mapping[str, str]

    def point(self, facet: Facet) -> int | None:
        """The answer to one of the two questions."""
        return self.now if facet is Facet.NOW else self.aim


def answers(
    rows: Iterable[Sequence[Any]], said: Iterable[Sequence[Any]], known: Container[bytes] = ()
) -> tuple[Answer, ...]:
    """Rows (key, subject, dimension, now, aim), and what was said: (key, attribute, choice).

    What those said whom a coach knows is left out: they would hide nobody who said the same.
    """
    traits: dict[bytes, dict[str, str]] = defaultdict(dict)
    for key, attribute, choice in said:
        if key not in known:
            traits[key][attribute] = choice
    return tuple(
        Answer(subject, dimension, now, aim, traits.get(key, {}))
        for key, subject, dimension, now, aim in rows
    )


def tallies(given: Iterable[Answer], scale: int) -> Tallies:
    """How many stand where, now and as they would like it, and who wants to move where."""
    points: dict[tuple[str, str, Facet], list[int]] = defaultdict(list)
    moves: dict[tuple[str, str, Facet], list[int]] = defaultdict(lambda: [0, 0, 0])
    for answer in given:
        for facet in ASKED:
            point = answer.point(facet)
            if point is not None:
                points[answer.subject, answer.dimension, facet].append(point)
        if answer.now and answer.aim:  # UNSURE is 0
            direction = (answer.aim > answer.now) - (answer.aim < answer.now)
            moves[answer.subject, answer.dimension, Facet.MOVE][1 + direction] += 1
    counted = {key: count(found, scale) for key, found in points.items()}
    return counted | {key: Tally(tuple(found)) for key, found in moves.items()}


def from_database(
    counts: Mapping[Facet, Iterable[Sequence[Any]]], moves: Iterable[Sequence[Any]], scale: int
) -> Tallies:
    """The same from rows that the database counted.

    (subject, dimension, point, people) of each question, and (subject,
    dimension, left, stay, right) of the moves.
    """
    found: dict[tuple[str, str, Facet], list[int]] = defaultdict(lambda: [0] * (scale + 1))
    for facet, rows in counts.items():
        for subject, dimension, point, people in rows:
            found[subject, dimension, facet][point] = people
    counted = {key: Tally(tuple(each[1:]), each[UNSURE]) for key, each in found.items()}
    return counted | {
        (subject, dimension, Facet.MOVE): Tally((left, stay, right))
        for subject, dimension, left, stay, right in moves
    }


def wishes_from_database(rows: Iterable[Sequence[Any]]) -> Wishes:
    """The wishes from rows (subject, dimension, n, total, squares) that the database counted."""
    return {(subject, dimension): Wish(*sums) for subject, dimension, *sums in rows}


def cells(
    given: Sequence[Answer], survey_round: Round, entered: int = 0, surplus: int = 0
) -> Cells:
    """The tallies of those who chose the same of an attribute, where enough did.

    `entered` is how many of those given a coach knows, without a choice, and
    `surplus` how many more answered than there are people.

    A cell of a few would be somebody's answers under another name, so what
    could never be shown is not kept either.
    """
    planned = [attribute.key for attribute in survey_round.attributes]
    found: dict[tuple[str, str, str, str, Facet], list[int]] = defaultdict(list)
    for (subject, dimension, facet), people in _by_question(given):
        said = [answer.traits for answer, _ in people]
        kept = kept_attributes(planned, said, survey_round.k_outside, entered, surplus)
        for answer, point in people:
            for attribute in kept:
                if choice := answer.traits.get(attribute):
                    found[attribute, choice, subject, dimension, facet].append(point)
    return {cell: count(points, survey_round.bank.scale) for cell, points in found.items()}


def wishes(given: Iterable[Answer]) -> Wishes:
    """How far those who answered both want to move, by subject and dimension."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for answer in given:
        if answer.now and answer.aim:  # UNSURE is 0
            found[answer.subject, answer.dimension].append(answer.aim - answer.now)
    return {
        key: Wish(len(steps), sum(steps), sum(step * step for step in steps))
        for key, steps in found.items()
    }


def sums(given: Iterable[Answer]) -> Mapping[tuple[str, str], Sums]:
    """What one group adds to the sums of its round, by subject and dimension."""
    found: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    for answer in given:
        found[answer.subject, answer.dimension].append(answer)
    return {key: _sums(people) for key, people in found.items()}


def _sums(people: Sequence[Answer]) -> Sums:
    now = [answer.now for answer in people if answer.now]
    both = [(answer.now, answer.aim) for answer in people if answer.now and answer.aim]
    before, after = [point for point, _ in both], [point for _, point in both]
    several = len(now) > 1
    return Sums(
        int(several),
        len(now) - 1 if several else 0,
        _products(now, now),
        len(both),
        _products(before, before),
        _products(after, after),
        _products(before, after),
    )


def _products(first: Sequence[int], second: Sequence[int]) -> float:
    """Sum of products of the distances from the two means."""
    if not first:
        return 0.0
    middle, other = sum(first) / len(first), sum(second) / len(second)
    return sum((a - middle) * (b - other) for a, b in zip(first, second, strict=True))


def _by_question(
    given: Iterable[Answer],
) -> Iterator[tuple[tuple[str, str, Facet], list[tuple[Answer, int]]]]:
    found: dict[tuple[str, str, Facet], list[tuple[Answer, int]]] = defaultdict(list)
    for answer in given:
        for facet in ASKED:
            if point := answer.point(facet):
                found[answer.subject, answer.dimension, facet].append((answer, point))
    yield from found.items()
