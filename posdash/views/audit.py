"""The door for checking the promise: what each viewer may see, and what follows from it.

It asks the other doors for everything they give one viewer, and looks for
combinations that tell more than any of them may; it trusts no rule of the gate.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from db import counts as sql
from db import people as people_sql
from db import rounds as round_sql
from db import upkeep as upkeep_sql
from db.engine import Connection
from posdash.access.door import entered
from posdash.access.rights import Action, Person, Principal
from posdash.organisation import lineage
from posdash.rounds import history, loading
from posdash.rounds.loading import AboutRound
from posdash.survey.round import Facet, Round, TeamId
from posdash.views.given import Asked, Leak, Value
from posdash.views.leaks import leaks_of
from posdash.views.leaks_between import Seen, asks_alike, leaks_between
from posdash.views.named_later import NamedLater, named_later
from posdash.views.named_later import person as person_now
from posdash.views.seen import Viewer, everything


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


@dataclass(slots=True)
class Remembered:
    """What was asked before, while several rounds are looked at one after the other."""

    asked: dict[int, Asked] = field(default_factory=dict)
    values: dict[tuple[int, Principal, frozenset[int]], tuple[Value, ...]] = field(
        default_factory=dict
    )

    def seen(self, viewer: Viewer, round_id: int, inside: frozenset[int]) -> Seen:
        """What a viewer is given of a round that was loaded."""
        asked = self.asked[round_id]
        key = round_id, viewer.who, inside
        if key not in self.values:
            self.values[key] = tuple(
                everything(Viewer(viewer.name, viewer.who, inside), asked.round)
            )
        return Seen(asked, self.values[key])


def upkeep(who: Principal) -> Upkeep:
    """What is owed or fails, also for rounds that were called off or deleted; raises Refused."""
    with entered(who, Action.AUDIT) as connection:
        return Upkeep(len(sql.owed(connection)), upkeep_sql.failing(connection))


def audit(who: Principal, round_id: int, remembered: Remembered | None = None) -> Audit:
    """What everybody may see of a round, checked on the data at hand, with all rounds before.

    Raises Refused.
    """
    kept = Remembered() if remembered is None else remembered
    with entered(who, Action.AUDIT, AboutRound(round_id)) as (connection, survey_round):
        before = _before(connection, survey_round)
        for one in (survey_round, *before):
            if one.id not in kept.asked:
                kept.asked[one.id] = _asked(connection, one)
        viewers = _viewers(connection, survey_round, before)
        later = tuple(named_later(connection, survey_round))
        owed = sum(row.round_id == round_id for row in sql.owed(connection))
    seen: dict[str, tuple[Value, ...]] = {}
    leaks: list[Leak] = []
    for viewer, inside in viewers:
        newest = kept.seen(viewer, round_id, viewer.inside)
        seen[viewer.name] = tuple(newest.values)
        leaks += leaks_of(viewer.name, newest.values, newest.asked)
        earlier = [kept.seen(viewer, one.id, inside.get(one.id, frozenset())) for one in before]
        leaks += leaks_between(viewer.name, newest, earlier)
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


def _before(connection: Connection, survey_round: Round) -> tuple[Round, ...]:
    """All rounds opened before that asked some question alike, under whatever name."""
    return tuple(
        other
        for other in loading.load_all(connection)
        if other.was_open
        and _opening(other) < _opening(survey_round)
        and asks_alike(other, survey_round)
    )


def _opening(survey_round: Round) -> tuple[bool, datetime | None, int]:
    """The instant it opened; rounds of which that was not noted opened before all others."""
    return survey_round.opened_at is not None, survey_round.opened_at, survey_round.id


def _asked(connection: Connection, survey_round: Round) -> Asked:
    listed: dict[int, list[int]] = defaultdict(list)
    for group, person in round_sql.members(connection, survey_round.id):
        listed[group].append(person)
    in_order = {group: sorted(people, key=str) for group, people in listed.items()}
    roots = {group: min(came_from) for group, came_from in lineage.origins(connection).items()}
    return Asked(survey_round, history.counted(connection, survey_round), in_order, roots)


Inside = Mapping[int, frozenset[int]]  # by round: the groups that a viewer sees from inside


def _viewers(
    connection: Connection, survey_round: Round, before: tuple[Round, ...]
) -> list[tuple[Viewer, Inside]]:
    """The team and coach of each group, a leader of everything, and whoever is more than one."""
    tops = frozenset(
        participant.group.id
        for one in (survey_round, *before)
        for participant in one.participants
        if one.participant(participant.group.parent or 0) is None
    )
    found: list[tuple[Viewer, Inside]] = [
        (Viewer("leader of everything", Principal(Person(id=0, name="", leads=tops))), {})
    ]
    for participant in survey_round.asked:
        if participant.closed:
            own = frozenset({participant.group.id})
            name = f"team and coach of {participant.group.name} ({participant.group.id})"
            viewer = Viewer(name, Principal(Person(id=0, name="", coaches=own)), own)
            found.append((viewer, {one.id: own for one in before}))
    return [*found, *_of_several_roles(connection, survey_round, before)]


def _of_several_roles(
    connection: Connection, survey_round: Round, before: tuple[Round, ...]
) -> Iterator[tuple[Viewer, Inside]]:
    rounds = (survey_round, *before)
    member_of: dict[tuple[int, int], set[int]] = defaultdict(set)
    for one in rounds:
        for group, member in round_sql.members(connection, one.id):
            member_of[one.id, member].add(group)
    roles = people_sql.roles(connection)
    holders = {person for person, _, group in roles if group and survey_round.participant(group)}
    for row in people_sql.people(connection):
        if row.id not in holders:
            continue
        holder = person_now(connection, row.id, row.name)
        inside = {
            one.id: _coached(holder, one) | frozenset(member_of[one.id, row.id]) for one in rounds
        }
        here = inside.pop(survey_round.id)
        ids = {participant.group.id for participant in survey_round.participants}
        if (holder.leads & ids and here) or len(here) > 1:
            name = f"{row.name} ({row.id}), in all roles"
            yield Viewer(name, Principal(holder), here), inside


def _coached(holder: Person, survey_round: Round) -> frozenset[int]:
    """The groups of a round that somebody coached when it opened."""
    ids = {participant.group.id for participant in survey_round.participants}
    return frozenset(
        group
        for group in holder.coaches & ids
        if TeamId(survey_round.id, group) not in holder.later
    )
