"""Late joiners: let in before the close, once, and what few joined is judged anew."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from posdash.answers import closing
from posdash.errors import BadInput
from posdash.organisation import people
from posdash.rounds import links, plan, running
from posdash.survey.round import Links, TeamId
from world.company import ADMINISTRATOR, closed, coach, groups, members, opened

pytestmark = pytest.mark.usefixtures("empty_store")


def few_changed(round_id: int) -> dict[int, bool | None]:
    survey_round = plan.round_of(ADMINISTRATOR, round_id)
    return {one.group.id: one.few_changed for one in survey_round.participants}


def joined(group: int, *names: str) -> list[int]:
    return [people.add_person(ADMINISTRATOR, name, member_of=[group]) for name in names]


def joiners(survey_round):
    return running.joiners(ADMINISTRATOR, survey_round.id)


def test_a_late_joiner_is_let_in_and_counted_before_the_close():
    kiwi, wren = groups("Kiwi", "Wren")
    members(kiwi, 3)
    survey_round = opened([kiwi])
    ada, _ = joined(kiwi, "Ada", "Bo")
    joined(wren, "Cyd")
    assert [one.name for one in joiners(survey_round)] == ["Ada", "Bo"]
    running.let_in(ADMINISTRATOR, TeamId(survey_round.id, kiwi), ada)
    assert [one.name for one in joiners(survey_round)] == ["Bo"]
    assert plan.round_of(ADMINISTRATOR, survey_round.id).participant(kiwi).people == 4
    with pytest.raises(BadInput, match="joined an open group"):
        running.let_in(ADMINISTRATOR, TeamId(survey_round.id, kiwi), ada)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    assert joiners(survey_round) == ()


def test_nobody_is_let_into_a_group_that_has_closed():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    [ada] = joined(kiwi, "Ada")
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert joiners(survey_round) == ()
    with pytest.raises(BadInput):
        running.let_in(ADMINISTRATOR, TeamId(survey_round.id, kiwi), ada)


def test_whoever_has_a_personal_link_for_one_group_is_no_joiner_of_another():
    kiwi, wren = groups("Kiwi", "Wren")
    members(wren, 1)
    [ada] = joined(kiwi, "Ada")
    survey_round = opened([kiwi, wren], links=Links.PERSONAL)
    people.change_person(ADMINISTRATOR, ada, "Ada", "", [kiwi, wren])
    assert joiners(survey_round) == ()
    [bo] = joined(kiwi, "Bo")
    people.change_person(ADMINISTRATOR, bo, "Bo", "", [kiwi, wren])
    running.let_in(ADMINISTRATOR, TeamId(survey_round.id, wren), bo)
    assert joiners(survey_round) == ()
    assert [
        one.group_path for one in links.invited(ADMINISTRATOR, survey_round.id) if one.person == bo
    ]


def test_many_let_in_at_the_same_moment_are_all_counted():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    late = joined(kiwi, *"ABCDEFGH")
    with ThreadPoolExecutor(8) as pool:
        list(
            pool.map(
                lambda one: running.let_in(ADMINISTRATOR, TeamId(survey_round.id, kiwi), one), late
            )
        )
    assert plan.round_of(ADMINISTRATOR, survey_round.id).participant(kiwi).people == 8


def test_turnover_is_judged_anew_when_somebody_is_let_in():
    company, kiwi, wren = groups("Company", "Company / Kiwi", "Company / Wren")
    members(kiwi, 6)
    members(wren, 6)
    closed([kiwi, wren], {})
    survey_round = opened([kiwi, wren])
    assert few_changed(survey_round.id) == {company: False, kiwi: False, wren: False}
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    late = joined(wren, "Ada", "Bo", "Cyd", "Dee", "Eli")
    running.let_in(ADMINISTRATOR, TeamId(survey_round.id, wren), late[0])
    assert few_changed(survey_round.id) == {company: True, kiwi: False, wren: True}
    for one in late[1:]:
        running.let_in(ADMINISTRATOR, TeamId(survey_round.id, wren), one)
    assert few_changed(survey_round.id) == {company: False, kiwi: False, wren: False}


def test_letting_in_counts_for_a_round_opened_since_that_asks_the_same_nearby():
    company, kiwi, wren = groups("Company", "Company / Kiwi", "Company / Wren")
    members(kiwi, 6)
    members(wren, 6)
    first, second = opened([kiwi]), opened([wren])
    assert few_changed(second.id) == {company: False, wren: None}
    [ada] = joined(wren, "Ada")
    running.let_in(ADMINISTRATOR, TeamId(second.id, wren), ada)
    assert few_changed(second.id)[company] is False
    people.change_person(ADMINISTRATOR, ada, "Ada", "", [kiwi, wren])
    running.let_in(ADMINISTRATOR, TeamId(first.id, kiwi), ada)
    assert few_changed(second.id)[company] is True
