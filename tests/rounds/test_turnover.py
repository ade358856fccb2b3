"""Turnover by example, through the doors: what two or three rounds must not tell together."""

import pytest

from posdash.access.rights import Person, Principal
from posdash.answers import closing
from posdash.banks.bank import Openness
from posdash.organisation import groups as structure
from posdash.organisation import people
from posdash.release.values import Binned, Coarse, Full, Reason, Withheld
from posdash.rounds import plan, turnover
from posdash.survey.round import TeamId
from posdash.views import results
from world.company import (
    ADMINISTRATOR,
    answered,
    bank,
    closed,
    coach,
    groups,
    members,
    opened,
    phone,
    place,
)

pytestmark = pytest.mark.usefixtures("empty_store")
SUMMARY = Openness.SUMMARY
STRANGER = 9999  # nobody who is listed


def joined(group: int, number: int) -> list[int]:
    """So many new people in a group, by their ids."""
    return [
        people.add_person(ADMINISTRATOR, f"New {at}", member_of=[group]) for at in range(number)
    ]


def belong(people_ids: list[int], *to: int) -> None:
    """Let people who are listed belong to these groups, and no others."""
    for person in people_ids:
        people.change_person(ADMINISTRATOR, person, f"Person {person}", "", list(to))


def outside(top: int, round_id: int) -> dict[int, object]:
    """What a leader of everything sees of each group on the first question."""
    return seen_by(Principal(Person(STRANGER, "Eve", leads=frozenset({top}))), round_id)


def seen_by(who: Principal, round_id: int) -> dict[int, object]:
    return {row.group.id: row.cells[0] for row in results.groups(who, round_id).rows}


def tiers(top: int, round_id: int) -> dict[int, type]:
    return {group: type(value) for group, value in outside(top, round_id).items()}


def own(group: int, round_id: int) -> object:
    return results.team(coach(group), TeamId(round_id, group)).dimension("pace").now


def few_changed(round_id: int) -> dict[int, bool | None]:
    survey_round = plan.round_of(ADMINISTRATOR, round_id)
    return {one.group.id: one.few_changed for one in survey_round.participants}


def test_31_and_then_all_32_of_the_same_members_do_not_tell_what_the_last_one_answered():
    [kiwi] = groups("Kiwi")
    members(kiwi, 32)
    first = closed([kiwi], {kiwi: [4] * 31}, openness=SUMMARY)
    second = closed([kiwi], {kiwi: [4] * 31 + [7]}, openness=SUMMARY)
    assert [type(own(kiwi, one.id)) for one in (first, second)] == [Full, Coarse]
    assert few_changed(second.id) == {kiwi: True}


def test_where_as_many_answered_and_five_may_have_been_silent_nobody_knows_who_they_are():
    [kiwi] = groups("Kiwi")
    members(kiwi, 25)
    first = closed([kiwi], {kiwi: [4] * 20}, openness=SUMMARY)
    second = closed([kiwi], {kiwi: [4] * 20}, openness=SUMMARY)
    assert [type(own(kiwi, one.id)) for one in (first, second)] == [Binned, Binned]
    assert few_changed(second.id) == {kiwi: False}


def test_only_the_question_that_one_more_answered_is_rounded():
    [kiwi] = groups("Kiwi")
    members(kiwi, 30)
    for reached in (29, 30):
        survey_round = opened([kiwi], openness=SUMMARY)
        for at in range(30):
            who = phone(survey_round, kiwi)
            place(who, "pace", 4)
            if at < reached:
                place(who, "reach", 4)
        closing.close_round(ADMINISTRATOR, survey_round.id)
    found = results.team(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert isinstance(found.dimension("pace").now, Full)
    assert isinstance(found.dimension("reach").now, Coarse)


def test_everybody_under_a_new_group_id_is_the_same_people():
    kiwi, owl = groups("Kiwi", "Owl")
    members(kiwi, 30)
    closed([kiwi], {kiwi: [4] * 30}, openness=SUMMARY)
    everybody = [one.id for one in people.organisation(ADMINISTRATOR).people]
    belong(everybody, owl)
    joined(owl, 1)
    second = closed([owl], {owl: [4] * 30 + [7]}, openness=SUMMARY)
    assert isinstance(own(owl, second.id), Coarse)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "copied-bank"},
        {"id": "copied-bank", "dimensions": "other ids"},
        {"id": "copied-bank", "dimensions": "one label"},
        {"dimensions": "turned round"},
    ],
    ids=lambda change: ", ".join(change.values()),
)
def test_a_copied_bank_asks_the_same_under_another_id_with_another_label_or_turned_round(change):
    [kiwi] = groups("Kiwi")
    members(kiwi, 30)
    closed([kiwi], {kiwi: [2] * 30}, openness=SUMMARY)
    members(kiwi, 1)
    usual = bank("pace", "reach")
    changed = {
        "other ids": [one.model_copy(update={"id": f"new-{one.id}"}) for one in usual.dimensions],
        "one label": [
            one.model_copy(
                update={
                    "id": f"new-{one.id}",
                    "left": one.left.model_copy(update={"label": f"Far {one.id}"}),
                }
            )
            for one in usual.dimensions
        ],
        "turned round": [
            one.model_copy(update={"left": one.right, "right": one.left})
            for one in usual.dimensions
        ],
    }
    update = {name: changed.get(value, value) for name, value in change.items()}
    copied = usual.model_copy(
        update={k: tuple(v) if k == "dimensions" else v for k, v in update.items()}
    )
    second = opened([kiwi], openness=SUMMARY, bank=copied)
    asked = copied.dimensions[0].id
    answered(second, kiwi, [2] * 30 + [7], asked)
    closing.close_round(ADMINISTRATOR, second.id)
    assert isinstance(
        results.team(coach(kiwi), TeamId(second.id, kiwi)).dimension(asked).now, Coarse
    )


def test_another_question_of_the_same_people_is_judged_by_itself():
    [kiwi] = groups("Kiwi")
    members(kiwi, 30)
    closed([kiwi], {kiwi: [4] * 30}, openness=SUMMARY)
    members(kiwi, 1)
    other = bank("pace", "reach").model_copy(
        update={"id": "another-bank", "dimensions": bank("depth", "trust").dimensions}
    )
    second = opened([kiwi], openness=SUMMARY, bank=other)
    answered(second, kiwi, [4] * 31, "depth")
    closing.close_round(ADMINISTRATOR, second.id)
    assert isinstance(
        results.team(coach(kiwi), TeamId(second.id, kiwi)).dimension("depth").now, Full
    )


def test_five_swapped_each_way_and_one_joiner_are_not_rebuilt_from_the_teams():
    company, kiwi, owl = groups("Company", "Company / Kiwi", "Company / Owl")
    members(kiwi, 30)
    members(owl, 30)
    listed = sorted(one.id for one in people.organisation(ADMINISTRATOR).people)
    first = closed([kiwi, owl], {kiwi: [3] * 30, owl: [5] * 30})
    belong(listed[:5], owl)
    belong(listed[30:35], kiwi)
    joined(kiwi, 1)
    second = closed([kiwi, owl], {kiwi: [3] * 25 + [5] * 5 + [7], owl: [5] * 25 + [3] * 5})
    assert tiers(company, first.id) == {company: Full, kiwi: Full, owl: Full}
    seen = outside(company, second.id)
    assert isinstance(seen[company], Coarse)
    assert seen[owl] == Withheld(Reason.FEW_CHANGED, 5)


def test_one_who_joins_two_teams_that_were_asked_in_different_rounds_is_not_told():
    company, kiwi, owl, wren = groups(
        "Company", "Company / Kiwi", "Company / Owl", "Company / Wren"
    )
    members(kiwi, 20)
    members(owl, 20)
    everybody = [one.id for one in people.organisation(ADMINISTRATOR).people]
    closed([kiwi], {kiwi: [3] * 20})
    closed([owl], {owl: [5] * 20})
    belong(everybody, wren)
    joined(wren, 1)
    third = closed([wren], {wren: [3] * 20 + [5] * 20 + [7]})
    assert tiers(company, third.id) == {company: Coarse, wren: Coarse}


def test_two_teams_merged_without_a_door_and_one_joiner_are_rounded():
    company, kiwi, owl, wren = groups(
        "Company", "Company / Kiwi", "Company / Owl", "Company / Wren"
    )
    members(kiwi, 20)
    members(owl, 20)
    everybody = [one.id for one in people.organisation(ADMINISTRATOR).people]
    closed([kiwi, owl], {kiwi: [3] * 20, owl: [5] * 20})
    belong(everybody, wren)
    joined(wren, 1)
    third = closed([wren], {wren: [3] * 20 + [5] * 20 + [7]})
    assert tiers(company, third.id) == {company: Coarse, wren: Coarse}


def test_a_group_of_nobody_listed_is_known_by_where_it_came_from():
    company, kiwi, owl, wren = groups(
        "Company", "Company / Kiwi", "Company / Owl", "Company / Wren"
    )
    closed([kiwi], {kiwi: [3] * 30})
    structure.merge(ADMINISTRATOR, kiwi, owl)
    second = closed([owl, wren], {owl: [3] * 30 + [7], wren: [3] * 31})
    assert tiers(company, second.id) == {company: Coarse, owl: Coarse, wren: Full}


def test_a_coach_who_leads_does_not_take_the_own_team_away_from_the_sum():
    company, kiwi, owl = groups("Company", "Company / Kiwi", "Company / Owl")
    members(kiwi, 12)
    members(owl, 30)
    first = closed([kiwi, owl], {kiwi: [3] * 12, owl: [5] * 30})
    joined(kiwi, 5)
    joined(owl, 1)
    second = closed([kiwi, owl], {kiwi: [3] * 17, owl: [5] * 30 + [7]})
    both = Principal(Person(STRANGER, "Ada", leads=frozenset({company}), coaches=frozenset({kiwi})))
    assert isinstance(outside(company, second.id)[company], Coarse | Full | Binned)
    assert seen_by(both, second.id)[company] == Withheld(Reason.FEW_CHANGED, 5)
    assert first.id < second.id


def test_the_answers_of_a_team_that_closes_alone_are_judged_then():
    kiwi, owl = groups("Kiwi", "Owl")
    members(kiwi, 30)
    closed([kiwi], {kiwi: [4] * 29}, openness=SUMMARY)
    second = opened([kiwi, owl], openness=SUMMARY)
    answered(second, kiwi, [4] * 30)
    closing.reveal(coach(kiwi), TeamId(second.id, kiwi))
    assert isinstance(own(kiwi, second.id), Coarse)
    closing.close_round(ADMINISTRATOR, second.id)
    assert isinstance(own(kiwi, second.id), Coarse)


def test_of_two_rounds_open_at_once_the_one_that_closes_last_is_rounded():
    company, kiwi, owl = groups("Company", "Company / Kiwi", "Company / Owl")
    members(kiwi, 30)
    everybody = [one.id for one in people.organisation(ADMINISTRATOR).people]
    first = opened([kiwi])
    belong(everybody, owl)
    joined(owl, 1)
    second = opened([owl])
    answered(second, owl, [4] * 30 + [7])
    closing.close_round(ADMINISTRATOR, second.id)
    answered(first, kiwi, [4] * 30)
    closing.close_round(ADMINISTRATOR, first.id)
    assert tiers(company, second.id)[owl] is Binned  # one of them stands alone
    assert tiers(company, first.id)[kiwi] is Coarse


def test_reading_judges_nothing_anew(monkeypatch):
    [kiwi] = groups("Kiwi")
    members(kiwi, 32)
    closed([kiwi], {kiwi: [4] * 31}, openness=SUMMARY)
    second = closed([kiwi], {kiwi: [4] * 31 + [7]}, openness=SUMMARY)
    monkeypatch.setattr(turnover, "judge", None)
    assert isinstance(own(kiwi, second.id), Coarse)
