"""Numbers into plain sentences: short, warm, concrete, and never beyond what the number bears."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from posdash.banks.bank import Dimension, Openness, Placed
from posdash.release.values import (
    Coarse,
    Moves,
    Outlook,
    Participation,
    Reason,
    Released,
    Withheld,
)
from posdash.survey.round import K_DEFAULT, UNSURE, Links, Round, State, beyond
from posdash.text import isolated


class Said(NamedTuple):
    """A sentence, and under which name TERMS explains what stands behind it."""

    text: str
    term: str


_TEAM_SEES = {
    Openness.NAMED: "The team and its coach see each placement with its name.",
    Openness.DOTS: "The team and its coach see how many stand at each place, without names, "
    "once {k} have answered.",
    Openness.SUMMARY: "Everyone, the team and its coach too, sees a rounded summary only, "
    "once {k} have answered; finer pictures take 20 and 30 answers.",
}
_OTHERS_SEE = (
    "Others in the company see a rounded summary from {outside} answers on, when the whole round "
    "has closed; finer pictures take 20 and 30 answers."
)


def audience(openness: Openness, k: int) -> str:
    """Who can see what of a round; the same sentences before answering and above the results."""
    sentences = [_TEAM_SEES[openness]]
    if openness is not Openness.SUMMARY:
        sentences.append(_OTHERS_SEE)
    return " ".join(sentences).format(k=k, outside=max(k, K_DEFAULT))


OPENNESS = {Openness.NAMED: "named", Openness.DOTS: "dots", Openness.SUMMARY: "summary"}
LINKS = {Links.TEAM: "team", Links.PERSONAL: "personal"}
STATES = {
    State.PLANNED: "planned",
    State.OPEN: "open",
    State.CLOSED: "closed",
    State.CANCELLED: "cancelled",
}
ATTRIBUTES = {"role": "role", "site": "site", "tenure": "tenure"}
_PLACED = {
    Placed.TEAM: "the team",
    Placed.ONESELF: "yourself",
    Placed.COMPANY: "the company",
}


def subject(survey_round: Round) -> str:
    """What a round places: a candidate by its name, all else by what the bank says."""
    return isolated(survey_round.subject.name) or _PLACED[survey_round.bank.places]


def signed(name: str, *, proxy: bool) -> str:
    """A name, and whether a coach knew the answer from the start; at the dots that is a star."""
    return f"{isolated(name)} (known to a coach)" if proxy else name


def known_answers(number: int) -> str:
    """The answers of how many a coach knows, to follow who sees them; empty for none."""
    if not number:
        return ""
    whose = "1 person" if number == 1 else f"{number} people"
    return (
        f" The answers of {whose} are known to a coach, who entered them for somebody without a "
        "phone or was signed in where they were given: they count, but hide nobody."
    )


def too_many(people: int, devices: int) -> str:
    """That more devices answered than there are people, to follow who sees it; else empty."""
    if not beyond(people, devices):
        return ""
    return (
        f" {devices} devices answered for a team of {people}: somebody answered more than once, so "
        "what rests on too few people is not shown."
    )


def answered(found: Participation) -> str:
    """How many have answered; below k nobody learns how many."""
    of = f" of {found.people}" if found.people else ""
    what = "devices" if found.devices else "people"
    if found.at is None:
        return "Not counted yet"
    if found.answered is None:
        return f"Fewer than {found.k}{of}"
    number = f"At least {found.answered}" if found.steps > 1 else str(found.answered)
    return f"{number}{of}" if found.people else f"{number} {what}"


def counted_when(found: Sequence[Participation], moment: Callable[[datetime], str]) -> str:
    """When it was counted, and why so rarely; `moment` says an instant in the reader's words."""
    why = "Answers are counted once a day, so that nobody can watch who has just answered."
    devices = (
        " A team link counts devices."
        if any(participation.devices for participation in found)
        else ""
    )
    at = max((participation.at for participation in found if participation.at), default=None)
    return f"Counted {moment(at)}. {why}{devices}" if at else f"{why}{devices}"


def outlook(found: Outlook, moment: Callable[[datetime], str]) -> str:
    """What closing would yield, for whoever is about to close; `moment` as in `counted_when`."""
    nothing = (
        "others in the company would see nothing of it"
        if found.named
        else "nothing could be shown, then or later"
    )
    if 0 < found.people < found.k:
        size = "1 person" if found.people == 1 else f"{found.people} people"
        return (
            f"{found.group} has {size}, and nothing is shown of fewer than {found.k} answers: if "
            f"you close it, {nothing}."
        )
    told = (
        f"at least {found.k} had answered"
        if found.enough
        else f"fewer than {found.k} had answered: if you close now, {nothing}"
    )
    more = (
        f" More devices had answered than its {found.people} people: somebody answered more "
        "than once, and less is shown the more there are."
        if found.too_many
        else ""
    )
    return f"{found.group}, counted {moment(found.at)}: {told}.{more}"


def too_small(small: Mapping[str, int], k: int) -> str:
    """That nothing could come of asking some groups, with what to do; empty for none."""
    if not small:
        return ""
    found = [f"{name} ({number})" for name, number in small.items()]
    return (
        f"Fewer than {k} people belong to {', '.join(found)}: with a minimum of {k} answers "
        "nothing of them can be shown, to the team and its coach either, unless the round shows "
        "names. Choose a lower minimum where that is offered, or ask a larger group."
    )


def withheld(value: Withheld) -> str:
    """Why nothing is shown."""
    return {
        Reason.TOO_FEW: f"Too few answers: this is shown from {value.k} on.",
        Reason.PROTECTS: "Not shown, because with it the answers of a smaller group could be "
        "worked out.",
        Reason.FEW_CHANGED: "Not shown, because beside an earlier round it would tell what a few "
        "people answered.",
        Reason.BESIDE_DOTS: "Not shown, because beside single dots it would tell who stands where.",
        Reason.PART_TOO_SMALL: "Not shown, because a part of it has too few answers.",
        Reason.NOT_ASKED: "Nobody was asked.",
    }[value.reason]


WHY_NOT = {
    Reason.TOO_FEW: "too few answers",
    Reason.PROTECTS: "protects a smaller group",
    Reason.FEW_CHANGED: "would tell of a few people",
    Reason.BESIDE_DOTS: "would tell who stands where",
    Reason.PART_TOO_SMALL: "a part of it is too small",
    Reason.NOT_ASKED: "nobody was asked",
}
"""The same in a cell of a table, or beside a chart."""


def leaning(dimension: Dimension, position: float, scale: int) -> str:
    """Where a position lies, by the names of the ends; thirds of the scale, the middle as such."""
    side = side_of(position, scale)
    if side == 0:
        return f"midway between {dimension.left.name} and {dimension.right.name}"
    pole = dimension.left if side < 0 else dimension.right
    near = abs(position - (scale + 1) / 2) >= (scale - 1) / 3
    return f"near {pole.name}" if near else f"towards {pole.name}"


def side_of(position: float, scale: int) -> int:
    """To which end a position leans: -1, 1, or 0 around the middle."""
    off = position - (scale + 1) / 2
    return 0 if abs(off) < (scale - 1) / 12 else -1 if off < 0 else 1


def moves(dimension: Dimension, value: Moves | Withheld | None) -> str:
    """Who wants to move where, or an empty string where that is not released."""
    if not isinstance(value, Moves):
        return ""
    return (
        f"{value.left} would go towards {dimension.left.name}, {value.stay} would stay, "
        f"{value.right} would go towards {dimension.right.name}."
    )


def groups_headline(shown: int, rows: int) -> str:
    """How much of the side-by-side view can be shown."""
    if not shown:
        return "No group has enough answers to be shown."
    if shown == rows:
        return "The group can be shown." if rows == 1 else f"All {rows} groups can be shown."
    rest = "the others have too few answers, or would tell of one that has"
    return f"{shown} of {rows} groups can be shown; {rest}."


TERMS = {
    "agreement": "Average distance: the Gini mean difference, in points. Close from an agreement "
    "(ordinal l-squared, pairwise form) of 0.70 on, mixed from 0.40, wide apart below; on scales "
    "of fewer than seven points from 0.67 or 0.63 and 0.34 or 0.27 on, as people use more of them.",
    "unsure": "Said where a third or more of those who answered were not sure; they are in no "
    "average. The number itself is for those who see the dots.",
    "absent": "What the average would be if all who placed nothing chose one end, or the other.",
    "position": "Mean position, with the band that it could as well stand anywhere in: a 95 % "
    "Wilson interval on the effective sample size. Where nearly all stand at one point and one in "
    "ten far away, fifteen answers hold the truth in it only four times in five.",
    "gap": "Outer-third gap: the distance between the means of the outer thirds of the answers.",
    "camps": "Two groups: half the scale lies between them, a quarter of the answers in the "
    "smaller one, and two groups make the answers so much likelier than one (a Bayes factor of 1.5 "
    "for each question asked) that at most one picture in ten shows any by chance.",
    "shift": "How far each one's preferred answer lies from their answer now, on average; judged "
    "by how much these distances differ in this team.",
    "correction": "A list of differences holds some by chance alone. By Holm's rule, anything at "
    "all that is pointed out here is chance in at most one list of ten.",
    "moves": "Counted from those who placed both, when the team closed; shown from ten on, where "
    "nobody stands alone.",
    "difference": "Difference of two means, judged on the counts by the interval of both (MOVER of "
    "Wilson intervals), and stated rounded; pairs: Vargha and Delaney's A.",
}
"""What the field calls the numbers behind a sentence, for a tooltip."""


def placed(value: Released) -> str:
    """A released position with its number of answers, or why there is none."""
    if isinstance(value, Withheld):
        return WHY_NOT[value.reason]
    about = "about " if isinstance(value, Coarse) else ""
    return f"{about}{value.position:.1f} ({'1 answer' if value.n == 1 else f'{value.n} answers'})"


def split_headline(attribute: str, shown: int, choices: int, *, beside_dots: bool) -> str:
    """How much of a group can be shown by what people said of themselves."""
    name = ATTRIBUTES[attribute]
    if beside_dots:
        return f"Nothing is shown by {name}: beside single dots it would tell who stands where."
    if not shown:
        return f"Nothing can be shown by {name}: too few said the same, or too few did not."
    return f"{shown} of {choices} choices of {name} can be shown."


def people(n: int) -> str:
    """`n` people who answered, as the start of a sentence."""
    return "1 answer," if n == 1 else f"{n} answers,"


def points(distance: float) -> str:
    """A distance on the scale: `1 point`, `2.3 points`."""
    number = f"{distance:.1f}".removesuffix(".0")
    return "1 point" if number == "1" else f"{number} points"


def point_name(dimension: Dimension, point: int, points: int) -> str:
    """A point of `points` as a screen reader says it; UNSURE stands apart."""
    if point == UNSURE:
        return "Not sure"
    near = {1: dimension.left.name, points: dimension.right.name}
    if points % 2:
        near[(points + 1) // 2] = "the middle"
    return f"{point} of {points}" + (f", {near[point]}" if point in near else "")
