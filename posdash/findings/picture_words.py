"""What a team's picture says: agreement and its place, two groups, what all want, who is absent."""

from collections.abc import Sequence

from posdash.banks.bank import Dimension
from posdash.findings.words import leaning, people, points, side_of, withheld
from posdash.release.picture import FEW, band, could_lie, foreseen, stands_out, wanted_alike
from posdash.release.values import Band, Camps, Coarse, Full, Released, Unsure, Withheld

_AGREEMENT = {
    Band.CLOSE: "People {probably}stand close together.",
    Band.MIXED: "Answers are mixed.",
    Band.WIDE: "People {probably}stand wide apart.",
}
APART_NOT_SHOWN = "How far apart people stand is not shown."
ASK_FOR_THE_AIM = "The aim may lie elsewhere: ask where people would like to be."
EVERYBODY = "Everybody answered every question: these averages are no estimates."
NAMED = 2  # agreements whose places the headline has room for
Asked = tuple[Dimension, Released, Released | None]  # what it is about, now, and the aim


def agreement(value: Released) -> str:
    """How far apart people stand; in points where the tier allows it, `probably` where few are."""
    if isinstance(value, Withheld):
        return withheld(value)
    close = band(value)
    if isinstance(value, Full) and close is None:
        return "One answer: nothing to compare."
    if isinstance(value, Full) and value.average_distance == 0:
        return "Everybody answered the same."
    if close is None:
        return ""
    said = _AGREEMENT[close].format(probably=_probably(value.n))
    if not isinstance(value, Full):
        return said
    apart = points(value.average_distance or 0.0)
    return f"{said} Two colleagues picked at random answer {apart} apart."


def place(dimension: Dimension, value: Released, scale: int) -> str:
    """Where people stand on average: `near Converge early`; empty where nothing is shown."""
    return "" if isinstance(value, Withheld) else leaning(dimension, value.position, scale)


def serving(dimension: Dimension, value: Released, scale: int) -> str:
    """Why to talk about what people agree on."""
    assert not isinstance(value, Withheld)
    where = place(dimension, value, scale)
    return f"You {_probably(value.n)}agree: {where}. Is this agreement still serving us?"


def gap(value: Released) -> str:
    """The distance between the outer thirds, or an empty string where it is not released."""
    if not isinstance(value, Full) or value.gap is None:
        return ""
    return f"The third furthest right and the third furthest left stand {points(value.gap)} apart."


def camps(value: Released) -> str:
    """Whether there may be two camps, or an empty string where there is nothing to say."""
    if isinstance(value, Full) and value.camps is Camps.NOT_CALIBRATED:
        return "Whether there are two groups is not calibrated for this scale."
    if not isinstance(value, Full) or value.camps is not Camps.TWO_CAMPS:
        return ""
    apart = points(value.camps_apart or 0.0)
    return f"There may be two groups here, about {apart} apart. Worth a conversation."


def alike(dimension: Dimension, now: Released, aim: Released | None, scale: int) -> str:
    """That people see today differently and want the same, with its place; else empty."""
    where = _wanted(dimension, now, aim, scale)
    return f"You see today differently and {where}." if where else ""


def unsure(value: Unsure | None) -> str:
    """That many were not sure, or an empty string."""
    if value is None:
        return ""
    if value.count is None:
        return "A third or more were not sure."
    return f"{value.count} of {value.answered} were not sure."


def missing(value: Released, people: int, scale: int) -> str:
    """Where the average of everybody could lie, whatever the others think; else empty.

    `people` is how many there are, 0 where that is not known.
    """
    could = could_lie(value, people, scale)
    if could is None or isinstance(value, Withheld):
        return ""
    others = people - value.n
    rest = "the other one thinks" if others == 1 else f"the other {others} think"
    return (
        f"{value.n} of {people} placed this; whatever {rest}, the average lies between "
        f"{could.low:.1f} and {could.high:.1f}."
    )


def dimension_sentence(dimension: Dimension, value: Released, scale: int) -> str:
    """The finding about one dimension in one or two sentences, with its n."""
    if isinstance(value, Withheld):
        return withheld(value)
    average = "on average probably" if isinstance(value, Coarse) else "on average"
    where = leaning(dimension, value.position, scale)
    return f"{people(value.n)} {average} {where}. {agreement(value)}".strip()


def team_headline(found: Sequence[Asked], scale: int) -> str:
    """The sentences that matter; `found` stands widest apart first."""
    if all(isinstance(now, Withheld) for _, now, _ in found):
        return "Too few answers to show a picture. You can still talk about the questions."
    said = (_agree(found, scale), _widest(found), _alike_in_all(found, scale))
    return " ".join(sentence for sentence in said if sentence)


def expected(sizes: Sequence[int], k: int, scale: int, questions: int, *, asks_aim: bool) -> str:
    """What so many answers will show four times in five, in a round of so many questions.

    `sizes` are how many may answer in each group; those below k show nothing, and
    where no number is known, k and twenty stand for them.
    """
    known = [size for size in sizes if size >= k] or [k, 20]
    shown = {size: foreseen(size, scale, questions) for size in (min(known), max(known))}
    said = []
    for size, least in shown.items():
        difference = f"a difference of about {points(least.difference)} between groups or rounds"
        wish = f"a wish to move by about {points(least.wish)}, and " if asks_aim else ""
        said.append(f"with {size} answers, {wish}{difference}")
    return (
        f"What will show, four times in five: {'; '.join(said)}. Less can seldom be told from "
        "chance."
    )


def _probably(n: int) -> str:
    return "probably " if n < FEW else ""


def _agree(found: Sequence[Asked], scale: int) -> str:
    """How many questions people agree on, of those of which that may be told, and where if few."""
    told = [
        (dimension, now)
        for dimension, now, _ in found
        if band(now) is not None and not isinstance(now, Withheld)
    ]
    if not told:
        return "How far apart you stand on each question is not shown."
    where = [place(dimension, now, scale) for dimension, now in told if band(now) is Band.CLOSE]
    named = f": {'; '.join(where)}" if 0 < len(where) <= NAMED else ""
    fewest = min(now.n for _, now in told)
    return f"You {_probably(fewest)}agree on {len(where)} of {len(told)}{named}."


def _widest(found: Sequence[Asked]) -> str:
    """Where people stand widest apart, if dots tell; bands alone do not."""
    dimension, widest, _ = found[0]
    if not isinstance(widest, Full) or widest.band in {None, Band.CLOSE}:
        return ""
    others = [now for _, now, _ in found[1:] if isinstance(now, Full)]
    first = "Widest apart" if not others or stands_out(widest, others) else "Among the widest apart"
    two = "; there may be two groups" if widest.camps is Camps.TWO_CAMPS else ""
    return f"{first}: {dimension.ends}{two}."


def _alike_in_all(found: Sequence[Asked], scale: int) -> str:
    """What people want alike though they see today differently, the widest apart first."""
    wanted = [
        where for dimension, now, aim in found if (where := _wanted(dimension, now, aim, scale))
    ]
    if not wanted:
        return ""
    more = f" So it is with {len(wanted) - 1} more." if len(wanted) > 1 else ""
    return f"You see today differently and {wanted[0]}.{more}"


def _wanted(dimension: Dimension, now: Released, aim: Released | None, scale: int) -> str:
    if aim is None or isinstance(aim, Withheld) or not wanted_alike(now, aim):
        return ""
    where = leaning(dimension, aim.position, scale)
    if isinstance(aim, Full) and _on_one_side(aim, scale):
        return f"want the same: all {aim.n} {where}"
    return f"{_probably(aim.n)}want the same: {where}"


def _on_one_side(aim: Full, scale: int) -> bool:
    """Whether everybody's aim lies on the side to which the average leans."""
    side = side_of(aim.position, scale)
    inside = aim.counts[: scale // 2] if side < 0 else aim.counts[-(scale // 2) :]
    return side != 0 and sum(inside) == aim.n
