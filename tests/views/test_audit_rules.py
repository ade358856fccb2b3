"""With one rule of the gate taken out, the audit finds what it lets go."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from posdash.banks.bank import Openness
from posdash.findings import groups as findings
from posdash.release import bins, grain, sets, sums, wishes
from posdash.release.rounding import WITHHELD, ladder, rounded
from posdash.views.audit import audit
from world.company import ADMINISTRATOR, bank, closed, groups, members
from world.trees import company, leaks

SUMMARY = Openness.SUMMARY


@pytest.fixture
def counted_anew():
    """What was worked out by the honest rules is worked out again, before and after."""
    for remembered in (grain.grain, sets.positions):
        remembered.cache_clear()
    yield
    for remembered in (grain.grain, sets.positions):
        remembered.cache_clear()


@pytest.mark.usefixtures("sqlite_store", "counted_anew")
def test_b1_five_people_at_one_of_three(monkeypatch):
    def audited(name: str) -> set[str]:
        [group] = groups(name)
        members(group, 5)
        terms = {"bank": bank("pace", "reach", scale=3), "openness": SUMMARY}
        survey_round = closed([group], {group: [1] * 5}, **terms)
        return {one.why for one in audit(ADMINISTRATOR, survey_round.id).leaks}

    assert audited("Kiwi") == set()
    monkeypatch.setattr(grain, "_holds", lambda *_: True)
    monkeypatch.setattr(grain, "_banded", lambda _scale, _n, at, _sets: np.ones(len(at), bool))
    for remembered in (grain.grain, sets.positions):
        remembered.cache_clear()
    assert audited("Wren") == {"one set of answers alone stands behind what is shown"}


def test_b2_one_of_thirty_one_at_an_end(monkeypatch):
    staff = [(3, 3, "")] * 15 + [(5, 5, "")] * 15 + [(1, 1, "")]
    at = company([None], {0: staff}, SUMMARY)
    assert leaks(at) == []
    monkeypatch.setattr(bins, "given", lambda counts, *_: np.ones(len(counts), bool))
    assert {one.why for one in leaks(at)} == {"a bin holds one or two people"}


def test_b3_the_role_of_a_lone_dot(monkeypatch):
    developers = [(point, point, "developer") for point in (1, 1, 1, 1, 1, 7)]
    designers = [(point, point, "designer") for point in (4, 4, 4, 4, 5)]
    at = company([None], {0: developers + designers}, Openness.DOTS)
    assert leaks(at, False, frozenset({0})) == []
    monkeypatch.setattr(findings, "sees_dots", lambda *_: False)
    told = {one.why for one in leaks(at, False, frozenset({0}))}
    assert "beside the dots it tells how many of the few at 7 chose it" in told


def test_b5_two_parts_and_their_sum(monkeypatch):
    at = company([None, 0, 0], {1: same([1, 1, 1, 1, 1]), 2: same([1, 4, 5, 5, 7])}, SUMMARY)
    assert leaks(at) == []
    monkeypatch.setattr(sums, "shown", by_size_alone)
    assert "one set of answers alone stands behind what is shown" in {one.why for one in leaks(at)}


def test_b6_a_number_with_all_its_digits(monkeypatch):
    random = Random(1)
    staff = [(random.randint(1, 7), random.randint(1, 7), "") for _ in range(12)]
    at = company([None], {0: staff}, SUMMARY)
    assert leaks(at, False, frozenset({0})) == []
    honest = wishes.stated

    def with_all_its_digits(*given, **terms):
        return replace(honest(*given, **terms), detectable=float(given[3]))

    monkeypatch.setattr(wishes, "stated", with_all_its_digits)
    found = leaks(at, False, frozenset({0}))
    assert found
    assert all("which is not rounded" in one.why for one in found)


def by_size_alone(tree, asked, k):
    """Every sum as finely as its own size allows."""
    whole, unknown = tree.summed(asked.own), tree.summed(asked.unknown)
    return rounded(whole, np.where(asked.hidden, WITHHELD, ladder(whole, unknown, k)))


def same(places: list[int]) -> list[tuple[int, int, str]]:
    """People who want to stay where they are."""
    return [(place, place, "") for place in places]
