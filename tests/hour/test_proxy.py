"""A coach enters what somebody without a phone says: it counts, it is marked, and it is known."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from posdash.access.rights import NOBODY
from posdash.answers import closing, collect
from posdash.banks.bank import Openness
from posdash.errors import BadInput, Closed, Refused
from posdash.hour import meeting, proxy
from posdash.hour.answered import live
from posdash.hour.steps import Step, Stop
from posdash.release.tiers import kept_attributes
from posdash.release.values import Coarse, Full, Withheld
from posdash.survey.round import Facet, TeamId
from posdash.views import results
from world.company import ADMINISTRATOR, answered, coach, groups, leader, opened, phone, place
from world.database import rows

pytestmark = pytest.mark.usefixtures("empty_store")
NOW, AIM = Facet.NOW, Facet.AIM


def placing(places, **terms):
    """A team that is placing in its session, where these have placed already."""
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], **terms)
    answered(survey_round, kiwi, list(places))
    meeting.begin(coach(kiwi), TeamId(survey_round.id, kiwi))
    meeting.bring(coach(kiwi), TeamId(survey_round.id, kiwi), Stop(Step.PLACE))
    return survey_round, kiwi


def test_what_was_entered_counts_like_any_answer_and_the_group_says_how_many_were():
    survey_round, kiwi = placing([1, 2, 3, 4, 5])
    proxy.enter(coach(kiwi), TeamId(survey_round.id, kiwi), {("pace", NOW): 7, ("reach", NOW): 1})
    meeting.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    found = results.team(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert found.dimension("pace").now.counts == (1, 1, 1, 1, 1, 0, 1)
    assert found.entered == 1


def test_in_a_named_round_it_stands_beside_the_name_that_the_coach_entered_it():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], openness=Openness.NAMED)
    meeting.begin(coach(kiwi), TeamId(survey_round.id, kiwi))
    meeting.bring(coach(kiwi), TeamId(survey_round.id, kiwi), Stop(Step.PLACE))
    with pytest.raises(BadInput, match="shows names"):
        proxy.enter(coach(kiwi), TeamId(survey_round.id, kiwi), {("pace", NOW): 3})
    proxy.enter(coach(kiwi), TeamId(survey_round.id, kiwi), {("pace", NOW): 3}, "Ben")
    meeting.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    [signed] = (
        results.team(phone(survey_round, kiwi), TeamId(survey_round.id, kiwi))
        .dimension("pace")
        .signed
    )
    assert (signed.name, signed.now, signed.proxy) == ("Ben", 3, True)


def test_the_others_must_be_enough_by_themselves_since_the_coach_knows_what_was_entered():
    survey_round, kiwi = placing([1, 2, 3, 4])
    for _ in range(2):
        proxy.enter(coach(kiwi), TeamId(survey_round.id, kiwi), {("pace", NOW): 7})
    meeting.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert isinstance(
        results.team(coach(kiwi), TeamId(survey_round.id, kiwi)).dimension("pace").now, Withheld
    )


@pytest.mark.parametrize(("others", "tier"), [(4, Withheld), (5, Coarse)])
def test_in_a_summary_the_tier_is_that_of_the_others(others, tier):
    survey_round, kiwi = placing([4] * others, openness=Openness.SUMMARY)
    proxy.enter(coach(kiwi), TeamId(survey_round.id, kiwi), {("pace", NOW): 7})
    meeting.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert isinstance(
        results.team(coach(kiwi), TeamId(survey_round.id, kiwi)).dimension("pace").now, tier
    )


def test_who_wants_to_move_where_is_not_told_where_the_coach_knows_all_but_one():
    for openness in (Openness.DOTS, Openness.SUMMARY):
        [kiwi] = groups(f"Kiwi {openness}")
        survey_round = opened([kiwi], openness=openness)
        meeting.begin(coach(kiwi), TeamId(survey_round.id, kiwi))
        meeting.bring(coach(kiwi), TeamId(survey_round.id, kiwi), Stop(Step.PLACE))
        place(phone(survey_round, kiwi), "pace", 2, aim=6)
        for aim in (1, 1, 1, 4, 4, 4, 7, 7, 7):
            proxy.enter(
                coach(kiwi), TeamId(survey_round.id, kiwi), {("pace", NOW): 4, ("pace", AIM): aim}
            )
        meeting.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
        found = results.team(coach(kiwi), TeamId(survey_round.id, kiwi)).dimension("pace")
        assert isinstance(found.moves, Withheld)


def test_the_group_above_hides_a_team_in_which_the_coach_knows_all_but_one():
    company, kiwi, wren, heron = groups("All", "All/Kiwi", "All/Wren", "All/Heron")
    survey_round = opened([kiwi, wren, heron])
    answered(survey_round, wren, [1, 2, 3, 4, 5])
    answered(survey_round, heron, [1, 2, 3, 4, 5, 6])
    meeting.begin(coach(kiwi), TeamId(survey_round.id, kiwi))
    meeting.bring(coach(kiwi), TeamId(survey_round.id, kiwi), Stop(Step.PLACE))
    answered(survey_round, kiwi, [2])
    for _ in range(4):
        proxy.enter(coach(kiwi), TeamId(survey_round.id, kiwi), {("pace", NOW): 1})
    closing.close_round(ADMINISTRATOR, survey_round.id)
    seen = results.groups(leader(company), survey_round.id, NOW)
    tiers = {row.group.name: type(row.cells[0]) for row in seen.rows}
    assert tiers == {"All": Coarse, "Kiwi": Withheld, "Wren": Withheld, "Heron": Coarse}


def test_a_group_whose_every_answer_was_entered_is_shown_to_nobody_outside():
    company, kiwi, wren = groups("All", "All/Kiwi", "All/Wren")
    survey_round = opened([kiwi, wren])
    answered(survey_round, wren, [1, 2, 3, 4, 5, 6])
    meeting.begin(coach(kiwi), TeamId(survey_round.id, kiwi))
    meeting.bring(coach(kiwi), TeamId(survey_round.id, kiwi), Stop(Step.PLACE))
    for _ in range(6):
        proxy.enter(coach(kiwi), TeamId(survey_round.id, kiwi), {("pace", NOW): 1})
    closing.close_round(ADMINISTRATOR, survey_round.id)
    seen = results.groups(leader(company), survey_round.id, NOW)
    tiers = {row.group.name: type(row.cells[0]) for row in seen.rows}
    assert tiers == {"All": Withheld, "Kiwi": Withheld, "Wren": Coarse}


def test_comments_and_participation_count_those_whom_the_coach_does_not_know():
    survey_round, kiwi = placing([1, 2, 3])
    phones = [phone(survey_round, kiwi) for _ in range(5)]
    for who in phones[:3]:
        collect.comment(who, "pace", "It depends.")
    for _ in range(2):
        proxy.enter(coach(kiwi), TeamId(survey_round.id, kiwi), {("pace", NOW): 7})
    for who in phones:
        meeting.arrive(who)
        meeting.stand(who, TeamId(survey_round.id, kiwi))
    assert live(coach(kiwi), TeamId(survey_round.id, kiwi)).found.answered is None
    answered(survey_round, kiwi, [4, 4])
    assert live(coach(kiwi), TeamId(survey_round.id, kiwi)).found.answered == 5  # at least
    meeting.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    found = results.team(coach(kiwi), TeamId(survey_round.id, kiwi)).dimension("pace")
    assert len(found.remarks) == 3
    assert found.now.n == 7


def test_choices_are_counted_apart_only_where_those_not_entered_hide_whoever_said_nothing():
    said = [{"role": "developer"}] * 6
    silent = [{}] * 6
    assert kept_attributes(["role"], [*said, *silent], 5) == ("role",)
    assert kept_attributes(["role"], [*said, *silent], 5, entered=2) == ()


def test_two_who_enter_at_the_same_instant_are_both_counted():
    survey_round, kiwi = placing([1, 2, 3, 4, 5])
    at_once = Barrier(6, timeout=60)

    def enter(_: int) -> None:
        at_once.wait()
        proxy.enter(coach(kiwi), TeamId(survey_round.id, kiwi), {("pace", NOW): 7})

    with ThreadPoolExecutor(6) as several:
        list(several.map(enter, range(6)))
    meeting.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert results.team(coach(kiwi), TeamId(survey_round.id, kiwi)).entered == 6


def test_with_nobody_entered_five_dots_are_shown():
    survey_round, kiwi = placing([1, 2, 3, 4, 5])
    meeting.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert isinstance(
        results.team(coach(kiwi), TeamId(survey_round.id, kiwi)).dimension("pace").now, Full
    )


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
    survey_round, kiwi = placing([])
    with pytest.raises(BadInput):
        proxy.enter(coach(kiwi), TeamId(survey_round.id, kiwi), places)
    assert rows("answer") == 0
    closing.close_round(ADMINISTRATOR, survey_round.id)
    assert results.team(coach(kiwi), TeamId(survey_round.id, kiwi)).entered == 0


def test_only_the_coach_enters_and_only_at_the_step_of_placing():
    survey_round, kiwi = placing([])
    places = {("pace", NOW): 3}
    for who in (NOBODY, phone(survey_round, kiwi), ADMINISTRATOR):
        with pytest.raises(Refused):
            proxy.enter(who, TeamId(survey_round.id, kiwi), places)
    meeting.bring(coach(kiwi), TeamId(survey_round.id, kiwi), Stop(Step.WELCOME))
    with pytest.raises(Closed):
        proxy.enter(coach(kiwi), TeamId(survey_round.id, kiwi), places)
    meeting.bring(coach(kiwi), TeamId(survey_round.id, kiwi), Stop(Step.PLACE))
    closing.close_round(ADMINISTRATOR, survey_round.id)
    with pytest.raises(Closed):
        proxy.enter(coach(kiwi), TeamId(survey_round.id, kiwi), places)


def test_what_was_entered_cannot_be_looked_at_by_anybody():
    survey_round, kiwi = placing([])
    proxy.enter(coach(kiwi), TeamId(survey_round.id, kiwi), {("pace", NOW): 3})
    who = phone(survey_round, kiwi)
    place(who, "pace", 5)
    assert dict(collect.survey(who).placements) == {("pace", NOW): 5}
    assert rows("answer") == 2
