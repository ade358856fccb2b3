"""What people say of themselves: asked, kept only where enough said it, shown rounded."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db import counts as count_sql
from posdash.access.rights import Person, Principal
from posdash.answers import closing, collect
from posdash.banks.bank import Openness
from posdash.errors import BadInput
from posdash.release.values import Coarse, Reason, Withheld
from posdash.store import store
from posdash.survey.round import Attribute, TeamId
from posdash.views import results
from posdash.views.audit import audit
from world.company import ADMINISTRATOR, coach, groups, leader, opened, phone, place

pytestmark = pytest.mark.usefixtures("empty_store")
SUMMARY = Openness.SUMMARY
ROLE = Attribute("role", ("developer", "designer"))


def said_by(survey_round, group: int, roles: dict[str, list[int]]) -> None:
    """Answers of people who said what they are."""
    for role, places in roles.items():
        for where in places:
            who = phone(survey_round, group)
            if survey_round.openness is Openness.NAMED:
                collect.sign(who, "Ada")
            collect.describe(who, "role", role or None)
            place(who, "pace", where)


def test_roles_are_seen_rounded_where_each_and_the_rest_are_enough():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], attributes=(ROLE,), openness=SUMMARY)
    said_by(survey_round, kiwi, {"developer": [1, 1, 2, 2, 1, 2], "designer": [6, 6, 7, 7, 7]})
    closing.close_round(ADMINISTRATOR, survey_round.id)
    for who in (coach(kiwi), leader(kiwi)):
        whole, developers, designers = results.by_attribute(
            who, TeamId(survey_round.id, kiwi), "role"
        ).rows
        assert isinstance(whole.cells[0], Coarse)
        assert isinstance(developers.cells[0], Coarse)
        assert (developers.cells[0].position, designers.cells[0].position) == (1.5, 6.5)
    assert results.teams(coach(kiwi))[0].attributes == ("role",)
    assert audit(ADMINISTRATOR, survey_round.id).leaks == ()


@pytest.mark.parametrize("openness", [Openness.DOTS, Openness.NAMED])
def test_beside_single_dots_no_role_is_shown_to_whoever_sees_them(openness):
    """Two rounded halves of eleven dots mostly tell whose the one dot apart is."""
    company, kiwi, owl = groups("Company", "Company / Kiwi", "Company / Owl")
    survey_round = opened([kiwi, owl], attributes=(ROLE,), openness=openness)
    for group in (kiwi, owl):
        said_by(survey_round, group, {"developer": [2, 2, 2, 3, 3, 7], "designer": [2, 2, 2, 2, 3]})
    closing.close_round(ADMINISTRATOR, survey_round.id)
    off = Withheld(Reason.BESIDE_DOTS, 5)

    def split(who: Principal, group: int) -> set[object]:
        found = results.by_attribute(who, TeamId(survey_round.id, group), "role")
        return {
            row.cells[0] if isinstance(row.cells[0], Withheld) else type(row.cells[0])
            for row in found.rows[1:]
        }

    both = Principal(Person(99, "Ada", leads=frozenset({company}), coaches=frozenset({kiwi})))
    assert split(coach(kiwi), kiwi) == split(both, kiwi) == split(both, company) == {off}
    assert split(both, owl) == split(leader(company), kiwi) == {Coarse}
    assert split(leader(company), company) == {Coarse}
    assert results.teams(coach(kiwi))[0].attributes == ()
    compared = results.compare_choices(
        coach(kiwi), TeamId(survey_round.id, kiwi), "role", ("developer", "designer")
    )
    assert compared.dimensions[0].difference == off
    headline = results.by_attribute(coach(kiwi), TeamId(survey_round.id, kiwi), "role").headline
    assert (
        headline == "Nothing is shown by role: beside single dots it would tell who stands where."
    )


@pytest.mark.parametrize(
    "roles",
    [
        {"developer": [1] * 9, "designer": [7] * 4},
        {"developer": [1] * 9, "": [7] * 2},
        {"developer": [1] * 5, "designer": [7] * 5},
    ],
    ids=["four of a kind", "two who said nothing", "fewer than eleven"],
)
def test_a_role_of_few_turns_all_roles_off_and_leaves_nothing_in_the_database(roles):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], attributes=(ROLE,), openness=SUMMARY)
    said_by(survey_round, kiwi, roles)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    _, *choices = results.by_attribute(coach(kiwi), TeamId(survey_round.id, kiwi), "role").rows
    assert all(one.cells[0] == Withheld(Reason.PART_TOO_SMALL, 5) for one in choices)

    with store().read() as connection:
        assert count_sql.cells(connection, survey_round.id) == []


def test_roles_shown_leave_the_whole_group_no_finer_than_the_smallest_of_them():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], attributes=(ROLE,), openness=SUMMARY)
    said_by(survey_round, kiwi, {"developer": [1, 2] * 15, "designer": [6, 7, 7, 7, 6]})
    closing.close_round(ADMINISTRATOR, survey_round.id)
    assert isinstance(
        results.team(coach(kiwi), TeamId(survey_round.id, kiwi)).dimension("pace").now, Coarse
    )


def test_only_what_the_round_asks_can_be_said_and_it_can_be_taken_back():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], attributes=(ROLE,))
    who = phone(survey_round, kiwi)
    collect.describe(who, "role", "designer")
    assert collect.survey(who).traits == {"role": "designer"}
    collect.describe(who, "role", None)
    assert collect.survey(who).traits == {}
    for attribute, choice in (("role", "king"), ("site", "Berlin")):
        with pytest.raises(BadInput):
            collect.describe(who, attribute, choice)


def test_what_is_asked_is_locked_when_the_round_opens():
    [kiwi] = groups("Kiwi")
    opened([kiwi], attributes=(ROLE,))
    for change in ("DELETE FROM attribute", "UPDATE attribute SET choices = '[]'"):
        with pytest.raises(DBAPIError), store().write() as connection:
            connection.execute(text(change))
