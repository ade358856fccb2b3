"""Who came to coach a team after its round had opened sees it from outside, until it agrees."""

import pytest

from posdash.access import signin
from posdash.access.log import Deed
from posdash.access.rights import Principal, Role
from posdash.answers import closing, collect
from posdash.banks.bank import Openness
from posdash.errors import BadInput, Refused
from posdash.exports import report
from posdash.hour import agenda, beliefs, farewell, meeting, notes
from posdash.hour.steps import Step, Stop
from posdash.organisation import coaches, people, roster
from posdash.organisation import groups as structure
from posdash.rounds import promised
from posdash.survey.round import TeamId
from posdash.views import audit, results
from world.company import (
    ADMINISTRATOR,
    answered,
    closed,
    coach,
    groups,
    leader,
    logged,
    members,
    opened,
    phone,
)

PLACES = [1, 2, 3, 5, 6, 7]


@pytest.fixture(autouse=True)
def administered(sqlite_store):
    """Somebody else administers, so that roles can be taken away."""
    signin.set_up(signin.setup_link().rpartition("/")[2], "Root")


def somebody(name: str = "Lea", *, coaches: int | None = None, leads: int | None = None) -> int:
    person = people.add_person(ADMINISTRATOR, name)
    for role, group in ((Role.COACH, coaches), (Role.LEADER, leads)):
        if group is not None:
            people.give_role(ADMINISTRATOR, person, role, group)
    return person


def signed_in(person: int) -> Principal:
    """What somebody is at this moment, as any of their pages finds it."""
    link = people.sign_in_link(ADMINISTRATOR, person)
    return Principal(signin.person_of(signin.sign_in(link.rsplit("/", 1)[1])))


def sees(who: Principal, team: TeamId) -> bool:
    try:
        results.team(who, team)
    except Refused:
        return False
    return True


def named_by_the_leader(person: int, group: int) -> None:
    coaches.name_coach(leader(group), group, person)


def given_by_an_administrator(person: int, group: int) -> None:
    people.give_role(ADMINISTRATOR, person, Role.COACH, group)


def imported_in_a_list(person: int, group: int) -> None:
    people.change_person(ADMINISTRATOR, person, "Lea", "lea@kiwi.example", [group])
    text = b"path,name,email,role\nKiwi,Lea,lea@kiwi.example,coach\n"
    roster.apply(ADMINISTRATOR, text, "a.csv", lambda _: None)


def taken_away_and_given_back(person: int, group: int) -> None:
    people.give_role(ADMINISTRATOR, person, Role.COACH, group)
    people.take_role(ADMINISTRATOR, person, Role.COACH, group)
    people.give_role(ADMINISTRATOR, person, Role.COACH, group)


def test_a_group_merged_into_that_of_a_coach_shows_them_nothing_of_what_it_answered():
    kiwi, wren = groups("Kiwi", "Wren")
    lea = somebody(coaches=wren)
    survey_round = closed([kiwi], {kiwi: PLACES})
    structure.merge(ADMINISTRATOR, kiwi, wren)
    assert not sees(signed_in(lea), TeamId(survey_round.id, kiwi))
    given_by_an_administrator(lea, kiwi)
    assert not sees(signed_in(lea), TeamId(survey_round.id, kiwi))


def test_a_coach_whom_a_list_names_later_stands_in_the_log_with_who_brought_it_in():
    opened(groups("Kiwi"))
    text = b"path,name,email,role\nKiwi,Lea,lea@kiwi.example,coach\n"
    roster.apply(ADMINISTRATOR, text, "a.csv", lambda _: None)
    assert ("the command line", Deed.GAVE_ROLE, "Lea coach of Kiwi") in logged()


WAYS = [
    named_by_the_leader,
    given_by_an_administrator,
    imported_in_a_list,
    taken_away_and_given_back,
]


@pytest.mark.parametrize("become", WAYS, ids=lambda one: one.__name__)
def test_a_coach_named_after_the_opening_sees_nothing_from_inside_whatever_the_way(become):
    [kiwi] = groups("Kiwi")
    lea = people.add_person(ADMINISTRATOR, "Lea", "", [kiwi])
    survey_round = closed([kiwi], {kiwi: PLACES})
    become(lea, kiwi)
    now, team = signed_in(lea), TeamId(survey_round.id, kiwi)
    assert now.person.coaches == {kiwi}
    for door in (
        lambda: results.team(now, team),
        lambda: results.sentence(now, team, "pace"),
        lambda: results.earlier(now, team),
        lambda: results.by_attribute(now, team, "role"),
        lambda: agenda.prepared(now, team),
        lambda: notes.taken_away(now, team),
        lambda: farewell.farewell(now, team),
        lambda: beliefs.shared_with(now, team),
    ):
        with pytest.raises(Refused, match="after its round had opened"):
            door()
    [entry] = results.teams(now)
    assert (entry.may_run, entry.inside) == (True, False)


def test_a_leader_who_names_herself_sees_of_a_closed_round_what_she_saw_before():
    _, kiwi = groups("East", "East / Kiwi")
    lea = somebody(leads=kiwi)
    survey_round = closed([kiwi], {kiwi: PLACES})
    team = TeamId(survey_round.id, kiwi)
    before = results.groups(signed_in(lea), survey_round.id)
    coaches.name_coach(signed_in(lea), kiwi, lea)
    assert not sees(signed_in(lea), team)
    assert results.groups(signed_in(lea), survey_round.id) == before
    coaches.unname_coach(signed_in(lea), kiwi, lea)
    assert results.groups(signed_in(lea), survey_round.id) == before


def test_an_administrator_who_names_himself_sees_nothing_of_an_open_round_either_once_it_closes():
    [kiwi] = groups("Kiwi")
    adam = somebody("Adam")
    people.give_role(ADMINISTRATOR, adam, Role.ADMINISTRATOR, None)
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, PLACES)
    people.give_role(signed_in(adam), adam, Role.COACH, kiwi)
    closing.reveal(signed_in(adam), TeamId(survey_round.id, kiwi))
    assert not sees(signed_in(adam), TeamId(survey_round.id, kiwi))


def test_one_person_who_administers_and_coaches_from_the_start_sees_their_team():
    [kiwi] = groups("Kiwi")
    adam = somebody("Adam", coaches=kiwi)
    people.give_role(ADMINISTRATOR, adam, Role.ADMINISTRATOR, None)
    survey_round = closed([kiwi], {kiwi: PLACES})
    assert sees(signed_in(adam), TeamId(survey_round.id, kiwi))


def test_who_coached_when_it_opened_sees_nothing_without_the_role_and_all_with_it_again():
    [kiwi] = groups("Kiwi")
    ada = somebody("Ada", coaches=kiwi)
    survey_round = closed([kiwi], {kiwi: PLACES})
    team = TeamId(survey_round.id, kiwi)
    assert sees(signed_in(ada), team)
    people.take_role(ADMINISTRATOR, ada, Role.COACH, kiwi)
    assert not sees(signed_in(ada), team)
    people.give_role(ADMINISTRATOR, ada, Role.COACH, kiwi)
    assert sees(signed_in(ada), team)


def test_the_team_agrees_by_k_devices_and_no_device_counts_twice():
    [kiwi] = groups("Kiwi")
    members(kiwi, 6)
    lea = somebody()
    survey_round = opened([kiwi])
    phones = answered(survey_round, kiwi, PLACES)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    given_by_an_administrator(lea, kiwi)
    team = TeamId(survey_round.id, kiwi)
    for _ in range(9):
        promised.agree(phones[0], lea)
    for who in phones[1:4]:
        promised.agree(who, lea)
    [named] = promised.coaches(phones[0], team)
    assert (named.later, named.agreed, named.needed, named.mine) == (True, 4, 5, True)
    assert not sees(signed_in(lea), team)
    promised.agree(phones[4], lea)
    assert sees(signed_in(lea), team)
    [named] = promised.coaches(phones[5], team)
    assert (named.later, named.agreed) == (False, 0)
    who, deed, about = logged()[1]  # before she signed in to look
    assert (deed, about) == (Deed.AGREED_TO_COACH, "Lea Kiwi in Spring")
    assert who == "the team"
    with pytest.raises(BadInput, match="Nobody needs to agree"):
        promised.agree(phones[5], lea)


@pytest.mark.parametrize(("people_in_it", "needed"), [(0, 5), (9, 5), (4, 4), (2, 3)])
def test_a_small_team_needs_all_of_it_and_never_fewer_than_three(people_in_it, needed):
    [kiwi] = groups("Kiwi")
    members(kiwi, people_in_it)
    survey_round = opened([kiwi])
    given_by_an_administrator(somebody(), kiwi)
    [named] = promised.coaches(phone(survey_round, kiwi), TeamId(survey_round.id, kiwi))
    assert named.needed == needed


def test_agreeing_to_one_lets_no_other_in_and_to_one_round_not_into_another():
    [kiwi] = groups("Kiwi")
    before = closed([kiwi], {kiwi: PLACES})
    survey_round = opened([kiwi])
    phones = answered(survey_round, kiwi, PLACES)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    lea, leo = somebody(coaches=kiwi), somebody("Leo", coaches=kiwi)
    for who in phones:
        if len(promised.coaches(who, TeamId(survey_round.id, kiwi))) == 2 and not sees(
            signed_in(lea), TeamId(survey_round.id, kiwi)
        ):
            promised.agree(who, lea)
    assert sees(signed_in(lea), TeamId(survey_round.id, kiwi))
    assert not sees(signed_in(lea), TeamId(before.id, kiwi))
    assert not sees(signed_in(leo), TeamId(survey_round.id, kiwi))


def test_who_coaches_leads_or_administers_cannot_agree_with_the_link_of_the_team():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    lea = somebody(coaches=kiwi)
    for interested in (coach(kiwi), leader(kiwi), ADMINISTRATOR):
        both = Principal(interested.person, phone(survey_round, kiwi).respondent)
        with pytest.raises(Refused, match="signed in here"):
            promised.agree(both, lea)
    [named] = promised.coaches(phone(survey_round, kiwi), TeamId(survey_round.id, kiwi))
    assert named.agreed == 0


def test_the_link_of_another_team_agrees_to_nothing():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    lea = somebody(coaches=kiwi)
    with pytest.raises(BadInput):
        promised.agree(phone(survey_round, wren), lea)


def test_a_coach_named_later_leads_the_session_and_sees_nothing_of_it():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, PLACES)
    lea = signed_in(somebody(coaches=kiwi))
    team = TeamId(survey_round.id, kiwi)
    meeting.begin(lea, team)
    meeting.bring(lea, team, Stop(Step.PLACE))
    meeting.reveal(lea, team)
    assert meeting.lead(lea, team).agenda == ()
    meeting.bring(lea, team, Stop(Step.TALK, "reach"))
    assert meeting.stand(phone(survey_round, kiwi), team).stop.dimension == "reach"
    with pytest.raises(Refused):
        results.sentence(lea, team, "reach")


def test_the_first_screen_names_who_asks_and_who_coaches():
    [kiwi] = groups("Kiwi")
    ada = somebody("Ada Berg", coaches=kiwi)
    somebody("Cy Day", coaches=kiwi)
    survey_round = opened([kiwi])
    lea = somebody("Lea Ott", coaches=kiwi)
    people.take_role(ADMINISTRATOR, ada, Role.COACH, kiwi)
    mine = collect.survey(phone(survey_round, kiwi))
    assert [(one.name, one.today, one.later) for one in mine.coaches] == [
        ("Ada Berg", False, False),
        ("Cy Day", True, False),
        ("Lea Ott", True, True),
    ]
    assert mine.coaches[2].since is not None
    people.take_role(ADMINISTRATOR, lea, Role.COACH, kiwi)
    assert len(collect.survey(phone(survey_round, kiwi)).coaches) == 2


@pytest.mark.parametrize("openness", Openness)
def test_the_audit_names_coaches_named_later_and_whether_the_team_agreed(openness):
    [kiwi] = groups("Kiwi")
    somebody("Ada", coaches=kiwi)
    survey_round = opened([kiwi], openness=openness)
    phones = [phone(survey_round, kiwi) for _ in PLACES]
    closing.close_round(ADMINISTRATOR, survey_round.id)
    somebody(coaches=kiwi)
    leo = somebody("Leo", coaches=kiwi)
    for who in phones[:5]:
        promised.agree(who, leo)
    found = audit.audit(ADMINISTRATOR, survey_round.id)
    said = report.audit_text(found)
    assert "Lea coaches Kiwi, named after the round had opened: its team has not agreed" in said
    assert "Leo coaches Kiwi, named after the round had opened: its team agreed" in said
    assert "Ada coaches" not in said
    assert found.leaks == ()
    assert [one.name for one in found.later] == ["Lea", "Leo"]


def test_the_audit_tells_of_a_coach_who_is_shown_what_was_not_agreed(monkeypatch):
    [kiwi] = groups("Kiwi")
    survey_round = closed([kiwi], {kiwi: PLACES})
    somebody(coaches=kiwi)
    assert audit.audit(ADMINISTRATOR, survey_round.id).leaks == ()
    monkeypatch.setattr("posdash.access.rights._came_later", lambda *_: False)
    [leak] = audit.audit(ADMINISTRATOR, survey_round.id).leaks
    assert "the team has not agreed" in str(leak)
