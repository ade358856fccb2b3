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


def kept_as(respondent: Respondent, survey: Survey) -> str:
    """What the device shall keep of a survey: whose it is, and two letters per dimension."""
    letters = "".join(
        letter(survey.placements.get((dimension.id, facet)))
        for dimension in survey.round.bank.dimensions
        for facet in FACETS
    )
    return f"{_whose(respondent)}.{letters}"


def own(respondent: Respondent, kept: str, ids: Sequence[str], scale: int) -> Own:
    """What a device kept of the dimensions of a bank; empty where it is nothing, or of others."""
    whose, _, letters = kept.partition(".")
    questions = [(dimension_id, facet) for dimension_id in ids for facet in FACETS]
    if whose != _whose(respondent) or len(letters) != len(questions):
        return {}
    return {
        question: DIGITS.index(letter)
        for question, letter in zip(questions, letters, strict=True)
        if letter in DIGITS[: scale + 1]
    }


def placed(respondent: Respondent, kept: str, bank: Bank, dimension: str) -> int | None:
    """Where somebody placed one dimension, by what this device kept; None if it keeps nothing."""
    ids = [question.id for question in bank.dimensions]
    return own(respondent, kept, ids, bank.scale).get((dimension, Facet.NOW))


def mirror(who: Principal, kept: str) -> Mirror:
    """Oneself beside one's team; raises Refused without a link, and before the close."""
    respondent = who.respondent
    if respondent is None:
        raise leads_nowhere()
    finding = results.team(who, respondent.team)
    mine = own(respondent, kept, finding.bank_order, finding.scale)
    if not mine:
        return Mirror(finding)
    found = [finding.dimension(dimension_id) for dimension_id in finding.bank_order]
    now, aim = (
        tuple(
            beside_team(
                question.dimension, mine.get((question.dimension.id, facet)), team, finding.scale
            )
            for question in found
            for team in (getattr(question, facet),)
            if team is not None
        )
        for facet in FACETS
    )
    return Mirror(finding, now, aim)


def _whose(respondent: Respondent) -> str:
    """A mark of one person in one group: on a device that several use, each sees their own."""
    return f"{respondent.team.group_id}-{keyed(respondent.token, 'mirror').hex()[:16]}"


def letter(point: int | None) -> str:
    """A point as one letter."""
    return NOTHING if point is None else DIGITS[point]
