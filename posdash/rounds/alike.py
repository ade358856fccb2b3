"""Which questions of two rounds are the same, whatever their banks, ids and labels are called."""

from posdash.banks.bank import Dimension
from posdash.survey.round import Round
from posdash.text import alike


def same_question(one: Dimension, other: Dimension) -> bool:
    """Whether they share an id, the wording of the question, or an end."""
    return (
        one.id == other.id
        or alike(one.question, other.question)
        or _straight(one, other)
        or turned(one, other)
    )


def turned(one: Dimension, other: Dimension) -> bool:
    """Whether the left end of the one is the right end of the other."""
    crossed = alike(one.left.label, other.right.label) or alike(one.right.label, other.left.label)
    return crossed and not _straight(one, other)


def _straight(one: Dimension, other: Dimension) -> bool:
    return alike(one.left.label, other.left.label) or alike(one.right.label, other.right.label)


def ask_alike(one: Round, other: Round) -> bool:
    """Whether some question of both is the same, of the same subject and on the same scale."""
    return (
        one.bank.scale == other.bank.scale
        and _one_subject(one, other)
        and any(
            same_question(question, before)
            for question in one.bank.dimensions
            for before in other.bank.dimensions
        )
    )


def _one_subject(one: Round, other: Round) -> bool:
    """Whether both place the same; a candidate is known by its name where a bank was copied."""
    return one.subject.key == other.subject.key or (
        bool(one.subject.name) and alike(one.subject.name, other.subject.name)
    )
