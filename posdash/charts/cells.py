"""Released values as short texts: for table cells, for the edge of a row, and for hovers."""

from collections.abc import Iterable

from posdash.banks.bank import Dimension
from posdash.charts.labels import both, clean
from posdash.findings import words
from posdash.findings.comparison import Side
from posdash.findings.team import DimensionFinding, TeamFinding
from posdash.release.values import Band, Coarse, Full, Reason, Released, Withheld
from posdash.survey.round import beyond

COLUMNS = (
    "Between",
    "Answers",
    "Now",
    "Probably between",
    "How far apart",
    "Gap between outer thirds",
    "Aim",
)
_BAND = {Band.CLOSE: "close together", Band.MIXED: "mixed", Band.WIDE: "wide apart"}


def interval_of(value: Released | None) -> tuple[float, float] | None:
    """The ends of the interval of a value, where its tier has one; none where all answered."""
    if not isinstance(value, Coarse | Full) or value.interval.low == value.interval.high:
        return None
    return value.interval.low, value.interval.high


def thirds_of(value: Released) -> tuple[float, float] | None:
    """The means of the outer thirds, where its tier has them."""
    return value.thirds if isinstance(value, Full) else None


def position(value: Released | None) -> str:
    """The position to the digit its tier allows, or why there is none."""
    if value is None:
        return ""
    return _why(value) if isinstance(value, Withheld) else f"{value.position:.1f}"


def interval(value: Released | None) -> str:
    """The interval, `2.1 to 4.4`, or an empty text."""
    found = interval_of(value)
    return f"{found[0]:.1f} to {found[1]:.1f}" if found else ""


def apart(value: Released | None) -> str:
    """How far apart people stand: `3.2 apart`, in words below the full tier, or why not."""
    if value is None:
        return ""
    if isinstance(value, Withheld):
        return _why(value)
    if not isinstance(value, Full):
        return _BAND[value.agreement] if value.agreement else ""
    return "one answer" if value.average_distance is None else f"{value.average_distance:.1f} apart"


def gap(value: Released | None) -> str:
    """The gap between the outer thirds in points, or an empty text."""
    return f"{value.gap:.1f}" if isinstance(value, Full) and value.gap is not None else ""


def answers(value: Released | None) -> str:
    """How many answered, or an empty text where that is withheld."""
    return "" if value is None or isinstance(value, Withheld) else str(value.n)


def columns(beside: Side | None = None) -> tuple[str, ...]:
    """The heads of the table of one team, with what lies over it as the last."""
    return COLUMNS if beside is None else (*COLUMNS, clean(beside.name))


def row(finding: DimensionFinding, beside: Side | None = None) -> tuple[str, ...]:
    """One dimension under these columns."""
    now = finding.now
    more = () if beside is None else (position(beside.values.get(finding.dimension.id)),)
    return (
        both(finding.dimension),
        answers(now),
        position(now),
        interval(now),
        apart(now),
        gap(now),
        position(finding.aim),
        *more,
    )


def hover(dimension: Dimension, value: Released, scale: int) -> str:
    """What a mark says when it is pointed at: the ends, the finding, and the numbers."""
    if isinstance(value, Withheld):
        return f"{both(dimension)}<br>{_why(value)}".removesuffix("<br>")
    where = clean(words.leaning(dimension, value.position, scale))
    within = f", probably between {interval(value).replace(' to ', ' and ')}"
    return "<br>".join(
        (
            both(dimension),
            f"on average {position(value)}{within if interval(value) else ''}",
            f"{where}; {apart(value)}".removesuffix("; "),
            _answers(value.n),
        )
    )


def rests_on(values: Iterable[Released], to: str) -> str:
    """The sentence with the n: one number, or from the fewest to the most."""
    found = sorted({value.n for value in values if not isinstance(value, Withheld)})
    if len(found) > 1:
        return f"It rests on {found[0]} to {found[-1]} answers {to}."
    return f"It rests on {_answers(found[0])} {to}." if found else ""


def of_team(finding: TeamFinding) -> str:
    """The sentence with the n of a team's picture."""
    most = max(
        (
            question.now.n
            for question in finding.dimensions
            if not isinstance(question.now, Withheld)
        ),
        default=0,
    )
    to = "to each question"
    if beyond(finding.people, finding.devices):  # a team link counts devices
        to += f": {finding.devices} devices answered for a team of {finding.people}"
    elif finding.people >= most:  # 0 where nobody is listed
        to += f", of {finding.people} people asked"
    return rests_on((question.now for question in finding.dimensions), to)


def _answers(n: int) -> str:
    return "1 answer" if n == 1 else f"{n} answers"


def _why(value: Withheld) -> str:
    return "" if value.reason is Reason.NOT_ASKED else words.WHY_NOT[value.reason]
