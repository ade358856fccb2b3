"""Findings to take away: no number in JSON tells more than what is shown."""

import json
from collections.abc import Iterator
from decimal import Decimal

import pytest

from posdash.banks.bank import Openness
from posdash.exports import report
from posdash.findings.comparison import Known, Side, compare
from posdash.release.gate import Gate, View
from posdash.release.values import Full, Organisation
from posdash.survey.tally import Tally
from world.findings import dimensions, groups, team

UNEVEN, OTHER = (3, 1, 2, 5, 1, 4, 3), (1, 0, 6, 2, 7, 1, 2)
LARGE = tuple(7 * count for count in UNEVEN)
OTHER_LARGE = tuple(7 * count for count in OTHER)


def numbers(text: str) -> Iterator[Decimal]:
    """All numbers of a JSON text."""
    found: list[Decimal] = []
    json.loads(text, parse_float=lambda one: found.append(Decimal(one)))
    yield from found


def compared(*sides: tuple[int, ...]) -> str:
    """Two groups beside each other as JSON."""
    gate, [one] = Gate(Openness.DOTS, 5, View.OUTSIDE), dimensions(1)
    known = []
    for at, counts in enumerate(sides):
        table = gate.table({at: [Tally(counts)]}, [one.id], {at: [Full]})
        known.append(Known(Side(f"Team {at}", {one.id: table.cell(at, one.id)}), at, table))
    return report.comparison_json(compare(*known, [one], 7, Organisation(), lists=1))


@pytest.mark.parametrize(
    "text",
    [
        report.team_json(team(UNEVEN, OTHER, aims=(OTHER, UNEVEN))),
        report.team_json(team(UNEVEN, OTHER, aims=(OTHER, UNEVEN), openness=Openness.SUMMARY)),
        report.groups_json(groups(*[(UNEVEN, LARGE), (OTHER, OTHER_LARGE)] * 6)),
        compared(UNEVEN, OTHER),
        compared(LARGE, OTHER_LARGE),
    ],
    ids=["team", "team in summary", "groups", "two groups", "two large groups"],
)
def test_no_number_in_json_has_more_than_four_decimals(text):
    found = list(numbers(text))
    assert found
    assert min(one.as_tuple().exponent for one in found) >= -4


def test_what_is_rounded_for_the_eye_is_rounded_in_json():
    [shown] = json.loads(compared(UNEVEN, OTHER))["dimensions"]
    assert shown["difference"]["points"] % 0.5 == 0
    assert shown["difference"]["detectable"] % 0.5 == 0
    assert shown["difference"]["interval"] is None


def test_each_difference_says_its_verdict_and_is_put_in_order():
    [shown] = json.loads(compared(LARGE, tuple(reversed((0, 0, 7, 14, 28, 70, 14)))))["dimensions"]
    assert shown["difference"]["verdict"] == "clear"
    assert shown["difference"]["side"] == -1
