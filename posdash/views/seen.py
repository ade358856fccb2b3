"""Everything that the doors give one viewer of a round, as values of known sets of people."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from posdash.access.rights import Person, Principal, led_groups
from posdash.banks.bank import Openness
from posdash.errors import Refused
from posdash.release.values import Full, Released
from posdash.survey.round import Facet, Round, TeamId
from posdash.views import results
from posdash.views.given import Value


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks, as all that they are together; `inside` are their own groups."""

    name: str
    who: Principal
    inside: frozenset[int] = frozenset()


def everything(viewer: Viewer, survey_round: Round) -> Iterator[Value]:
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
        beside = {"the shift": finding.shift, "the moves": finding.moves}
        for facet, released in ((Facet.NOW, finding.now), (Facet.AIM, finding.aim)):
            if released is not None:
                yield Value(
                    (finding.dimension.id, facet),
                    group,
                    found.group.name,
                    released,
                    inside=True,
                    by_right=is_by_right(released, survey_round),
                    beside=beside,
                )


def is_by_right(released: Released, survey_round: Round) -> bool:
    """Whether those in a team, who are shown this of it, were promised to see everything."""
    return isinstance(released, Full) and survey_round.openness is not Openness.SUMMARY


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
