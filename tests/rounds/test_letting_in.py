"""Late joiners: let in before the close, once, and what few joined is judged anew."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from posdash.answers import closing
from posdash.errors import BadInput
from posdash.organisation import people
from posdash.rounds import links, plan, running
from posdash.survey.round import Links, TeamId
from world.company import ADMINISTRATOR, answered, closed, coach, groups, members, opened

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


def test_who_was_let_in_counts_when_the_round_is_judged():
    company, kiwi, wren = groups("Company", "Company / Kiwi", "Company / Wren")
    members(kiwi, 6)
    members(wren, 6)
    closed([kiwi, wren], {kiwi: [4] * 6, wren: [4] * 6})
    for late, few in (("Ada", True), ("Bo Cyd Dee Eli Fay", False)):
        survey_round = opened([kiwi, wren])
        answered(survey_round, kiwi, [4] * 6)
        closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
        people_let_in = joined(wren, *late.split())
        for one in people_let_in:
            running.let_in(ADMINISTRATOR, TeamId(survey_round.id, wren), one)
        answered(survey_round, wren, [4] * (6 + len(people_let_in)))
        closing.close_round(ADMINISTRATOR, survey_round.id)
        assert few_changed(survey_round.id) == {company: few, kiwi: False, wren: few}
        for one in people_let_in:
            people.change_person(ADMINISTRATOR, one, "Gone", "", [])
        running.delete(ADMINISTRATOR, survey_round.id)
