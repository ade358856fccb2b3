"""A coach enters what somebody without a phone says: it counts, it is marked, and it is known."""

import pytest

from database import rows
from posdash import closing, collect, entering, meeting, results
from posdash.access import NOBODY
from posdash.bank import Openness
from posdash.errors import BadInput, Closed, Refused
from posdash.released import Coarse, Full, Withheld
from posdash.steps import Step, Stop
from posdash.survey import Facet
from world import ADMINISTRATOR, answered, coach, groups, opened, phone, place

pytestmark = pytest.mark.usefixtures("empty_store")
NOW = Facet.NOW


def placing(places, **terms):
    """A team that is placing in its session, where these have placed already."""
    [kiwi] = groups("Kiwi")
    round = opened([kiwi], **terms)
    answered(round, kiwi, list(places))
    meeting.begin(coach(kiwi), round.id, kiwi)
    meeting.bring(coach(kiwi), round.id, kiwi, Stop(Step.PLACE))
    return round, kiwi


def test_what_was_entered_counts_like_any_answer_and_the_group_says_how_many_were():
    round, kiwi = placing([1, 2, 3, 4, 5])
    entering.enter(coach(kiwi), round.id, kiwi, {("pace", NOW): 7, ("reach", NOW): 1})
    meeting.reveal(coach(kiwi), round.id, kiwi)
    found = results.team(coach(kiwi), round.id, kiwi)
    assert found.dimension("pace").now.counts == (1, 1, 1, 1, 1, 0, 1)
    assert found.entered == 1


def test_in_a_named_round_the_name_says_who_entered_it():
    [kiwi] = groups("Kiwi")
    round = opened([kiwi], openness=Openness.NAMED)
    meeting.begin(coach(kiwi), round.id, kiwi)
    meeting.bring(coach(kiwi), round.id, kiwi, Stop(Step.PLACE))
    with pytest.raises(BadInput, match="shows names"):
        entering.enter(coach(kiwi), round.id, kiwi, {("pace", NOW): 3})
    entering.enter(coach(kiwi), round.id, kiwi, {("pace", NOW): 3}, "Ben")
    meeting.reveal(coach(kiwi), round.id, kiwi)
    [signed] = results.team(phone(round, kiwi), round.id, kiwi).dimension("pace").signed
    assert (signed.name, signed.now) == ("Ben (entered by the coach)", 3)


def test_the_others_must_be_enough_by_themselves_since_the_coach_knows_what_was_entered():
    round, kiwi = placing([1, 2, 3, 4])
    for _ in range(2):
        entering.enter(coach(kiwi), round.id, kiwi, {("pace", NOW): 7})
    meeting.reveal(coach(kiwi), round.id, kiwi)
    assert isinstance(results.team(coach(kiwi), round.id, kiwi).dimension("pace").now, Withheld)


@pytest.mark.parametrize(("others", "tier"), [(4, Withheld), (5, Coarse)])
def test_in_a_summary_the_tier_is_that_of_the_others(others, tier):
    round, kiwi = placing([4] * others, openness=Openness.SUMMARY)
    entering.enter(coach(kiwi), round.id, kiwi, {("pace", NOW): 7})
    meeting.reveal(coach(kiwi), round.id, kiwi)
    assert isinstance(results.team(coach(kiwi), round.id, kiwi).dimension("pace").now, tier)


def test_with_nobody_entered_five_dots_are_shown():
    round, kiwi = placing([1, 2, 3, 4, 5])
    meeting.reveal(coach(kiwi), round.id, kiwi)
    assert isinstance(results.team(coach(kiwi), round.id, kiwi).dimension("pace").now, Full)


@pytest.mark.parametrize(
    "places",
    [
        {},
        {("pace", NOW): 8},
        {("pace", NOW): 3.5},
        {("pace", NOW): True},
        {("pace", NOW): 3, ("no such", NOW): 3},
        {("pace", Facet.MOVE): 1},
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_of_it_is_stored(places):
    round, kiwi = placing([])
    with pytest.raises(BadInput):
        entering.enter(coach(kiwi), round.id, kiwi, places)
    assert rows("answer") == 0
    closing.close_round(ADMINISTRATOR, round.id)
    assert results.team(coach(kiwi), round.id, kiwi).entered == 0


def test_only_the_coach_enters_and_only_at_the_step_of_placing():
    round, kiwi = placing([])
    places = {("pace", NOW): 3}
    for who in (NOBODY, phone(round, kiwi), ADMINISTRATOR):
        with pytest.raises(Refused):
            entering.enter(who, round.id, kiwi, places)
    meeting.bring(coach(kiwi), round.id, kiwi, Stop(Step.WELCOME))
    with pytest.raises(Closed):
        entering.enter(coach(kiwi), round.id, kiwi, places)
    meeting.bring(coach(kiwi), round.id, kiwi, Stop(Step.PLACE))
    closing.close_round(ADMINISTRATOR, round.id)
    with pytest.raises(Closed):
        entering.enter(coach(kiwi), round.id, kiwi, places)


def test_what_was_entered_cannot_be_looked_at_by_anybody():
    round, kiwi = placing([])
    entering.enter(coach(kiwi), round.id, kiwi, {("pace", NOW): 3})
    who = phone(round, kiwi)
    place(who, "pace", 5)
    assert dict(collect.survey(who).placements) == {("pace", NOW): 5}
    assert rows("answer") == 2
