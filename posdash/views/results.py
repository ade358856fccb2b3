"""The door out: tallies, through the release gate, to findings about a team or about groups."""

from dataclasses import dataclass
from datetime import datetime
from math import comb

from db.engine import Connection
from posdash.access.door import EACH, entered
from posdash.access.rights import Action, Principal, allows, led_groups
from posdash.banks.bank import Openness
from posdash.errors import Refused
from posdash.findings import comparison, comparison_words
from posdash.findings.comparison import Comparison, Side
from posdash.findings.groups import GroupsFinding
from posdash.findings.team import TeamFinding
from posdash.release.gate import View, organisation
from posdash.rounds import history, loading
from posdash.rounds.loading import AboutRound, AboutTeam
from posdash.survey.round import Facet, Round, TeamId
from posdash.views import viewpoint


@dataclass(frozen=True, slots=True)
class TeamEntry:
    """One team's round in the list of what somebody may look at, or run.

    `inside` tells whether they see it, or would, as the team does; a coach who
    was named later does not. `above` names the group over it once that can be
    looked at, and is empty until then. `attributes` are those by which they may
    see it split: none beside single dots.
    """

    team: TeamId
    title: str
    name: str
    closes_at: datetime
    closed: bool
    may_reveal: bool
    may_run: bool
    inside: bool
    above: str
    attributes: tuple[str, ...]
    turnover: str


@dataclass(frozen=True, slots=True)
class RoundEntry:
    """One round in the list of a leader; `still_open` counts the groups not yet closed."""

    round_id: int
    title: str
    closes_at: datetime
    still_open: int
    asks_aim: bool
    attributes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SaidBefore:
    """What a team said about one dimension in an earlier round, in words."""

    title: str
    sentence: str


def teams(who: Principal) -> tuple[TeamEntry, ...]:
    """The opened rounds of the teams somebody may look at, the newest first."""
    with entered(who, Action.SEE_TEAM, EACH) as connection:
        opened = _opened(connection)
    return tuple(
        TeamEntry(
            team=TeamId(survey_round.id, participant.group.id),
            title=survey_round.title,
            name=participant.group.name,
            closes_at=survey_round.closes_at,
            closed=participant.closed,
            may_reveal=not participant.closed
            and allows(who, Action.REVEAL, survey_round, participant.group.id),
            may_run=allows(who, Action.RUN_SESSION, survey_round, participant.group.id),
            inside=allows(who, Action.SEE_TEAM, survey_round, participant.group.id),
            above=viewpoint.name_above(survey_round, participant.group.id),
            attributes=_splits(who, survey_round, participant.group.id),
            turnover=comparison_words.turnover(survey_round.openness),
        )
        for survey_round in opened
        for participant in survey_round.asked
        if allows(who, Action.SEE_TEAM, survey_round, participant.group.id)
        or allows(who, Action.RUN_SESSION, survey_round, participant.group.id)
    )


def led_rounds(who: Principal) -> tuple[RoundEntry, ...]:
    """The opened rounds that a leader's groups took part in, the newest first."""
    with entered(who, Action.SEE_GROUPS, EACH) as connection:
        opened = _opened(connection)
    return tuple(
        RoundEntry(
            round_id=survey_round.id,
            title=survey_round.title,
            closes_at=survey_round.closes_at,
            still_open=sum(not participant.closed for participant in survey_round.asked),
            asks_aim=survey_round.asks_aim,
            attributes=tuple(attribute.key for attribute in survey_round.attributes),
        )
        for survey_round in opened
        if allows(who, Action.SEE_GROUPS, survey_round)
    )


def team(who: Principal, team: TeamId) -> TeamFinding:
    """One closed team's picture; raises Refused to others, and before the team has closed."""
    with entered(who, Action.SEE_TEAM, AboutTeam(team, whole=True)) as (connection, survey_round):
        return viewpoint.team(connection, who, survey_round, team.group_id)


def sentence(who: Principal, team: TeamId, dimension: str) -> str:
    """Where a closed team stands on one dimension, in words: quick, for thirty phones at once.

    Raises Refused to others, and before the team has closed.
    """
    with entered(who, Action.SEE_TEAM, AboutTeam(team, whole=True)) as (connection, survey_round):
        return viewpoint.sentence(connection, who, survey_round, team.group_id, dimension)


def said_before(who: Principal, team: TeamId, dimension: str) -> tuple[SaidBefore, ...]:
    """What a team said about one dimension in earlier rounds it may look at, newest first.

    Raises Refused to others.
    """
    with entered(who, Action.SEE_TEAM, AboutTeam(team, whole=True)) as (connection, later):
        return tuple(
            SaidBefore(
                survey_round.title,
                viewpoint.sentence(connection, who, survey_round, team.group_id, dimension),
            )
            for survey_round in history.earlier(connection, later)
            if viewpoint.is_inside(survey_round, team.group_id, who)
            and survey_round.asks(dimension)
        )


def groups(who: Principal, round_id: int, facet: Facet = Facet.NOW) -> GroupsFinding:
    """The groups of a closed round side by side; raises Refused until the last has closed."""
    with entered(who, Action.SEE_GROUPS, AboutRound(round_id)) as (connection, survey_round):
        return viewpoint.groups(connection, who, survey_round, facet).finding


def by_attribute(
    who: Principal, team: TeamId, attribute: str, facet: Facet = Facet.NOW
) -> GroupsFinding:
    """A group split by what people said of themselves, for its coach or for a leader above it.

    Raises Refused to others, and for what the round did not ask.
    """
    with entered(who, Action.COMPARE, AboutTeam(team, whole=True)) as (connection, survey_round):
        return viewpoint.by_attribute(
            connection, who, survey_round, facet, (team.group_id, attribute)
        ).finding


def compare(
    who: Principal, round_id: int, first: int, second: int, facet: Facet = Facet.NOW
) -> Comparison:
    """How the second group of a closed round stands to the first, for a leader of both.

    Raises Refused to others, and until the last group has closed.
    """
    with entered(who, Action.SEE_GROUPS, AboutRound(round_id)) as (connection, survey_round):
        beside = viewpoint.groups(connection, who, survey_round, facet)
    found = beside.finding
    return comparison.compare(
        beside.known(first),
        beside.known(second),
        found.dimensions,
        found.scale,
        beside.organisation,
        lists=comb(found.shown, 2),
    )


def compare_choices(
    who: Principal,
    team: TeamId,
    attribute: str,
    choices: tuple[str, str],
    facet: Facet = Facet.NOW,
) -> Comparison:
    """How those of a group who chose the second stand to those who chose the first.

    Raises Refused to others, and for what the round did not ask.
    """
    with entered(who, Action.COMPARE, AboutTeam(team, whole=True)) as (connection, survey_round):
        beside = viewpoint.by_attribute(
            connection, who, survey_round, facet, (team.group_id, attribute)
        )
    found = beside.finding
    rows = {row.group.name: row.group.id for row in found.rows[1:]}
    first, second = (beside.known(rows.get(choice, 0)) for choice in choices)
    attributes = len(survey_round.attributes)
    return comparison.compare(
        first,
        second,
        found.dimensions,
        found.scale,
        beside.organisation,
        lists=attributes * comb(found.shown - 1, 2),
    )


def since(who: Principal, team: TeamId, earlier_id: int, facet: Facet = Facet.NOW) -> Comparison:
    """How a group stands to where it stood in an earlier round that asked the same.

    Raises Refused to others, and for a round that did not.
    """
    with entered(who, Action.COMPARE, AboutTeam(team, whole=True)) as (connection, later):
        before = _earlier(connection, later, earlier_id)
        then = viewpoint.known(connection, who, before, team.group_id, facet)
        now = viewpoint.known(connection, who, later, team.group_id, facet)
        usual = organisation(later, history.counted(connection, later))
        offered = _offered(connection, who, later, team.group_id)
        outside = viewpoint.seen_from(later, team.group_id, who) is View.OUTSIDE
    participant = later.participant(team.group_id)
    assert participant is not None
    return comparison.compare(
        then,
        now,
        later.bank.dimensions,
        later.bank.scale,
        usual,
        lists=len(offered) * (len(led_groups(who, later)) if outside else 1),
        mover=participant.group.name,
    )


def before(who: Principal, team: TeamId, earlier_id: int) -> Side:
    """Where a group stood in an earlier round that asked the same, to lie over its picture.

    Raises Refused to others, and for a round that did not.
    """
    with entered(who, Action.COMPARE, AboutTeam(team, whole=True)) as (connection, later):
        viewpoint.seen_from(later, team.group_id, who)
        then = _earlier(connection, later, earlier_id)
        return viewpoint.known(connection, who, then, team.group_id, Facet.NOW).side


def above(who: Principal, team: TeamId) -> Side | None:
    """Where the group above a team stands, to lie over its picture; None if that is not shown.

    Raises Refused to others.
    """
    with entered(who, Action.SEE_TEAM, AboutTeam(team, whole=True)) as (connection, survey_round):
        return viewpoint.above(connection, who, survey_round, team.group_id)


def earlier(who: Principal, team: TeamId) -> dict[int, str]:
    """The earlier rounds that a group may be compared with: titles by id, the newest first.

    Raises Refused to others.
    """
    with entered(who, Action.COMPARE, AboutTeam(team, whole=True)) as (connection, later):
        viewpoint.seen_from(later, team.group_id, who)
        return _offered(connection, who, later, team.group_id)


def _offered(connection: Connection, who: Principal, later: Round, group: int) -> dict[int, str]:
    return {
        survey_round.id: survey_round.title
        for survey_round in history.earlier(connection, later)
        if viewpoint.may_look(survey_round, group, who)
    }


def _earlier(connection: Connection, later: Round, round_id: int) -> Round:
    for survey_round in history.earlier(connection, later):
        if survey_round.id == round_id:
            return survey_round
    raise Refused("These two rounds did not ask the same, one after the other.")


def _opened(connection: Connection) -> list[Round]:
    return [survey_round for survey_round in loading.load_all(connection) if survey_round.was_open]


def _splits(who: Principal, survey_round: Round, group: int) -> tuple[str, ...]:
    """The attributes by which somebody may see a group split: none where they see its dots."""
    inside = allows(who, Action.SEE_TEAM, survey_round, group)
    if inside and survey_round.openness is not Openness.SUMMARY:
        return ()
    return tuple(attribute.key for attribute in survey_round.attributes)
