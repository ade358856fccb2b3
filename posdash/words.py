"""Numbers into plain sentences: short, warm, concrete, and never beyond what the number bears."""

from collections.abc import Sequence

from posdash.bank import Dimension, Openness
from posdash.privacy import (
    Band,
    Coarse,
    CoarseShift,
    Full,
    FullShift,
    Reason,
    Released,
    Shift,
    Withheld,
)

_AGREEMENT = {
    Band.CLOSE: "People stand close together.",
    Band.MIXED: "Answers are mixed.",
    Band.WIDE: "People stand wide apart.",
}
_TEAM_SEES = {
    Openness.NAMED: "The team and its coach see each placement with its name.",
    Openness.DOTS: "The team and its coach see how many stand at each place, without names, "
    "once {k} have answered.",
    Openness.SUMMARY: "Everyone, the team and its coach too, sees a rounded summary only, "
    "once {k} have answered; finer pictures take 20 and 30 answers.",
}
_OTHERS_SEE = (
    "Others in the company see a rounded summary from {k} answers on, when the whole round has "
    "closed; finer pictures take 20 and 30 answers."
)


def audience(openness: Openness, k: int) -> str:
    """Who can see what of a round; the same sentences before answering and above the results."""
    sentences = [_TEAM_SEES[openness]]
    if openness is not Openness.SUMMARY:
        sentences.append(_OTHERS_SEE)
    return " ".join(sentences).format(k=k)


def withheld(value: Withheld) -> str:
    """Why nothing is shown."""
    return {
        Reason.TOO_FEW: f"Too few answers: this is shown from {value.k} on.",
        Reason.PART_TOO_SMALL: "Not shown, because a group inside it has too few answers.",
        Reason.NOT_ASKED: "Nobody was asked.",
    }[value.reason]


def leaning(dimension: Dimension, position: float, scale: int) -> str:
    """Where a position lies, by the names of the ends; thirds of the scale, the middle as such."""
    middle = (scale + 1) / 2
    if abs(position - middle) < (scale - 1) / 12:
        return f"midway between {dimension.left.label} and {dimension.right.label}"
    pole = dimension.left if position < middle else dimension.right
    near = abs(position - middle) >= (scale - 1) / 3
    return f"near {pole.label}" if near else f"towards {pole.label}"


def agreement(value: Released) -> str:
    """How far apart people stand; in points where the tier allows it."""
    if isinstance(value, Withheld):
        return withheld(value)
    if not isinstance(value, Full):
        return _AGREEMENT[value.agreement]
    if value.band is None or value.average_distance is None:
        return "One answer: nothing to compare."
    if value.average_distance == 0:
        return "Everybody answered the same."
    apart = points(value.average_distance)
    return f"{_AGREEMENT[value.band]} Two colleagues picked at random answer {apart} apart."


def gap(value: Released) -> str:
    """The distance between the outer thirds, or an empty string where it is not released."""
    if not isinstance(value, Full) or value.gap is None:
        return ""
    return f"The third furthest right and the third furthest left stand {points(value.gap)} apart."


def shift(dimension: Dimension, value: Shift | None) -> str:
    """Where the group would like to be, seen from where it is."""
    if value is None:
        return ""
    if isinstance(value, Withheld):
        return f"Aim: {_lower(withheld(value))}"
    if isinstance(value, FullShift) and value.interval.low <= 0 <= value.interval.high:
        return "Between now and aim there is no clear difference."
    if isinstance(value, CoarseShift) and abs(value.points) < 0.5:
        return "Now and aim are about the same."
    pole = dimension.left if value.points < 0 else dimension.right
    about = "about " if isinstance(value, CoarseShift) else ""
    return f"The aim lies {about}{points(abs(value.points))} further towards {pole.label}."


def dimension_sentence(dimension: Dimension, value: Released, scale: int) -> str:
    """The finding about one dimension in one or two sentences, with its n."""
    if isinstance(value, Withheld):
        return withheld(value)
    average = "on average probably" if isinstance(value, Coarse) else "on average"
    where = leaning(dimension, value.position, scale)
    return f"{people(value.n)} {average} {where}. {agreement(value)}"


def team_headline(found: Sequence[tuple[Dimension, Released]]) -> str:
    """The sentence that matters; `found` stands widest apart first."""
    shown = [(dimension, value) for dimension, value in found if not isinstance(value, Withheld)]
    if not shown:
        return "Too few answers to show a picture. You can still talk about the questions."
    close = sum(_band(value) is Band.CLOSE for _, value in shown)
    dimension, widest = shown[0]
    start = f"You stand close together on {close} of {len(shown)}."
    if not isinstance(widest, Full) or widest.band in {None, Band.CLOSE}:
        return start  # bands alone do not tell which stands furthest apart
    return f"{start} Furthest apart: {dimension.left.label} ↔ {dimension.right.label}."


def groups_headline(shown: int, rows: int) -> str:
    """How much of the side-by-side view can be shown."""
    if not shown:
        return "No group has enough answers to be shown."
    if shown == rows:
        return f"All {rows} groups can be shown."
    rest = "the others, or a group in them, have too few answers"
    return f"{shown} of {rows} groups can be shown; {rest}."


def people(n: int) -> str:
    """`n` people who answered, as the start of a sentence."""
    return "1 answer," if n == 1 else f"{n} answers,"


def points(distance: float) -> str:
    """A distance on the scale: `1 point`, `2.3 points`."""
    number = f"{distance:.1f}".removesuffix(".0")
    return "1 point" if number == "1" else f"{number} points"


def _band(value: Released) -> Band | None:
    if isinstance(value, Full):
        return value.band
    return None if isinstance(value, Withheld) else value.agreement


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
