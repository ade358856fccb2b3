"""Whether other answers would look just the same: the gate is asked, with answers that are not.

Whoever attacks may read the gate's source, so what it would have shown tells
what is open still. It is not trusted, it is run.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from posdash.findings import groups
from posdash.release.gate import Gate, View, organisation, release_own
from posdash.release.values import Released
from posdash.survey.round import Attribute
from posdash.survey.tally import Counted, Key, Tally, column
from posdash.views.given import Asked, Atom, Question, Value

MOST_ATOMS = 8  # of a set that are tried


def looks_the_same(
    asked: Asked, question: Question, given: Sequence[Value], atoms: Iterable[Atom], attribute: str
) -> bool:
    """Whether other answers of some of these people would be shown as theirs are.

    Tried are one person a point or two further, and two in opposite directions.
    """
    as_it_is = list(_shown(asked, asked.counted, question, given))
    return any(
        list(_shown(asked, other, question, given)) == as_it_is
        for group, choice in sorted(atoms)[:MOST_ATOMS]
        for other in _others(asked, question, group, attribute, choice)
    )


def _shown(
    asked: Asked, counted: Counted, question: Question, given: Sequence[Value]
) -> Iterator[Released]:
    """What the gate shows somebody of one question, in the order of what was given of it."""
    survey_round, (dimension, facet) = asked.round, question
    known = organisation(survey_round, asked.counted)
    number = len(survey_round.bank.dimensions)
    inside = frozenset(value.group for value in given if value.inside)
    from_inside = Gate(survey_round.openness, survey_round.k, View.TEAM, known, number)
    from_outside = Gate(survey_round.openness, survey_round.k_outside, View.OUTSIDE, known, number)
    whole = groups.released(from_outside, survey_round, counted, facet, inside)
    for value in given:
        if not value.choice:
            yield (
                release_own(
                    from_inside, survey_round, value.group, column(counted, survey_round, *question)
                )
                if value.inside
                else whole.cell(value.group, dimension)
            )
    splits = {(value.group, value.attribute, value.inside): None for value in given if value.choice}
    for group, attribute, within in splits:
        trait = next(one for one in survey_round.attributes if one.key == attribute)
        gate = replace(from_inside, k=survey_round.k_outside) if within else from_outside
        _, cells = groups.split(gate, survey_round, counted, facet, (group, trait), inside)
        yield from (cells.cell(row, dimension) for row in _rows(trait))


def _rows(trait: Attribute) -> range:
    return range(-1, -1 - len(trait.choices), -1)


def _others(
    asked: Asked, question: Question, group: int, attribute: str, choice: str
) -> Iterator[Counted]:
    """What could have been counted instead, if a few of a group had answered otherwise."""
    key = Key(group, asked.round.subject.key, *question)
    tally = asked.counted.tallies[key]
    cell = asked.counted.cells[attribute][key][choice] if choice else None
    people = tally if cell is None else cell
    for moves in _moves(len(tally.counts)):
        others = _moved(people, moves)
        if min(others.counts) < 0 or others == people:
            continue
        changed = {**asked.counted.tallies, key: _moved(tally, moves)}
        cells = asked.counted.cells
        if cell is not None:
            kept: Mapping[str, Tally] = {**cells[attribute][key], choice: others}
            cells = {**cells, attribute: {**cells[attribute], key: kept}}
        yield replace(asked.counted, tallies=changed, cells=cells)


def _moves(scale: int) -> Iterator[tuple[tuple[int, int], ...]]:
    single = [
        (at, to) for at in range(scale) for to in range(scale) if at != to and abs(at - to) <= 2
    ]
    yield from ((one,) for one in single)
    near = [(at, to) for at, to in single if abs(at - to) == 1]
    yield from product(near, near)


def _moved(tally: Tally, moves: Sequence[tuple[int, int]]) -> Tally:
    counts = list(tally.counts)
    for at, to in moves:
        counts[at] -= 1
        counts[to] += 1
    return replace(tally, counts=tuple(counts))
