"""The tree of groups: renamed, moved, merged, archived, while old rounds keep theirs."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from posdash.access.rights import Role
from posdash.answers import closing
from posdash.errors import BadInput, Refused
from posdash.organisation import groups as structure
from posdash.organisation import lineage, people
from posdash.organisation.lineage import Kind
from posdash.rounds import links, plan, running
from posdash.store import store
from posdash.survey.round import TeamId
from posdash.views import results
from world.company import ADMINISTRATOR, answered, closed, coach, groups, leader, opened, planned

pytestmark = pytest.mark.usefixtures("empty_store")


def paths() -> dict[str, bool]:
    """Whether each group is archived, by its path."""
    found = people.organisation(ADMINISTRATOR)
    return {found.paths[one.id]: one.archived for one in found.groups}


def as_it_took_part(round_id: int) -> list[tuple[str, int | None]]:
    survey_round = plan.round_of(ADMINISTRATOR, round_id)
    return [(one.group.name, one.group.parent) for one in survey_round.participants]


def test_a_renamed_group_keeps_its_old_name_in_rounds_that_were_opened():
    company, kiwi = groups("Company", "Company / Kiwi")
    before, waiting = closed([kiwi], {kiwi: [4] * 5}), planned([kiwi])
    structure.rename(ADMINISTRATOR, kiwi, "  Owl ")
    assert set(paths()) == {"Company", "Company / Owl"}
    assert as_it_took_part(before.id) == [("Company", None), ("Kiwi", company)]
    assert results.team(coach(kiwi), TeamId(before.id, kiwi)).group.name == "Kiwi"
    after = running.open_round(ADMINISTRATOR, waiting)
    assert as_it_took_part(after.id) == [("Company", None), ("Owl", company)]
    assert [one.group for one in links.team_links(coach(kiwi), after.id)] == ["Company / Owl"]


def test_a_moved_group_stays_where_it_was_in_rounds_that_were_opened():
    company, west, kiwi = groups("Company", "West", "Company / Kiwi")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [4] * 5)
    structure.move(ADMINISTRATOR, kiwi, west)
    assert set(paths()) == {"Company", "West", "West / Kiwi"}
    assert as_it_took_part(survey_round.id) == [("Company", None), ("Kiwi", company)]
    closing.close_round(ADMINISTRATOR, survey_round.id)
    assert results.groups(leader(company), survey_round.id)
    with pytest.raises(Refused):
        results.groups(leader(west), survey_round.id)
    structure.move(ADMINISTRATOR, kiwi, None)
    assert set(paths()) == {"Company", "West", "Kiwi"}


def test_a_group_never_comes_to_lie_in_itself():
    company, east, kiwi = groups("Company", "Company / East", "Company / East / Kiwi")
    for into in (company, east, kiwi):
        with pytest.raises(BadInput, match="in itself"):
            structure.move(ADMINISTRATOR, company, into)
    with pytest.raises(BadInput, match="into itself"):
        structure.merge(ADMINISTRATOR, east, kiwi)
    with pytest.raises(BadInput, match="into itself"):
        structure.merge(ADMINISTRATOR, east, east)


def test_two_groups_moved_into_each_other_at_the_same_moment_make_no_ring():
    for turn in range(3):
        one, other = groups(f"One {turn}", f"Other {turn}")

        def move(pair: tuple[int, int]) -> bool:
            try:
                structure.move(ADMINISTRATOR, *pair)
            except BadInput:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            moved = list(pool.map(move, [(one, other), (other, one)]))
        assert sorted(moved) == [False, True]
    assert len(paths()) == 6


def test_what_does_not_fit_a_name_is_said_in_a_sentence():
    company, kiwi, _ = groups("Company", "Company / Kiwi", "Company / Wren")
    for name in ("", "  ", "A / B", "x" * 61):
        with pytest.raises(BadInput):
            structure.rename(ADMINISTRATOR, kiwi, name)
    with pytest.raises(BadInput, match="same place"):
        structure.rename(ADMINISTRATOR, kiwi, "Wren")
    structure.rename(ADMINISTRATOR, kiwi, "Kiwi")
    for path in ("", "Company / ", " / Kiwi", "Company / " + "x" * 61):
        with pytest.raises(BadInput):
            structure.add_group(ADMINISTRATOR, path)
    for attempt in (
        lambda: structure.rename(ADMINISTRATOR, 999, "Owl"),
        lambda: structure.move(ADMINISTRATOR, kiwi, 999),
        lambda: structure.merge(ADMINISTRATOR, 999, company),
        lambda: structure.archive(ADMINISTRATOR, 999),
    ):
        with pytest.raises(BadInput, match="no longer exists"):
            attempt()


def test_two_groups_of_one_name_do_not_lie_in_the_same_place_not_even_at_the_top():
    _, kiwi = groups("Kiwi", "Company / Kiwi")
    with pytest.raises(BadInput, match="same place"):
        structure.move(ADMINISTRATOR, kiwi, None)


def test_a_merge_brings_people_and_groups_along_and_leaves_rights_where_they_were():
    east, kiwi, owl, west = groups("East", "East / Kiwi", "East / Owl", "West")
    ada = people.add_person(ADMINISTRATOR, "Ada", member_of=[east])
    both = people.add_person(ADMINISTRATOR, "Bo", member_of=[east, west])
    people.give_role(ADMINISTRATOR, ada, Role.LEADER, east)
    people.give_role(ADMINISTRATOR, both, Role.COACH, east)
    before = closed([east], {east: [4] * 5})
    structure.merge(ADMINISTRATOR, east, west)
    assert paths() == {"East": True, "West": False, "West / Kiwi": False, "West / Owl": False}
    found = {one.id: one for one in people.organisation(ADMINISTRATOR).people}
    assert (found[ada].member_of, found[both].member_of) == (("West",), ("West",))
    assert [(one.role, one.group) for one in found[ada].roles] == [(Role.LEADER, "East")]
    assert as_it_took_part(before.id) == [("East", None)]
    assert set(plan.choosable(ADMINISTRATOR)) == {kiwi, owl, west}


def test_a_merge_that_would_make_two_groups_of_one_name_changes_nothing():
    east, _, _, west = groups("East", "East / Kiwi", "West / Kiwi", "West")
    people.add_person(ADMINISTRATOR, "Ada", member_of=[east])
    with pytest.raises(BadInput, match="same place"):
        structure.merge(ADMINISTRATOR, east, west)
    assert not any(paths().values())
    assert people.organisation(ADMINISTRATOR).sizes == {east: 1}


def test_a_team_is_merged_into_the_group_it_lies_in():
    east, kiwi, _ = groups("East", "East / Kiwi", "East / Kiwi / Pair")
    people.add_person(ADMINISTRATOR, "Ada", member_of=[kiwi])
    structure.merge(ADMINISTRATOR, kiwi, east)
    assert paths() == {"East": False, "East / Kiwi": True, "East / Pair": False}
    assert people.organisation(ADMINISTRATOR).sizes == {east: 1}


def test_an_archived_group_with_all_in_it_is_asked_no_more_and_can_be_brought_back():
    east, kiwi, west = groups("East", "East / Kiwi", "West")
    survey_round = closed([kiwi], {kiwi: [4] * 5})
    structure.archive(ADMINISTRATOR, east)
    assert paths() == {"East": True, "East / Kiwi": True, "West": False}
    assert set(plan.choosable(ADMINISTRATOR)) == {west}
    with pytest.raises(BadInput, match="no longer exists"):
        planned([kiwi])
    assert results.team(coach(kiwi), TeamId(survey_round.id, kiwi)).dimension("pace").now
    structure.archive(ADMINISTRATOR, east, archived=False)
    assert set(plan.choosable(ADMINISTRATOR)) == {east, kiwi, west}


def test_nothing_is_put_into_an_archived_group():
    east, west = groups("East", "West")
    structure.archive(ADMINISTRATOR, east)
    for attempt in (
        lambda: structure.add_group(ADMINISTRATOR, "East"),
        lambda: structure.add_group(ADMINISTRATOR, "East / Kiwi"),
        lambda: structure.move(ADMINISTRATOR, west, east),
        lambda: structure.merge(ADMINISTRATOR, west, east),
    ):
        with pytest.raises(BadInput, match="East: This group is archived"):
            attempt()
    assert paths() == {"East": True, "West": False}


def test_what_happens_to_a_group_is_kept_with_what_it_was_before():
    company, kiwi, wren = groups("Company", "Company / Kiwi", "Company / Wren")
    ada, bo = (people.add_person(ADMINISTRATOR, name, member_of=[kiwi]) for name in ("Ada", "Bo"))
    structure.rename(ADMINISTRATOR, kiwi, "Owl")
    structure.move(ADMINISTRATOR, kiwi, None)
    owlet = structure.split(ADMINISTRATOR, kiwi, "Owlet", [bo])
    structure.merge(ADMINISTRATOR, wren, owlet)
    with store().read() as connection:
        found = lineage.changes(connection)
        origins = lineage.origins(connection)
    assert [(one.group, one.came_from, one.kind, one.name, one.parent) for one in found] == [
        (kiwi, kiwi, Kind.RENAMED, "Kiwi", company),
        (kiwi, kiwi, Kind.MOVED, "Owl", company),
        (owlet, kiwi, Kind.SPLIT, "Owl", None),
        (owlet, wren, Kind.MERGED, "Wren", company),
    ]
    assert origins == {owlet: {kiwi, wren}}
    member_of = {one.name: one.member_of for one in people.organisation(ADMINISTRATOR).people}
    assert (member_of["Ada"], member_of["Bo"]) == (("Owl",), ("Owlet",))
    assert ada != bo


def test_where_nothing_changes_nothing_is_kept():
    company, kiwi = groups("Company", "Company / Kiwi")
    structure.rename(ADMINISTRATOR, kiwi, "Kiwi")
    structure.move(ADMINISTRATOR, kiwi, company)
    with store().read() as connection:
        assert lineage.changes(connection) == ()


def test_a_group_is_split_into_two_and_not_into_one_and_none():
    kiwi, wren = groups("Kiwi", "Wren")
    ada, bo = (people.add_person(ADMINISTRATOR, name, member_of=[kiwi]) for name in ("Ada", "Bo"))
    stranger = people.add_person(ADMINISTRATOR, "Cyd", member_of=[wren])
    for name, going, why in (
        ("Owlet", [], "Nobody would go"),
        ("Owlet", [ada, bo], "Nobody would stay"),
        ("Owlet", [stranger], "has left this group"),
        ("Wren", [bo], "of that name"),
        ("Kiwi", [bo], "a name of its own"),
        (" ", [bo], "not empty"),
    ):
        with pytest.raises(BadInput, match=why):
            structure.split(ADMINISTRATOR, kiwi, name, going)
    assert set(paths()) == {"Kiwi", "Wren"}
