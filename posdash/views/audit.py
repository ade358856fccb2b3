"""The door for checking the promise: what each viewer may see, and what follows from it.

It asks the other doors for everything they give one viewer, and looks for
combinations that tell more than any of them may; it trusts no rule of the gate.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from db import counts as sql
from db import people as people_sql
from db import rounds as round_sql
from db import upkeep as upkeep_sql
from db.engine import Connection
from posdash.access.door import entered
from posdash.access.rights import Action, Person, Principal, led_groups
from posdash.errors import Refused
from posdash.release.attack import Shown, follows
from posdash.release.tiers import ladder, lowest
from posdash.release.values import Binned, Coarse, Full, Released, Withheld
from posdash.rounds import history, loading, turnover
from posdash.rounds.loading import AboutRound
from posdash.survey.round import Facet, Round, TeamId
from posdash.survey.tally import Counted, Tally, column, total
from posdash.views import results
from posdash.views.named_later import NamedLater, named_later
from posdash.views.named_later import person as person_now

TIERS: tuple[type, ...] = (Coarse, Binned, Full)
Atom = tuple[int, str]  # a group, and what those in it chose; "" for all others in it
Question = tuple[str, Facet]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks, as all that they are together; `inside` are their own groups."""

    name: str
    who: Principal
    inside: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Value:
    """What a door gave one viewer about one question: of whom, and the released value.

    `choice` and `attribute` are empty for whole groups; `inside` is true where
    the viewer sees their own group.
    """

    question: Question
    group: int
    name: str
    released: Released
    attribute: str = ""
    choice: str = ""
    inside: bool = False

    @property
    def tier(self) -> type:
        """The class of the released value."""
        return type(self.released)


@dataclass(frozen=True, slots=True)
class Leak:
    """A combination that tells more than was promised."""

    viewer: str
    question: Question
    sets: tuple[str, ...]
    why: str

    def __str__(self) -> str:
        first, *less = self.sets
        of = f"{first} less {', '.join(less)}" if less else first
        return f"{self.viewer}, {'/'.join(self.question)}: {of}: {self.why}."


@dataclass(frozen=True, slots=True)
class Audit:
    """One round: what each viewer may see, what leaks, and how many closes are not yet wiped.

    `later` are the coaches who were named after it had opened.
    """

    round: Round
    seen: Mapping[str, tuple[Value, ...]]
    leaks: tuple[Leak, ...]
    owed: int
    later: tuple[NamedLater, ...] = ()


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What the server still has to do: how many wipings are `owed`, of whatever was erased.

    `failing` says since when it could not do something for a minute or longer.
    """

    owed: int
    failing: Mapping[str, datetime]


def upkeep(who: Principal) -> Upkeep:
    """What is owed or fails, also for rounds that were called off or deleted; raises Refused."""
    with entered(who, Action.AUDIT) as connection:
        return Upkeep(len(sql.owed(connection)), upkeep_sql.failing(connection))


def audit(who: Principal, round_id: int) -> Audit:
    """What everybody may see of a round, checked on the data at hand; raises Refused."""
    with entered(who, Action.AUDIT, AboutRound(round_id)) as (connection, survey_round):
        counted = history.counted(connection, survey_round)
        viewers = _viewers(connection, survey_round)
        later = tuple(named_later(connection, survey_round))
        few = turnover.few_changed(connection, survey_round)
        owed = sum(row.round_id == round_id for row in sql.owed(connection))
    seen = {viewer.name: tuple(_everything(viewer, survey_round)) for viewer in viewers}
    leaks = [
        leak
        for name, values in seen.items()
        for leak in (
            *leaks_of(name, values, survey_round, counted),
            *_turned_over(name, values, few),
        )
    ]
    leaks += [
        Leak(coach.name, ("everything", Facet.NOW), (coach.group,), "the team has not agreed")
        for coach in later
        if coach.is_shown and not coach.agreed
    ]
    return Audit(survey_round, seen, tuple(leaks), owed, later)


def audited(who: Principal) -> tuple[int, ...]:
    """The ids of the rounds of which somebody may see something, the oldest first.

    Raises Refused.
    """
    with entered(who, Action.AUDIT) as connection:
        found = loading.load_all(connection)
    return tuple(
        sorted(
            survey_round.id
            for survey_round in found
            if any(participant.closed for participant in survey_round.asked)
        )
    )


def leaks_of(
    viewer: str, values: Sequence[Value], survey_round: Round, counted: Counted
) -> Iterator[Leak]:
    """What follows from everything that one viewer is shown, question by question."""
    for question in dict.fromkeys(value.question for value in values):
        shown = [
            value for value in values if value.question == question and value.tier is not Withheld
        ]
        for attribute in dict.fromkeys(["", *(value.attribute for value in shown)]):
            some = [value for value in shown if value.attribute in ("", attribute)]
            yield from _follows(viewer, question, some, attribute, survey_round, counted)


def _follows(
    viewer: str,
    question: Question,
    shown: Sequence[Value],
    attribute: str,
    survey_round: Round,
    counted: Counted,
) -> Iterator[Leak]:
    tallies = _atoms(survey_round, counted, question, attribute)
    own = {value.group for value in shown if _by_right(value)}
    for level in TIERS:
        sets = [
            Shown(value.name, _of(value, survey_round, tallies))
            for value in shown
            if lowest(value.tier, level) is level
        ]

        def too_small(atoms: frozenset[Hashable], level: type = level) -> bool:
            known = {atom for atom in tallies if atom[0] in own}
            people = _together(tallies, atoms)
            if people is None or not people.n or _is_own(atoms, known):
                return False
            return lowest(ladder(people, survey_round.k_outside), level) is not level

        for consequence in follows(sets, too_small):
            people = _together(tallies, consequence.atoms)
            found = ladder(people, survey_round.k_outside) if people else Withheld
            why = (
                f"fewer than {survey_round.k_outside} people"
                if found is Withheld
                else f"people of whom no more than {found.__name__.lower()} may be shown"
            )
            yield Leak(viewer, question, consequence.of, why)


def _by_right(value: Value) -> bool:
    """Whether this is all of the viewer's own group, which they may see as it is."""
    return value.inside and not value.choice and value.tier is Full


def _is_own(atoms: frozenset[Hashable], known: set[Atom]) -> bool:
    """Whether these are whole groups that the viewer sees from inside by right."""
    groups = {atom[0] for atom in known if atom in atoms}
    return atoms == {atom for atom in known if atom[0] in groups}


def _atoms(
    survey_round: Round, counted: Counted, question: Question, attribute: str
) -> dict[Atom, Tally]:
    """Everybody who answered, split by group and by what they chose."""
    counts = column(counted, survey_round, *question)
    found: dict[Atom, Tally] = {}
    for group, tally in counts.own.items():
        rest = tally
        for choice, cell in counts.cells.get(group, {}).get(attribute, {}).items():
            found[group, choice] = cell
            rest = rest - cell
        found[group, ""] = replace(rest, entered=tally.entered)
    return {atom: tally for atom, tally in found.items() if tally.n}


def _together(tallies: Mapping[Atom, Tally], atoms: frozenset[Hashable]) -> Tally | None:
    """All of them; who is known in a group may be in any part of it, and is known once."""
    found: dict[int, list[Tally]] = defaultdict(list)
    for atom, tally in tallies.items():
        if atom in atoms:
            found[atom[0]].append(tally)
    groups = []
    for parts in found.values():
        people = total(parts)
        assert people is not None
        groups.append(replace(people, entered=max(part.entered for part in parts)))
    return total(groups)


def _of(value: Value, survey_round: Round, tallies: Mapping[Atom, Tally]) -> frozenset[Hashable]:
    groups = {value.group} if value.inside else survey_round.below(value.group)
    return frozenset(
        atom
        for atom in tallies
        if atom[0] in groups and (not value.choice or atom[1] == value.choice)
    )


def _turned_over(
    viewer: str, values: Sequence[Value], few: Mapping[Question, frozenset[int]]
) -> Iterator[Leak]:
    for value in values:
        rounded = value.tier in (Withheld, Coarse) or _by_right(value)
        if value.group in few.get(value.question, ()) and not rounded:
            why = "so few joined, left or stayed since an earlier round that it tells of them"
            yield Leak(viewer, value.question, (value.name,), why)


def _viewers(connection: Connection, survey_round: Round) -> list[Viewer]:
    """The team and coach of each group, a leader of everything, and whoever is more than one."""
    ids = {participant.group.id for participant in survey_round.participants}
    tops = frozenset(
        participant.group.id
        for participant in survey_round.participants
        if participant.group.parent not in ids
    )
    teams = [
        Viewer(
            f"team and coach of {participant.group.name} ({participant.group.id})",
            Principal(Person(id=0, name="", coaches=frozenset({participant.group.id}))),
            frozenset({participant.group.id}),
        )
        for participant in survey_round.asked
        if participant.closed
    ]
    leader = Viewer("leader of everything", Principal(Person(id=0, name="", leads=tops)))
    return [leader, *teams, *_of_several_roles(connection, survey_round)]


def _of_several_roles(connection: Connection, survey_round: Round) -> Iterator[Viewer]:
    ids = {participant.group.id for participant in survey_round.participants}
    member_of: dict[int, set[int]] = defaultdict(set)
    for group, person in round_sql.members(connection, survey_round.id):
        member_of[person].add(group)
    roles = people_sql.roles(connection)
    holders = {person for person, _, group in roles if group and survey_round.participant(group)}
    for row in people_sql.people(connection):
        if row.id not in holders:
            continue
        one = person_now(connection, row.id, row.name)
        here = {group for group in one.coaches if TeamId(survey_round.id, group) not in one.later}
        inside = frozenset(here & ids) | member_of[row.id]
        if (one.leads & ids and inside) or len(inside) > 1:
            yield Viewer(f"{row.name} ({row.id}), in all roles", Principal(one), inside)


def _everything(viewer: Viewer, survey_round: Round) -> Iterator[Value]:
    """What the doors give one viewer; a door that refuses gives nothing."""
    closed = {participant.group.id for participant in survey_round.asked if participant.closed}
    member = Principal(Person(id=0, name="", coaches=viewer.inside))  # members see what coaches see
    for group in sorted(viewer.inside & closed):
        yield from _from_inside(member, survey_round, group)
        yield from _above(member, survey_round, group)
    for facet in survey_round.facets:
        yield from _from_outside(viewer.who, survey_round, facet)
        for attribute in survey_round.attributes:
            for group in sorted(viewer.inside & closed):
                yield from _by_attribute(member, survey_round, group, attribute.key, facet)
            for group in sorted(led_groups(viewer.who, survey_round) - viewer.inside):
                yield from _by_attribute(viewer.who, survey_round, group, attribute.key, facet)


def _from_inside(who: Principal, survey_round: Round, group: int) -> Iterator[Value]:
    found = results.team(who, TeamId(survey_round.id, group))
    for finding in found.dimensions:
        for facet, released in ((Facet.NOW, finding.now), (Facet.AIM, finding.aim)):
            if released is not None:
                question = (finding.dimension.id, facet)
                yield Value(question, group, found.group.name, released, inside=True)


def _above(who: Principal, survey_round: Round, group: int) -> Iterator[Value]:
    found, team = (
        results.above(who, TeamId(survey_round.id, group)),
        survey_round.participant(group),
    )
    if found and team and team.group.parent is not None:
        for dimension, released in found.values.items():
            yield Value((dimension, Facet.NOW), team.group.parent, found.name, released)


def _from_outside(who: Principal, survey_round: Round, facet: Facet) -> Iterator[Value]:
    try:
        found = results.groups(who, survey_round.id, facet)
    except Refused:
        return
    for row in found.rows:
        for dimension, released in zip(found.dimensions, row.cells, strict=True):
            yield Value((dimension.id, facet), row.group.id, row.group.name, released)


def _by_attribute(
    who: Principal, survey_round: Round, group: int, attribute: str, facet: Facet
) -> Iterator[Value]:
    try:
        found = results.by_attribute(who, TeamId(survey_round.id, group), attribute, facet)
    except Refused:
        return
    whole, *choices = found.rows
    for row in choices:
        for dimension, released in zip(found.dimensions, row.cells, strict=True):
            name = f"{row.group.name} in {whole.group.name}"
            question = (dimension.id, facet)
            inside = who.person is not None and group in who.person.coaches
            yield Value(question, group, name, released, attribute, row.group.name, inside)


def tiers(values: Sequence[Value]) -> dict[str, Counter[str]]:
    """How many questions a viewer sees of each group, and of each choice in it, by tier."""
    found: dict[str, Counter[str]] = {}
    for value in values:
        where = f"{value.name}, from inside" if value.inside else value.name
        found.setdefault(where, Counter())[value.tier.__name__.lower()] += 1
    return found
