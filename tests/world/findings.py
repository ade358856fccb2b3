"""Invented findings to draw: tallies that went through the gate, as results do."""

from datetime import UTC, datetime

from posdash.banks.bank import Dimension, Openness
from posdash.findings import groups as side_by_side
from posdash.findings import team as team_findings
from posdash.findings.groups import GroupsFinding
from posdash.findings.team import TeamFinding
from posdash.release.gate import Gate, View
from posdash.survey.round import Facet, Group, Participant, Round, State, Subject
from posdash.survey.tally import Counted, Key, Tally, Wish
from world.company import bank, pole
from world.counts import people as places

SPLIT = (4, 1, 0, 0, 0, 1, 3)
CLOSE = (0, 0, 0, 1, 6, 2, 0)
LEFT = (5, 3, 1, 0, 0, 0, 0)
FEW = (0, 0, 2, 0, 1, 0, 0)
NAMES = (
    ("Local", "Global"),
    ("Expected side effects", "Open side effects"),
    ("Fits the structure", "Challenges the structure"),
    ("Few dependencies", "Many dependencies"),
    ("Short feedback loop", "Long feedback loop"),
    ("Self-powering", "Needs fuel"),
)


def dimensions(count: int) -> tuple[Dimension, ...]:
    """So many dimensions with names as long as they come."""
    plain = bank(*(f"d{at}" for at in range(count))).dimensions
    return tuple(
        one.model_copy(update={"left": pole(left), "right": pole(right)})
        for one, (left, right) in zip(plain, NAMES * 7, strict=False)
    )


def planned(
    columns: tuple[Dimension, ...],
    openness: Openness,
    k: int,
    *,
    aim: bool,
    groups: list[str],
    people: int = 9,
) -> Round:
    """A closed round of "All" and the groups under it."""
    asked = [
        Participant(Group(at, name, 0), people, True, True) for at, name in enumerate(groups, 1)
    ]
    return Round(
        id=1,
        title="Spring",
        bank=bank("d0").model_copy(update={"dimensions": columns}),
        openness=openness,
        k=k,
        subjects=(Subject("team"),),
        asks_aim=aim,
        closes_at=datetime(2026, 1, 1, tzinfo=UTC),
        state=State.CLOSED,
        contact="somebody",
        participants=(Participant(Group(0, "All", None), 0, False, True), *asked),
    )


def team(
    *counts: tuple[int, ...],
    aims: tuple[tuple[int, ...], ...] = (),
    openness: Openness = Openness.DOTS,
    k: int = 5,
    columns: tuple[Dimension, ...] | None = None,
    kept: bool = True,
    people: int = 9,
) -> TeamFinding:
    """The picture of team Heron, with the counts of each dimension in the bank's order.

    Who stands furthest left now wants to stand furthest left, if as many answered both;
    unless `kept`, the round closed before the sums of how far each wants to move were.
    """
    return team_of(
        *map(Tally, counts),
        aims=tuple(map(Tally, aims)),
        openness=openness,
        k=k,
        columns=columns,
        kept=kept,
        people=people,
    )


def team_of(
    *tallies: Tally,
    aims: tuple[Tally, ...] = (),
    openness: Openness = Openness.DOTS,
    k: int = 5,
    columns: tuple[Dimension, ...] | None = None,
    kept: bool = True,
    people: int = 9,
) -> TeamFinding:
    """The same of tallies, of a team of so many people."""
    columns = columns or dimensions(len(tallies))
    survey_round = planned(columns, openness, k, aim=bool(aims), groups=["Heron"], people=people)
    counted = {
        Key(1, "team", one.id, facet): tally
        for facet, found in ((Facet.NOW, tallies), (Facet.AIM, aims))
        for one, tally in zip(columns, found, strict=False)
    }
    wishes = {}
    for one, now, aim in zip(columns, tallies, aims, strict=False):
        both = zip(places(now.counts), places(aim.counts), strict=True) if now.n == aim.n else ()
        steps = [there - here for here, there in both]
        left, right = sum(step < 0 for step in steps), sum(step > 0 for step in steps)
        moves = Tally((left, len(steps) - left - right, right))
        counted[Key(1, "team", one.id, Facet.MOVE)] = moves
        wishes[1, one.id] = Wish(len(steps), sum(steps), sum(step * step for step in steps))
    gate = Gate(openness, k, View.TEAM, questions=len(columns))
    found = Counted(counted, wishes=wishes if kept else {})
    return team_findings.of_team(gate, survey_round, 1, found, {})


def groups(*rows: tuple[tuple[int, ...], ...]) -> GroupsFinding:
    """Groups side by side, each with the counts of its dimensions, under "All"."""
    columns = dimensions(len(rows[0]))
    names = [f"Team {at}" for at in range(1, len(rows) + 1)]
    survey_round = planned(columns, Openness.DOTS, 5, aim=False, groups=names)
    tallies = {
        Key(at, "team", one.id, Facet.NOW): Tally(each)
        for at, counts in enumerate(rows, 1)
        for one, each in zip(columns, counts, strict=True)
    }
    shown = frozenset(range(len(rows) + 1))
    gate = Gate(Openness.DOTS, 5, View.OUTSIDE)
    found, _ = side_by_side.of_groups(
        gate, survey_round, Counted(tallies), Facet.NOW, shown, frozenset()
    )
    return found
