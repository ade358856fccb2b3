"""Which groups stand apart from the others of a round, in sentences; never a ranking."""

from collections.abc import Sequence
from dataclasses import dataclass

from posdash.banks.bank import Dimension
from posdash.findings import comparison_words
from posdash.release.standing import Between, Cells, Standing, Standings

MOST = 3  # findings to be read aloud; what is beyond stands in the table


@dataclass(frozen=True, slots=True)
class QuestionStanding:
    """How much the groups differ on one question, and that in words."""

    dimension: Dimension
    between: Between
    sentence: str


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
    cells: Cells

    def cell(self, row: int, question: int) -> Standing | None:
        """How a group stands beside the others on a question; None where nothing may be said."""
        return self.cells[row][question]


def stand(
    names: Sequence[str], dimensions: Sequence[Dimension], found: Standings
) -> StandingFinding:
    """What there is to say of groups of these names, in the order of the rows."""
    clear = found.clear
    said = []
    for row, at in clear[:MOST]:
        standing = found.cell(row, at)
        assert standing is not None
        said.append(comparison_words.stands_apart(names[row], dimensions[at], standing))
    few = any(question.verdict is None for question in found.questions)
    return StandingFinding(
        sentences=tuple(said) or (comparison_words.nobody_stands_apart(found.alike, found.told),),
        correction=comparison_words.judged_together(len(clear), MOST) if found.told else "",
        pooling=comparison_words.too_few_groups() if few else "",
        questions=tuple(
            QuestionStanding(dimension, between, comparison_words.between(between))
            for dimension, between in zip(dimensions, found.questions, strict=True)
        ),
        cells=found.cells,
    )
