"""From where somebody looks at a round, and the picture that is released to them there."""

from collections import defaultdict
from dataclasses import replace
from typing import NamedTuple

from db import answers as sql
from db import rounds as round_sql
from db.engine import Connection
from posdash.access.rights import Action, Principal, allows, check, led_groups
from posdash.banks.bank import Openness
from posdash.errors import Refused
from posdash.findings import groups as side_by_side
from posdash.findings import team as team_findings
from posdash.findings.comparison import Known, Side
from posdash.findings.groups import GroupsFinding
from posdash.findings.team import TeamFinding, Written
from posdash.release.gate import Gate, View, organisation, own_table
from posdash.release.table import Table
from posdash.release.values import Organisation, Replayed, Withheld
from posdash.rounds import history, loading
from posdash.survey.round import Facet, Group, Round, State, TeamId
from posdash.survey.tally import Counted, column


class SideBySide(NamedTuple):
    """Groups beside each other, and what comparisons of two of them rest on."""

    finding: GroupsFinding
    table: Table
    organisation: Organisation

    def known(self, group: int) -> Known:
        """One of them, to be set beside another; raises Refused if it is none of them."""
        for row in self.finding.rows:
            if row.group.id == group:
                ids = (dimension.id for dimension in self.finding.dimensions)
                side = Side(row.group.name, dict(zip(ids, row.cells, strict=True)))
                return Known(side, group, self.table)
        raise Refused("This group is not open to you, or it took no part.")


def team(connection: Connection, who: Principal, survey_round: Round, group: int) -> TeamFinding:
    """The picture of a closed team; raises Refused to others."""
    gate, counted = of_inside(connection, who, survey_round, group)
    written = _written(connection, TeamId(survey_round.id, group))
    return team_findings.of_team(gate, survey_round, group, counted, written)


def sentence(
    connection: Connection, who: Principal, survey_round: Round, group: int, dimension: str
) -> str:
    """Where a closed team stands on one dimension, in words; raises Refused to others."""
    gate, counted = of_inside(connection, who, survey_round, group)
    return team_findings.sentence(
        gate, survey_round, group, survey_round.bank.dimension(dimension), counted
    )


def of_inside(
    connection: Connection, who: Principal, survey_round: Round, group: int
) -> tuple[Gate, Counted]:
    """How a closed team sees itself, and what was counted; raises Refused to others."""
    check(who, Action.SEE_TEAM, survey_round, group)
    participant = survey_round.participant(group)
    if participant is None or not participant.asked or not participant.closed:
        raise Refused(
            "There is no picture of this team yet: nobody sees any before it has closed.",
            cure="Its coach can reveal it, or wait for the closing date.",
        )
    # the rounded summary of a team rests on the organisation's spread, the rest on its own
    summary = survey_round.openness is Openness.SUMMARY
    counted = (
        history.counted(connection, survey_round)
        if summary
        else loading.counted(connection, survey_round, [group])
    )
    return Gate(
        survey_round.openness,
        survey_round.k,
        View.TEAM,
        organisation(survey_round, counted),
        len(survey_round.bank.dimensions),
    ), counted


def by_attribute(
    connection: Connection,
    who: Principal,
    survey_round: Round,
    facet: Facet,
    part: tuple[int, str],
) -> SideBySide:
    """A `part` (group, attribute) split by what people said; raises Refused to others."""
    group, attribute = part
    view = seen_from(survey_round, group, who)
    asked = next((trait for trait in survey_round.attributes if trait.key == attribute), None)
    if asked is None or facet not in survey_round.facets:
        raise Refused("This round did not ask that.", cure="Choose what it asked.")
    counted = history.counted(connection, survey_round)
    inside = _inside(connection, who, survey_round)
    gate = Gate(
        survey_round.openness,
        survey_round.k_outside,
        view,
        organisation(survey_round, counted),
        len(survey_round.bank.dimensions),
    )
    found = side_by_side.by_attribute(gate, survey_round, counted, facet, group, asked, inside)
    return SideBySide(*found, gate.organisation)


def groups(connection: Connection, who: Principal, survey_round: Round, facet: Facet) -> SideBySide:
    """The groups that a leader covers side by side; raises Refused until the last has closed."""
    _check_groups(who, survey_round, facet)
    return _from_outside(connection, who, survey_round, facet, led_groups(who, survey_round))


def replay(
    connection: Connection, who: Principal, survey_round: Round, facet: Facet
) -> Replayed | Withheld:
    """What chance alone would make of the same page; raises Refused as `groups` does."""
    _check_groups(who, survey_round, facet)
    gate, counted = _outside(connection, survey_round)
    shown, inside = led_groups(who, survey_round), _inside(connection, who, survey_round)
    return side_by_side.replayed(gate, survey_round, counted, facet, shown, inside)


def _check_groups(who: Principal, survey_round: Round, facet: Facet) -> None:
    check(who, Action.SEE_GROUPS, survey_round)
    if survey_round.state is not State.CLOSED:
        raise Refused(
            "Groups can be seen side by side once the last group of the round has closed.",
            cure="Come back then.",
        )
    if facet not in survey_round.facets:
        raise Refused("This round did not ask for an aim.")


def above(connection: Connection, who: Principal, survey_round: Round, group: int) -> Side | None:
    """The group above a team, as far as those in the team may see it; raises Refused to others.

    None until the last group of the round has closed, and where all of it is withheld.
    """
    check(who, Action.SEE_TEAM, survey_round, group)
    parent = _parent(survey_round, group)
    if parent is None:
        return None
    shown = frozenset({parent.id})
    found = _from_outside(connection, who, survey_round, Facet.NOW, shown).known(parent.id).side
    return None if all(isinstance(value, Withheld) for value in found.values.values()) else found


def name_above(survey_round: Round, group: int) -> str:
    """What the group above a team is called, or an empty string until it may be looked at."""
    parent = _parent(survey_round, group)
    return parent.name if parent else ""


def _parent(survey_round: Round, group: int) -> Group | None:
    participant = survey_round.participant(group)
    over = (
        survey_round.participant(participant.group.parent)
        if participant and participant.group.parent is not None
        else None
    )
    return over.group if over and survey_round.state is State.CLOSED else None


def _from_outside(
    connection: Connection, who: Principal, survey_round: Round, facet: Facet, shown: frozenset[int]
) -> SideBySide:
    gate, counted = _outside(connection, survey_round)
    inside = _inside(connection, who, survey_round)
    found = side_by_side.of_groups(gate, survey_round, counted, facet, shown, inside)
    return SideBySide(*found, gate.organisation)


def _outside(connection: Connection, survey_round: Round) -> tuple[Gate, Counted]:
    """How a round is seen from outside, and what was counted in it."""
    counted = history.counted(connection, survey_round)
    usual, questions = organisation(survey_round, counted), len(survey_round.bank.dimensions)
    return (
        Gate(survey_round.openness, survey_round.k_outside, View.OUTSIDE, usual, questions),
        counted,
    )


def seen_from(survey_round: Round, group: int, who: Principal) -> View:
    """From where somebody looks at a group; raises Refused where they may not look at all."""
    if is_inside(survey_round, group, who):
        return View.TEAM
    check(who, Action.SEE_GROUPS, survey_round, group)
    if survey_round.state is not State.CLOSED or group not in led_groups(who, survey_round):
        raise Refused("This is not open to you yet.", cure="Wait until the round has closed.")
    return View.OUTSIDE


def may_look(survey_round: Round, group: int, who: Principal) -> bool:
    """Whether somebody sees a group now, from inside or from outside."""
    outside = survey_round.state is State.CLOSED and group in led_groups(who, survey_round)
    return is_inside(survey_round, group, who) or outside


def is_inside(survey_round: Round, group: int, who: Principal) -> bool:
    """Whether somebody sees a closed group as those in it do."""
    participant = survey_round.participant(group)
    return (
        participant is not None
        and participant.closed
        and allows(who, Action.SEE_TEAM, survey_round, group)
    )


def _inside(connection: Connection, who: Principal, survey_round: Round) -> frozenset[int]:
    """The groups of a round that somebody sees from inside, over all that they are."""
    asked = {participant.group.id for participant in survey_round.asked}
    found = {group for group in asked if allows(who, Action.SEE_TEAM, survey_round, group)}
    if who.person is not None:
        found |= set(round_sql.groups_of(connection, survey_round.id, who.person.id))
    return frozenset(found & asked)


def known(
    connection: Connection, who: Principal, survey_round: Round, group: int, facet: Facet
) -> Known:
    """A group of a round to be set beside another, named by the round.

    Raises Refused to others, and for what the round did not ask.
    """
    if seen_from(survey_round, group, who) is View.OUTSIDE:
        found = groups(connection, who, survey_round, facet).known(group)
        return replace(found, side=replace(found.side, name=survey_round.title))
    gate, counted = of_inside(connection, who, survey_round, group)
    if facet not in survey_round.facets:
        raise Refused("This round did not ask for an aim.")
    asked = [dimension.id for dimension in survey_round.bank.dimensions]
    columns = {one: column(counted, survey_round, one, facet, group) for one in asked}
    shown = own_table(gate, survey_round, group, columns)
    values = dict(zip(columns, shown.row(group), strict=True))
    return Known(Side(survey_round.title, values), group, shown)


def _written(connection: Connection, team_id: TeamId) -> dict[str, Written]:
    comments: dict[str, list[tuple[str, str | None, bool]]] = defaultdict(list)
    for row in sql.comments(connection, team_id):
        comments[row.dimension].append((row.text, row.name, row.proxy))
    placements: dict[str, list[tuple[str, int | None, int | None, bool]]] = defaultdict(list)
    for row in sql.named(connection, team_id):
        placements[row.dimension].append((row.name, row.now, row.aim, row.proxy))
    return {
        dimension: Written(tuple(comments[dimension]), tuple(placements[dimension]))
        for dimension in {*comments, *placements}
    }
