"""Which groups stand apart from the others of a round, in sentences; never a ranking."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from posdash.banks.bank import Dimension
from posdash.findings import comparison_words
from posdash.release.standing import Between, Standing, Standings
from posdash.release.values import Verdict

MOST = 3  # findings to be read aloud; what is beyond stands in the table


@dataclass(frozen=True, slots=True)
class QuestionStanding:
    """One question over all groups: how much they differ, and each beside the others.

    `cells` stand in the order of the groups, None where nothing may be said.
    """

    dimension: Dimension
    between: Between
    sentence: str
    cells: tuple[Standing | None, ...]


@dataclass(frozen=True, slots=True)
class StandingFinding:
    """Every group beside all the others of a round; `sentences` first, at most three.

    `correction` says how all of it is judged together, `pooling` from how many groups on
    more can be said, empty where it is.
    """

    sentences: tuple[str, ...]
    correction: str
    pooling: str
    questions: tuple[QuestionStanding, ...]


def stand(
    names: Sequence[str], dimensions: Sequence[Dimension], found: Standings
) -> StandingFinding:
    """What there is to say of groups of these names, in the order of the rows."""
    cells = [
        (name, dimension, standing)
        for name, row in zip(names, found.cells, strict=True)
        for dimension, standing in zip(dimensions, row, strict=True)
        if standing is not None
    ]
    clear = [one for one in cells if one[2].difference.verdict is Verdict.CLEAR]
    clear.sort(key=lambda one: -_size(one[2]))
    said = tuple(comparison_words.stands_apart(*one) for one in clear[:MOST])
    told = [standing.difference.verdict for _, _, standing in cells]
    return StandingFinding(
        sentences=said or (comparison_words.nobody_stands_apart(told),),
        correction=comparison_words.judged_together(len(clear), MOST) if told else "",
        pooling=comparison_words.too_few_groups()
        if any(question.differ is None for question in found.questions)
        else "",
        questions=tuple(_questions(dimensions, found)),
    )


def _questions(dimensions: Sequence[Dimension], found: Standings) -> Iterator[QuestionStanding]:
    for at, (dimension, between) in enumerate(zip(dimensions, found.questions, strict=True)):
        yield QuestionStanding(
            dimension,
            between,
            comparison_words.between(between),
            tuple(row[at] for row in found.cells),
        )


def _size(standing: Standing) -> float:
    """By which findings are put in order: how far the group stands from all the others."""
    return abs(standing.difference.points)
