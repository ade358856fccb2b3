"""Who may do what: one table. Every door asks it, every time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from posdash.errors import Refused
from posdash.survey.round import Round, TeamId


class Role(StrEnum):
    """What somebody can be; `member` comes with a link to answer, the others by signing in.

    `person` is whoever is signed in; coaches and leaders are so of groups.
    """

    MEMBER = "member"
    PERSON = "person"
    COACH = "coach"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What somebody can do."""

    ANSWER = "answer"
    SEE_TEAM = "see_team"
    SEE_PARTICIPATION = "see_participation"
    PASS_ON_LINK = "pass_on_link"
    HAND_OVER_LINKS = "hand_over_links"
    REVEAL = "reveal"
    FOLLOW = "follow"
    COMPARE = "compare"
    RUN_SESSION = "run_session"
    BELIEVE = "believe"
    SEE_GROUPS = "see_groups"
    PLAN = "plan"
    NAME_COACHES = "name_coaches"
    ADMINISTER = "administer"
    READ_LOG = "read_log"
    AUDIT = "audit"
    KEEP_ACCOUNT = "keep_account"


OPERATOR_ID = 0
"""Whoever runs commands on the machine; nobody in the list of people has this id."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody signed in, with the ids of the groups they coach and lead.

    `later` are the groups, each in one round, that they came to coach after it
    opened: those who answered were not told of them, and have not agreed since.
    """

    id: int
    name: str
    administrator: bool = False
    coaches: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()
    later: frozenset[TeamId] = frozenset()


@dataclass(frozen=True, slots=True)
class Respondent:
    """Somebody with a link to answer: for one group of one round, on one device.

    `token` is what answers are filed under, `device` what it takes to read them
    back; both are secrets and stay out of `repr`. `name` is given by a personal
    link in a `named` round, and None otherwise.
    """

    team: TeamId
    token: bytes = field(repr=False)
    device: bytes = field(repr=False)
    name: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Principal:
    """Whoever is asking; rights of a person and of a respondent add up."""

    person: Person | None = None
    respondent: Respondent | None = None


NOBODY = Principal()


@dataclass(frozen=True, slots=True)
class Target:
    """What an action is about: nothing, a round, or one group of a round.

    `asked` are the groups that a round asks, or shall ask; `lineage` is a group
    of today's tree and all above it.
    """

    round: Round | None = None
    group: int | None = None
    asked: frozenset[int] = frozenset()
    lineage: frozenset[int] = frozenset()

    @classmethod
    def of(cls, survey_round: Round, group: int | None = None) -> "Target":
        """A round with whom it asks, or one group of it."""
        return cls(survey_round, group, frozenset(one.group.id for one in survey_round.asked))

    @property
    def team(self) -> TeamId | None:
        """The group in its round, where it is about one."""
        if self.round is None or self.group is None:
            return None
        return TeamId(self.round.id, self.group)


Condition = Callable[[Principal, Target], bool]


def _with_link_to_it(who: Principal, target: Target) -> bool:
    one = who.respondent
    if one is None or target.round is None:
        return False
    asked = {participant.group.id for participant in target.round.asked}
    group = one.team.group_id
    return one.team == (target.round.id, target.group) and group in asked


def _of_this_team(who: Principal, target: Target) -> bool:
    return who.person is not None and target.group in who.person.coaches


def _promised_to_this_team(who: Principal, target: Target) -> bool:
    return _of_this_team(who, target) and not _came_later(who, target)


def _came_later(who: Principal, target: Target) -> bool:
    return who.person is not None and target.team in who.person.later


def _of_all_it_asks(who: Principal, target: Target) -> bool:
    return who.person is not None and bool(target.asked) and target.asked <= who.person.coaches


def _above_it_today(who: Principal, target: Target) -> bool:
    return who.person is not None and bool(who.person.leads & target.lineage)


def _above_it_then(who: Principal, target: Target) -> bool:
    return target.round is not None and target.group in led_groups(who, target.round)


def _above_some_group(who: Principal, target: Target) -> bool:
    if who.person is None or target.round is None:
        return False
    return any(target.round.participant(one) for one in who.person.leads)


def _signed_in(who: Principal, _: Target) -> bool:
    return who.person is not None


def _at_all(who: Principal, _: Target) -> bool:
    return who.person is not None and who.person.administrator


def _at_all_and_coach_of_none(who: Principal, target: Target) -> bool:
    """Whoever holds people's own links could answer with them, and knows those answers."""
    return _at_all(who, target) and not (who.person and target.asked & who.person.coaches)


TABLE: dict[Action, dict[Role, Condition]] = {
    Action.ANSWER: {Role.MEMBER: _with_link_to_it},
    Action.SEE_TEAM: {Role.MEMBER: _with_link_to_it, Role.COACH: _promised_to_this_team},
    Action.SEE_PARTICIPATION: {Role.COACH: _of_this_team, Role.ADMINISTRATOR: _at_all},
    Action.PASS_ON_LINK: {Role.COACH: _promised_to_this_team, Role.ADMINISTRATOR: _at_all},
    Action.HAND_OVER_LINKS: {Role.ADMINISTRATOR: _at_all_and_coach_of_none},
    Action.REVEAL: {Role.COACH: _of_this_team, Role.ADMINISTRATOR: _at_all},
    Action.COMPARE: {
        Role.MEMBER: _with_link_to_it,
        Role.COACH: _promised_to_this_team,
        Role.LEADER: _above_it_then,
    },
    Action.FOLLOW: {Role.MEMBER: _with_link_to_it, Role.COACH: _of_this_team},
    Action.RUN_SESSION: {Role.COACH: _of_this_team},
    Action.BELIEVE: {Role.COACH: _of_this_team, Role.LEADER: _above_it_then},
    Action.SEE_GROUPS: {Role.LEADER: _above_some_group},
    Action.PLAN: {Role.COACH: _of_all_it_asks, Role.ADMINISTRATOR: _at_all},
    Action.NAME_COACHES: {Role.LEADER: _above_it_today, Role.ADMINISTRATOR: _at_all},
    Action.ADMINISTER: {Role.ADMINISTRATOR: _at_all},
    Action.READ_LOG: {Role.ADMINISTRATOR: _at_all},
    Action.AUDIT: {Role.ADMINISTRATOR: _at_all},
    Action.KEEP_ACCOUNT: {Role.PERSON: _signed_in},
}


def allows(
    who: Principal,
    action: Action,
    survey_round: Round | None = None,
    group: int | None = None,
    *,
    asked: Iterable[int] = (),
    lineage: Iterable[int] = (),
) -> bool:
    """Whether any of the person's roles allows the action; a round brings whom it asks."""
    if survey_round is not None:
        return permits(who, action, Target.of(survey_round, group))
    return permits(who, action, Target(None, group, frozenset(asked), frozenset(lineage)))


def permits(who: Principal, action: Action, target: Target) -> bool:
    """Whether any of the person's roles allows the action on this target."""
    return any(condition(who, target) for condition in TABLE[action].values())


def check(
    who: Principal,
    action: Action,
    survey_round: Round | None = None,
    group: int | None = None,
    *,
    asked: Iterable[int] = (),
    lineage: Iterable[int] = (),
) -> None:
    """Raise Refused unless `allows`; the sentence tells nothing about what is there."""
    if not allows(who, action, survey_round, group, asked=asked, lineage=lineage):
        raise refusal(who, Target(survey_round, group))


def refusal(who: Principal, target: Target) -> Refused:
    """Why somebody may not: a coach of the team is told that they came too late, others nothing."""
    if _of_this_team(who, target) and _came_later(who, target):
        return Refused(
            "You came to coach this team after its round had opened, so you see it as anybody "
            "outside does.",
            cure="Ask the team: it agrees on its own page, “Team”.",
        )
    return not_open()


def not_open() -> Refused:
    """What everybody is told about what is not theirs, and about what is not there."""
    return Refused(
        "This is not open to you, or it does not exist.",
        cure="Sign in as somebody who may, or ask your administrator.",
    )


def may_somewhere(who: Principal, action: Action) -> bool:
    """Whether somebody has a role that may allow the action on some object: for navigation."""
    return bool(roles(who) & set(TABLE[action]))


def led_groups(who: Principal, survey_round: Round) -> frozenset[int]:
    """The groups of a round that a leader's roles cover: theirs and everything under them."""
    leads = who.person.leads if who.person else frozenset()
    covered = [survey_round.below(one) for one in leads if survey_round.participant(one)]
    return frozenset().union(*covered)


def roles(who: Principal) -> frozenset[Role]:
    """What somebody is, anywhere: for showing the pages that are of use to them."""
    person = who.person
    held = {
        Role.MEMBER: who.respondent is not None,
        Role.PERSON: person is not None,
        Role.COACH: person is not None and bool(person.coaches),
        Role.LEADER: person is not None and bool(person.leads),
        Role.ADMINISTRATOR: person is not None and person.administrator,
    }
    return frozenset(role for role, holds in held.items() if holds)
