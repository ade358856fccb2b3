"""Invented organisations, and everything that one viewer is given of them, read back from JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from random import Random
from types import MappingProxyType

from posdash.answers import counting
from posdash.answers.counting import Answer
from posdash.banks.bank import Openness
from posdash.exports import report
from posdash.findings import groups
from posdash.findings import team as team_findings
from posdash.measures.library import Interval
from posdash.release.gate import Gate, View, organisation
from posdash.release.values import Band, Binned, Camps, Coarse, Full, Reason, Released, Withheld
from posdash.survey.round import Attribute, Facet, Group, Participant, Round, State, Subject
from posdash.survey.tally import Counted, Key, Sums
from posdash.views.given import Asked, Leak, Value
from posdash.views.leaks import leaks_of
from posdash.views.seen import is_by_right
from world.company import bank

ROLE = Attribute("role", ("developer", "designer"))
TIERS = {"withheld": Withheld, "coarse": Coarse, "binned": Binned, "full": Full}


@dataclass(frozen=True)
class Company:
    """A closed round with all that its closes left behind."""

    round: Round
    counted: Counted
    listed: Mapping[int, Sequence[int]] = field(default_factory=dict)

    @property
    def asked(self) -> Asked:
        """The same as one who checks it sees it."""
        return Asked(self.round, self.counted, self.listed)


def company(
    parents: list[int | None],
    answers: dict[int, list[tuple[int, int, str]]],
    openness: Openness = Openness.DOTS,
    few_changed: frozenset[int] = frozenset(),
    entered: Mapping[int, int] = MappingProxyType({}),
    surplus: Mapping[int, int] = MappingProxyType({}),
    people: Mapping[int, int] = MappingProxyType({}),
) -> Company:
    """Groups 0, 1, … below their parents; (now, aim, role) of those asked in each; 0: unsure.

    Of so many as `entered` the coach typed in the answers; they come last. So
    many as `surplus` are more than there are people; of so many `people` as are
    listed the others did not answer.
    """
    participants = tuple(
        Participant(
            Group(group, f"Group {group}", parent),
            people.get(group, len(answers.get(group, ()))) - surplus.get(group, 0),
            group in answers,
            True,
            True if group in few_changed else None,
            entered.get(group, 0),
            len(answers.get(group, ())),
        )
        for group, parent in enumerate(parents)
    )
    survey_round = Round(
        id=1,
        title="Spring",
        bank=bank("pace"),
        openness=openness,
        k=5,
        subjects=(Subject("team"),),
        asks_aim=True,
        closes_at=datetime(2026, 1, 1, tzinfo=UTC),
        state=State.CLOSED,
        contact="",
        participants=participants,
        attributes=(ROLE,),
    )
    changed = {("pace", facet): dict.fromkeys(few_changed, ()) for facet in survey_round.facets}
    return Company(survey_round, replace(counted(survey_round, answers), earlier=changed))


def counted(survey_round: Round, answers: dict[int, list[tuple[int, int, str]]]) -> Counted:
    """What closing every group leaves behind."""
    tallies, cells, wishes = {}, {}, {}
    sums: dict[str, Sums] = {}
    for group, people in answers.items():
        part = next(one for one in survey_round.asked if one.group.id == group)
        typed = part.entered
        given = [
            Answer("team", "pace", now, aim, {"role": role} if role and silent < 0 else {})
            for silent, (now, aim, role) in enumerate(people, typed - len(people))
        ]
        for (subject, dimension, facet), tally in counting.tallies(given, 7).items():
            tallies[Key(group, subject, dimension, facet)] = tally
        for (_, choice, subject, dimension, facet), tally in counting.cells(
            given, survey_round, typed, part.surplus
        ).items():
            cells.setdefault(Key(group, subject, dimension, facet), {})[choice] = tally
        for (_, dimension), more in counting.sums(given).items():
            before = sums.get(dimension, (0,) * len(more))
            sums[dimension] = Sums(*map(sum, zip(before, more, strict=True)))
        for (_, dimension), wish in counting.wishes(given).items():
            wishes[group, dimension] = wish
    return Counted(tallies, {"role": cells}, sums, wishes=wishes)


def people(number: int, random: Random, roles: tuple[str, ...] = ("",)) -> list[tuple]:
    """So many people with any answers."""
    return [
        (random.randint(0, 7), random.randint(0, 7), random.choice(roles)) for _ in range(number)
    ]


def everything(at: Company, leads: bool, coaches: frozenset[int]) -> list[Value]:
    """All that JSON gives somebody who leads everything, coaches these groups, or both."""
    survey_round = at.round
    known = organisation(survey_round, at.counted)
    inside = Gate(survey_round.openness, survey_round.k, View.TEAM, known)
    outside = Gate(survey_round.openness, survey_round.k, View.OUTSIDE, known)
    asked = {one.group.id for one in survey_round.asked}
    found: list[Value] = []
    for group in sorted(coaches & asked):
        team = team_findings.of_team(inside, survey_round, group, at.counted, {})
        found += _from_team(report.team_json(team), survey_round, group)
    for facet in survey_round.facets:
        for group in sorted(coaches & asked) if survey_round.attributes else ():
            found += _from_choices(at, inside, facet, group, coaches)
        if leads:
            ids = frozenset(one.group.id for one in survey_round.participants)
            theirs = coaches & asked
            seen, _ = groups.of_groups(outside, survey_round, at.counted, facet, ids, theirs)
            found += _from_groups(report.groups_json(seen), facet)
            for group in sorted(ids - coaches) if survey_round.attributes else ():
                found += _from_choices(at, outside, facet, group, coaches & asked)
    return found


def leaks(at: Company, leads: bool = True, coaches: frozenset[int] = frozenset()) -> list[Leak]:
    """What follows from all of it that should not."""
    return list(leaks_of("somebody", everything(at, leads, coaches), at.asked))


def _from_team(text: str, survey_round: Round, group: int) -> list[Value]:
    found = []
    for one in json.loads(text)["dimensions"]:
        for facet in survey_round.facets:
            released = _released(one[facet])
            found.append(
                Value(
                    ("pace", facet),
                    group,
                    f"Group {group}",
                    released,
                    inside=True,
                    by_right=is_by_right(released, survey_round),
                    beside={name: one[name] for name in ("shift", "moves")},
                )
            )
    return found


def _from_groups(text: str, facet: Facet) -> list[Value]:
    return [
        Value(("pace", facet), int(row["group"].split()[1]), row["group"], _released(value))
        for row in json.loads(text)["groups"]
        for value in row["values"].values()
    ]


def _from_choices(
    at: Company, gate: Gate, facet: Facet, group: int, inside: frozenset[int]
) -> list[Value]:
    found, _ = groups.by_attribute(gate, at.round, at.counted, facet, group, ROLE, inside)
    _, *rows = json.loads(report.groups_json(found))["groups"]
    own = gate.view is View.TEAM
    return [
        Value(
            ("pace", facet),
            group,
            f"{row['group']} in Group {group}",
            _released(value),
            "role",
            row["group"],
            own,
        )
        for row in rows
        for value in row["values"].values()
    ]


def _released(value: dict) -> Released:
    """A released value again from what `--json` prints of it."""
    fields = dict(value)
    kind = TIERS[fields.pop("tier")]
    as_read = {
        "reason": Reason,
        "interval": lambda pair: Interval(*pair),
        "agreement": lambda one: Band(one) if isinstance(one, str) else one,
        "camps": Camps,
        "bins": lambda one: one and tuple(one),
        "counts": tuple,
    }
    return kind(**{name: as_read.get(name, lambda one: one)(one) for name, one in fields.items()})
