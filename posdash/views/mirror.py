"""The mirror: one's own places, which this device alone keeps, beside the team's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from posdash.access.respondents import leads_nowhere
from posdash.access.rights import Principal, Respondent
from posdash.answers.collect import Survey
from posdash.banks.bank import Bank
from posdash.findings.pairing import Pairing, beside_team
from posdash.findings.team import TeamFinding
from posdash.keys import keyed
from posdash.survey.round import Facet
from posdash.views import results

DIGITS = "0123456789ab"  # a place up to 11 as one letter
NOTHING = "-"
FACETS = (Facet.NOW, Facet.AIM)
Own = Mapping[tuple[str, Facet], int]


@dataclass(frozen=True, slots=True)
class Mirror:
    """Oneself beside one's team, in the bank's order; empty where this device kept nothing.

    `aim` is empty too where no aim was asked.
    """

    finding: TeamFinding
    now: tuple[Pairing, ...] = ()
    aim: tuple[Pairing, ...] = ()


def kept_as(one: Respondent, survey: Survey) -> str:
    """What the device shall keep of a survey: whose it is, and two letters per dimension."""
    letters = "".join(
        letter(survey.placements.get((each.id, facet)))
        for each in survey.round.bank.dimensions
        for facet in FACETS
    )
    return f"{_whose(one)}.{letters}"


def own(one: Respondent, kept: str, ids: Sequence[str], scale: int) -> Own:
    """What a device kept of the dimensions of a bank; empty where it is nothing, or of others."""
    whose, _, letters = kept.partition(".")
    questions = [(dimension_id, facet) for dimension_id in ids for facet in FACETS]
    if whose != _whose(one) or len(letters) != len(questions):
        return {}
    return {
        question: DIGITS.index(letter)
        for question, letter in zip(questions, letters, strict=True)
        if letter in DIGITS[: scale + 1]
    }


def placed(one: Respondent, kept: str, bank: Bank, dimension: str) -> int | None:
    """Where somebody placed one dimension, by what this device kept; None if it keeps nothing."""
    ids = [each.id for each in bank.dimensions]
    return own(one, kept, ids, bank.scale).get((dimension, Facet.NOW))


def mirror(who: Principal, kept: str) -> Mirror:
    """Oneself beside one's team; raises Refused without a link, and before the close."""
    one = who.respondent
    if one is None:
        raise leads_nowhere()
    finding = results.team(who, one.team)
    mine = own(one, kept, finding.bank_order, finding.scale)
    if not mine:
        return Mirror(finding)
    found = [finding.dimension(dimension_id) for dimension_id in finding.bank_order]
    now, aim = (
        tuple(
            beside_team(each.dimension, mine.get((each.dimension.id, facet)), team, finding.scale)
            for each in found
            for team in (getattr(each, facet),)
            if team is not None
        )
        for facet in FACETS
    )
    return Mirror(finding, now, aim)


def _whose(one: Respondent) -> str:
    """A mark of one person in one group: on a device that several use, each sees their own."""
    return f"{one.team.group_id}-{keyed(one.token, 'mirror').hex()[:16]}"


def letter(place: int | None) -> str:
    """A place as one letter."""
    return NOTHING if place is None else DIGITS[place]
