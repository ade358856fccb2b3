"""Two things beside each other in sentences: now and aim, groups, rounds, oneself and a team."""

from collections.abc import Sequence

from posdash.banks.bank import Dimension, Openness
from posdash.findings.words import leaning, points, withheld
from posdash.release.standing import Between, Standing
from posdash.release.values import Difference, Released, Replayed, Shift, Verdict, Withheld


def wish(dimension: Dimension, value: Shift | None) -> str:
    """Where the group would like to be, seen from where it is."""
    if value is None:
        return ""
    if isinstance(value, Withheld):
        return f"Aim: {_lower(withheld(value))}"
    said = {
        Verdict.CLEAR: f"On average, people would like it {_further(dimension, value)}.",
        Verdict.NO_DIFFERENCE: "On average, people would leave it about where it is.",
        Verdict.CANNOT_TELL: "Whether people would like to move it can't be told with so few "
        "answers.",
    }[value.verdict]
    return f"{said} {OLD_RULE}" if value.old_rule else said


OLD_RULE = "(Kept before this version: judged by the old rule.)"
NO_DIFFERENCE = "No difference that matters."
CANNOT_TELL = "Can't be told with so few answers."


def difference(dimension: Dimension, names: tuple[str, str], value: Shift, mover: str) -> str:
    """How the second group stands to the first, or how far one group, `mover`, has moved."""
    if isinstance(value, Withheld):
        return withheld(value)
    if value.verdict is not Verdict.CLEAR:
        return NO_DIFFERENCE if value.verdict is Verdict.NO_DIFFERENCE else CANNOT_TELL
    first, second = names
    if mover:
        return f"{mover} moved {_far(dimension, value)}."
    stands = f"{second} stands {_further(dimension, value)} than {first}."
    if value.pairs is None:
        return stands
    share = value.pairs if value.side > 0 else 1 - value.pairs
    return (
        f"{stands} In {share:.0%} of pairs the colleague from {second} stands further towards "
        f"{_side(dimension, value)}."
    )


def compared(names: tuple[str, str], found: Sequence[Shift], mover: str) -> str:
    """On how many questions two differ clearly, and on how many that cannot be told."""
    first, second = names
    told = [value.verdict for value in found if not isinstance(value, Withheld)]
    if not told:
        return f"Too few answers to tell {first} and {second} apart."
    who, of = f"{mover} moved" if mover else f"{first} and {second} differ", len(told)
    parts: list[str] = []
    for before, verdict, after in (
        (f"{who} clearly", Verdict.CLEAR, ""),
        ("no difference that matters", Verdict.NO_DIFFERENCE, ""),
        ("it can't be told", Verdict.CANNOT_TELL, " with so few answers"),
    ):
        if count := told.count(verdict):
            parts.append(f"{before} on {count}{'' if parts else f' of {_questions(of)}'}{after}")
    whose = "" if Verdict.CLEAR in told else f"{mover or f'{first} and {second}'}: "
    return f"{whose}{'; '.join(parts)}."


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


def detectable(found: Sequence[Shift]) -> str:
    """How large a difference must be to show on every question, four times in five."""
    least = [value.detectable for value in found if not isinstance(value, Withheld)]
    if not least:
        return ""
    return (
        f"With so many answers, a true difference of {points(max(least))} shows in four cases of "
        "five on each question; a smaller one, less often."
    )


def correction(rate: float, lists: int = 1) -> str:
    """How a list of differences is judged, so that chance is not mistaken for news.

    At most in a share `rate` of such lists, with all that could be looked at instead, anything
    at all is called clear by chance.
    """
    others = f", and the {lists} lists like this that could be looked at" if lists > 1 else ""
    return (
        f"All questions are judged together{others} (Holm, {rate:.2f}), so that chance is not "
        "taken for a difference."
    )


def replayed(value: Replayed | Withheld | None) -> str:
    """How often chance alone would have made a page of groups claim a difference."""
    if value is None:
        return ""
    if isinstance(value, Withheld):
        return "There are too few answers to deal them out again at random."
    return (
        f"With the same answers dealt out again at random, {value.times} times, this page would "
        f"claim a difference in {value.claimed} % of cases; at most {value.promised} % is promised."
    )


def stands_apart(name: str, dimension: Dimension, standing: Standing) -> str:
    """That a group stands clearly apart from all the others of its round."""
    rare = ", which is unusual among these groups" if standing.unusual else ""
    return f"{name} stands {_further(dimension, standing.difference)} than the others{rare}."


def nobody_stands_apart(alike: int, told: int) -> str:
    """What is said of groups of which none stands clearly apart.

    Of `told` comparisons of a group with the others, `alike` show that no difference matters.
    """
    if not told:
        return "Too few groups can be shown to tell them apart."
    if alike == told:
        return "No difference that matters between these groups."
    start = "Whether these groups differ can't be told with so few answers"
    if not alike:
        return f"{start}."
    share = f"{alike} of {told} comparisons of a group with the others"
    return f"{start}: only {share} show that there is no difference that matters."


def beside_others(dimension: Dimension, standing: Standing | None) -> str:
    """How a group stands beside all the others on one question, in a cell of a table."""
    if standing is None:
        return ""
    told = standing.difference
    if told.verdict is Verdict.CLEAR:
        return f"{_far(dimension, told)}{', unusual' if standing.unusual else ''}"
    return {
        Verdict.NO_DIFFERENCE: "no difference that matters",
        Verdict.CANNOT_TELL: "can't be told",
    }[told.verdict]


def between(found: Between) -> str:
    """How much of how people differ on a question is a matter of their group."""
    if found.verdict is None or found.share is None:
        return ""
    if found.verdict is Verdict.NO_DIFFERENCE:
        return "The groups do not differ measurably here."
    if found.verdict is Verdict.CANNOT_TELL:
        return "Whether the groups differ here can't be told with so few answers."
    if not found.share:
        return "Hardly any of how people differ here is a matter of which group they are in."
    return (
        f"About {found.share:.0%} of how people differ here is a matter of which group they are in."
    )


def too_few_groups() -> str:
    """Why nothing is said of how much groups differ in all, and which are unusual."""
    return (
        "How much groups differ in all, and which of them are unusual, can be said from ten groups "
        "on."
    )


def judged_together(clear: int, most: int) -> str:
    """How groups beside all the others are judged, and whether more of them stand apart."""
    more = f"{clear - most} more are in the table. " if clear > most else ""
    return (
        f"{more}Each group is set beside all the others together, on every question, and all of it "
        "is judged at once (Holm, 0.05), so that chance is not taken for a difference."
    )


def _questions(count: int) -> str:
    return "1 question" if count == 1 else f"{count} questions"


def _further(dimension: Dimension, value: Difference) -> str:
    return f"{_size(value)} further towards {_side(dimension, value)}"


def _far(dimension: Dimension, value: Difference) -> str:
    return f"{_size(value)} towards {_side(dimension, value)}"


def _size(value: Difference) -> str:
    """In points, or "a little" where the rounded size is nothing."""
    if not value.points:
        return "a little"
    about = "about " if value.interval is None else ""
    return f"{about}{points(abs(value.points))}"


def _side(dimension: Dimension, value: Difference) -> str:
    return dimension.left.name if value.side < 0 else dimension.right.name


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
