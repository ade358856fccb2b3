"""Two things beside each other in sentences: now and aim, groups, rounds, oneself and a team."""

from collections.abc import Sequence

from posdash.banks.bank import Dimension, Openness
from posdash.findings.words import leaning, points, withheld
from posdash.release.differences import Correction
from posdash.release.values import CoarseShift, Difference, FullShift, Released, Shift, Withheld


def shift(dimension: Dimension, value: Shift | None, *, clear: bool) -> str:
    """Where the group would like to be, seen from where it is.

    `clear` says whether the difference is more than chance, judged with the others.
    """
    if value is None:
        return ""
    if isinstance(value, Withheld):
        return f"Aim: {_lower(withheld(value))}"
    if not clear:
        return "Between now and aim there is no clear difference."
    return f"The aim lies {_further(dimension, value)}."


def difference(
    dimension: Dimension, names: tuple[str, str], value: Difference | Withheld, *, clear: bool
) -> str:
    """How the second group stands to the first, if that is more than chance."""
    first, second = names
    if isinstance(value, Withheld):
        return f"Too few to tell. {withheld(value)}"
    if not clear or not value.agrees:
        return "No clear difference."
    stands = f"{second} stands {_further(dimension, value.shift)} than {first}."
    if value.pairs is None:
        return stands
    further = value.pairs if value.shift.points > 0 else 1 - value.pairs
    side = dimension.right.name if value.shift.points > 0 else dimension.left.name
    return (
        f"{stands} In {further:.0%} of pairs the colleague from {second} stands further towards "
        f"{side}."
    )


def compared(first: str, second: str, clear: Sequence[bool], found: Sequence[object]) -> str:
    """How many differences between the two are more than chance."""
    told = sum(not isinstance(value, Withheld) for value in found)
    if not told:
        return f"Too few answers to tell {first} and {second} apart."
    if not any(clear):
        return f"No clear difference between {first} and {second} on {_questions(told)}."
    return f"{first} and {second} differ clearly on {sum(clear)} of {_questions(told)}."


def beside(
    dimension: Dimension, point: int | None, team: Released, scale: int, saw: str = "You placed it"
) -> str:
    """Where somebody, of whom `saw` speaks, stands beside a team, in words."""
    if point is None:
        return "Not placed."
    own = f"{saw} {leaning(dimension, point, scale)}"
    if isinstance(team, Withheld):
        return f"{own}. {withheld(team)}"
    off = team.position - point
    if abs(off) < 0.5:
        return f"{own}, where the team stands on average."
    pole = dimension.left if off < 0 else dimension.right
    return f"{own}; on average the team stands {points(abs(off))} further towards {pole.name}."


def turnover(openness: Openness) -> str:
    """What two rounds beside each other may tell of those who joined or left in between."""
    if openness is Openness.SUMMARY:
        return (
            "Where few have joined or left in between, the later round is rounded further, so that "
            "their answers stay their own."
        )
    return (
        "Where few have joined or left in between, the team may tell their answers from the two "
        "pictures: rounds that show single places do not hide that."
    )


def detectable(found: Sequence[Shift], who: str) -> str:
    """The smallest difference that so many answers can show, over all questions."""
    least = [value.detectable for value in found if not isinstance(value, Withheld)]
    if not least:
        return ""
    return f"{who} can only show differences larger than about {points(max(least))}."


_RULES = {
    Correction.SCREENING: "Benjamini-Hochberg, q = 0.10",
    Correction.ACTING: "Holm, 0.05",
}


def correction(rule: Correction) -> str:
    """By which rule a list of differences is judged, so that chance is not mistaken for news."""
    return (
        f"All questions are judged together ({_RULES[rule]}), so that chance is not taken for a "
        "difference."
    )


def _questions(count: int) -> str:
    return "1 question" if count == 1 else f"{count} questions"


def _further(dimension: Dimension, value: CoarseShift | FullShift) -> str:
    pole = dimension.left if value.points < 0 else dimension.right
    about = "about " if isinstance(value, CoarseShift) else ""
    return f"{about}{points(abs(value.points))} further towards {pole.name}"


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
