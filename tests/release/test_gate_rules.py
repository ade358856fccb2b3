"""The rules of the gate, each by an example through the doors."""

import pytest
from sqlalchemy import text

from posdash.access.rights import Person, Principal
from posdash.answers import closing, collect
from posdash.banks.bank import Openness
from posdash.errors import BadInput
from posdash.organisation import people
from posdash.release.gate import Gate, View
from posdash.release.values import Binned, Coarse, Full, Moves, Reason, Withheld
from posdash.release.wishes import Wanted, wishes
from posdash.rounds import running
from posdash.store import store
from posdash.survey.round import TeamId
from posdash.survey.tally import Tally
from posdash.views import results
from posdash.views.audit import audit
from world.company import (
    ADMINISTRATOR,
    answered,
    closed,
    coach,
    groups,
    leader,
    members,
    opened,
    phone,
    place,
    planned,
)

pytestmark = pytest.mark.usefixtures("empty_store")
SUMMARY = Openness.SUMMARY


def test_the_answer_of_one_who_joined_cannot_be_taken_from_two_summaries():
    [kiwi] = groups("Kiwi")
    members(kiwi, 20)
    first = closed([kiwi], {kiwi: [4] * 20}, openness=SUMMARY)
    members(kiwi, 1)
    second = closed([kiwi], {kiwi: [4] * 20 + [7]}, openness=SUMMARY)
    seen = [
        results.team(coach(kiwi), TeamId(one.id, kiwi)).dimension("pace").now
        for one in (first, second)
    ]
    assert [type(one) for one in seen] == [Binned, Coarse]
    assert audit(ADMINISTRATOR, second.id).leaks == ()


def test_who_was_deleted_since_may_have_been_anybody():
    [kiwi] = groups("Kiwi")
    members(kiwi, 20)
    closed([kiwi], {kiwi: [4] * 20}, openness=SUMMARY)

    with store().write() as connection:
        connection.execute(text("DELETE FROM person WHERE id = (SELECT min(id) FROM person)"))
    again = closed([kiwi], {kiwi: [4] * 20}, openness=SUMMARY)
    assert isinstance(
        results.team(coach(kiwi), TeamId(again.id, kiwi)).dimension("pace").now, Coarse
    )


def test_what_counts_is_which_round_opened_first_not_which_was_planned_first():
    [kiwi] = groups("Kiwi")
    members(kiwi, 20)
    planned_first = planned([kiwi], openness=SUMMARY)
    closed([kiwi], {kiwi: [4] * 20}, openness=SUMMARY)
    members(kiwi, 1)
    survey_round = running.open_round(ADMINISTRATOR, planned_first)
    answered(survey_round, kiwi, [4] * 20 + [7])
    closing.close_round(ADMINISTRATOR, survey_round.id)
    assert isinstance(
        results.team(coach(kiwi), TeamId(survey_round.id, kiwi)).dimension("pace").now, Coarse
    )


def test_a_team_is_not_asked_the_same_twice_at_once():
    kiwi, wren = groups("Kiwi", "Wren")
    opened([kiwi])
    again = planned([kiwi, wren])
    with pytest.raises(BadInput, match="still asks some of these groups the same"):
        running.open_round(ADMINISTRATOR, again)
    opened([wren])


def test_the_same_people_asked_again_are_shown_as_before():
    [kiwi] = groups("Kiwi")
    members(kiwi, 20)
    for _ in range(2):
        survey_round = closed([kiwi], {kiwi: [4] * 20}, openness=SUMMARY)
    assert isinstance(
        results.team(coach(kiwi), TeamId(survey_round.id, kiwi)).dimension("pace").now, Binned
    )


def test_where_nobody_is_listed_a_second_round_is_rounded():
    [kiwi] = groups("Kiwi")
    for tier in (Binned, Coarse):
        survey_round = closed([kiwi], {kiwi: [4] * 20}, openness=SUMMARY)
        assert (
            type(results.team(coach(kiwi), TeamId(survey_round.id, kiwi)).dimension("pace").now)
            is tier
        )


def test_who_wants_to_move_where_is_counted_at_the_close():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    for now, aim in [(4, 2)] * 3 + [(4, 4)] * 4 + [(2, 5)] * 3:
        place(phone(survey_round, kiwi), "pace", now, aim)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    found = results.team(coach(kiwi), TeamId(survey_round.id, kiwi)).dimension("pace")
    assert found.moves == Moves(3, 4, 3)
    said = "3 would go towards left pace, 4 would stay, 3 would go towards right pace."
    assert said in {one.text for one in found.more}


def test_rule_1_counts_those_who_answered_that_question():
    [kiwi] = groups("Kiwi")
    members(kiwi, 10)
    survey_round = opened([kiwi])
    phones = answered(survey_round, kiwi, [4] * 10)
    for who in phones[:4]:
        place(who, "reach", 4)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    found = results.team(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert isinstance(found.dimension("pace").now, Full)
    assert found.dimension("reach").now == Withheld(Reason.TOO_FEW, 5)


def test_rule_6_the_order_of_comments_is_not_that_of_writing_and_links_nobody():
    [kiwi] = groups("Kiwi")
    orders = set()
    for _ in range(8):
        survey_round = opened([kiwi])
        for index, who in enumerate(answered(survey_round, kiwi, [4] * 5)):
            place(who, "reach", 4)
            collect.comment(who, "pace", str(index))
            collect.comment(who, "reach", str(index))
        closing.close_round(ADMINISTRATOR, survey_round.id)
        found = results.team(coach(kiwi), TeamId(survey_round.id, kiwi))
        order = [
            [one.text for one in found.dimension(dimension).remarks]
            for dimension in ("pace", "reach")
        ]
        again = results.team(coach(kiwi), TeamId(survey_round.id, kiwi)).dimension("pace").remarks
        assert [one.text for one in again] == order[0]
        orders.add(tuple(map(tuple, order)))
    assert len({pace for pace, _ in orders}) > 1
    assert any(pace != reach for pace, reach in orders)


@pytest.mark.parametrize(("number", "narrower"), [(49, False), (50, True)])
def test_rule_7_a_correlation_needs_fifty_who_answered_both(number, narrower):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    for index in range(number):
        place(phone(survey_round, kiwi), "pace", 1 + index % 6, 2 + index % 6)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    with store().write() as connection:  # a round of before: its correlation is all it has
        connection.execute(text("DELETE FROM wish"))
    shift = results.team(coach(kiwi), TeamId(survey_round.id, kiwi)).dimension("pace").shift
    assert shift.old_rule
    counts = [number // 6 + (index < number % 6) for index in range(6)]
    now, aim = Tally((*counts, 0)), Tally((0, *counts))
    gate = Gate(Openness.DOTS, 5, View.TEAM)
    wanted = Wanted(gate.release(now), gate.release(aim), None, number)

    [unpaired] = wishes([wanted], 7, gate.organisation)
    assert (shift.interval.low > unpaired.interval.low) == narrower


def test_a_team_hears_the_same_of_its_wish_at_its_reveal_and_when_the_last_team_has_closed():
    _, kiwi, wren = groups("Company", "Company / Kiwi", "Company / Wren")
    survey_round = opened([kiwi, wren])
    for _ in range(8):
        place(phone(survey_round, kiwi), "pace", 3, 4)
    for index in range(60):  # whose now and aim go together as those of no other team
        place(phone(survey_round, wren), "pace", 1 + index % 7, 1 + index % 7)
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))

    def heard() -> set[str]:
        found = results.team(coach(kiwi), TeamId(survey_round.id, kiwi))
        return {one.text for one in found.dimension("pace").more} | {found.detectable}

    at_the_reveal = heard()
    assert "On average, people would like it 1 point further towards right pace." in at_the_reveal
    closing.close_round(ADMINISTRATOR, survey_round.id)
    assert heard() == at_the_reveal


def test_rule_8_what_is_withheld_side_by_side_is_withheld_in_every_comparison():
    teams = ("Company / Kiwi", "Company / Wren", "Company / Finch")
    company, kiwi, wren, finch = groups("Company", *teams)
    given = {kiwi: [1] * 3, wren: [4] * 8, finch: [7] * 12}
    first = closed([kiwi, wren, finch], given)
    second = closed([kiwi, wren, finch], given)
    who = leader(company)
    hidden = {
        row.group.id
        for row in results.groups(who, second.id).rows
        if isinstance(row.cells[0], Withheld)
    }
    assert hidden == {kiwi, wren}
    compared = results.compare(who, second.id, finch, wren).dimensions[0]
    assert isinstance(compared.difference, Withheld)
    since = results.since(who, TeamId(second.id, wren), first.id).dimensions[0]
    assert isinstance(since.difference, Withheld)


def test_a_leader_who_coaches_a_team_is_shown_less_of_the_teams_around_it():
    teams = ("Company / Kiwi", "Company / Wren", "Company / Finch")
    company, kiwi, wren, finch = groups("Company", *teams)
    survey_round = closed([kiwi, wren, finch], {kiwi: [1] * 3, wren: [4] * 8, finch: [7] * 12})
    both = Principal(Person(9, "Ada", leads=frozenset({company}), coaches=frozenset({wren})))
    seen = {row.group.id: row.cells[0] for row in results.groups(both, survey_round.id).rows}
    assert isinstance(seen[finch], Withheld)
    only_leads = {
        row.group.id: row.cells[0] for row in results.groups(leader(company), survey_round.id).rows
    }
    assert isinstance(only_leads[finch], Coarse)


def test_a_leader_who_was_a_member_of_a_team_counts_as_having_seen_it():
    teams = ("Company / Kiwi", "Company / Wren", "Company / Finch")
    company, kiwi, wren, finch = groups("Company", *teams)
    ada = people.add_person(ADMINISTRATOR, "Ada", member_of=[wren])
    members(wren, 7)
    survey_round = closed([kiwi, wren, finch], {kiwi: [1] * 3, wren: [4] * 8, finch: [7] * 12})
    who = Principal(Person(ada, "Ada", leads=frozenset({company})))
    seen = {row.group.id: row.cells[0] for row in results.groups(who, survey_round.id).rows}
    assert isinstance(seen[finch], Withheld)
