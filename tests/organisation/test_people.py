"""People: added, changed, given roles, disabled, and forgotten without a trace of their name."""

import pytest

from posdash.access import respondents, signin
from posdash.access.log import Deed
from posdash.access.rights import Principal, Role
from posdash.answers import closing, collect
from posdash.banks.bank import Openness
from posdash.errors import BadInput, Refused
from posdash.keys import new_secret
from posdash.organisation import coaches, people
from posdash.organisation import groups as structure
from posdash.rounds import links
from posdash.survey.round import Links, TeamId
from posdash.views import results
from world.company import ADMINISTRATOR, coach, groups, leader, logged, opened, phone, place
from world.database import holding, rows

pytestmark = pytest.mark.usefixtures("empty_store")


def token(url: str) -> str:
    return url.rpartition("/")[2]


def root() -> int:
    """A first administrator, for posdash must keep one."""
    return signin.person_of(signin.set_up(token(signin.setup_link()), "Root")).id


def add(name: str, *member_of: int, email: str = "") -> int:
    return people.add_person(ADMINISTRATOR, name, email, member_of)


def entry_of(person: int):
    return next(one for one in people.organisation(ADMINISTRATOR).people if one.id == person)


def session_of(person: int) -> str:
    return signin.sign_in(token(people.sign_in_link(ADMINISTRATOR, person)))


def enter(url: str) -> Principal:
    return Principal(respondent=respondents.respondent(token(url), new_secret()))


def signs(survey_round, group: int, name: str) -> None:
    """Somebody who types a name where names stand, answers, and signs a comment."""
    who = phone(survey_round, group)
    collect.sign(who, name)
    place(who, "pace", 4)
    collect.comment(who, "pace", "It depends.", signed=True)


def test_somebody_is_changed_and_moves_to_other_groups():
    kiwi, wren = groups("Kiwi", "Wren")
    ada = add("Ada", kiwi, email="Ada@Example.org")
    people.change_person(ADMINISTRATOR, ada, "Ada L.", "ada@example.org", [wren])
    found = entry_of(ada)
    assert (found.name, found.email, found.member_of) == ("Ada L.", "ada@example.org", ("Wren",))


def test_a_group_given_twice_counts_once():
    [kiwi] = groups("Kiwi")
    ada = add("Ada", kiwi, kiwi)
    people.change_person(ADMINISTRATOR, ada, "Ada", "", [kiwi, kiwi])
    assert entry_of(ada).groups == (kiwi,)


def test_what_is_no_address_is_refused():
    for email in ("ada", "a@b@c", "a b@c", "@" * 121):
        with pytest.raises(BadInput):
            add("Ada", email=email)


def test_an_address_belongs_to_one_person_whatever_its_capitals():
    add("Ada", email="ada@example.org")
    bo = add("Bo", email="bo@example.org")
    with pytest.raises(BadInput, match="here already"):
        people.change_person(ADMINISTRATOR, bo, "Bo", "ADA@example.org", [])
    people.change_person(ADMINISTRATOR, bo, "Bo", "BO@example.org", [])
    people.change_person(ADMINISTRATOR, bo, "Bo", "", [])
    assert entry_of(bo).email is None


def test_what_is_no_longer_there_is_said_in_a_sentence():
    for attempt in (
        lambda: people.change_person(ADMINISTRATOR, 999, "Ada", "", []),
        lambda: people.delete_person(ADMINISTRATOR, 999),
        lambda: people.set_disabled(ADMINISTRATOR, 999, disabled=True),
        lambda: people.give_role(ADMINISTRATOR, 999, Role.ADMINISTRATOR, None),
        lambda: people.take_role(ADMINISTRATOR, 999, Role.ADMINISTRATOR, None),
        lambda: people.sign_in_link(ADMINISTRATOR, 999),
        lambda: add("Ada", 999),
    ):
        with pytest.raises(BadInput, match="no longer"):
            attempt()


def test_the_last_administrator_stays():
    one = root()
    for attempt in (
        lambda: people.delete_person(ADMINISTRATOR, one),
        lambda: people.set_disabled(ADMINISTRATOR, one, disabled=True),
        lambda: people.take_role(ADMINISTRATOR, one, Role.ADMINISTRATOR, None),
    ):
        with pytest.raises(BadInput, match="able to administer"):
            attempt()
    other = add("Ada")
    people.give_role(ADMINISTRATOR, other, Role.ADMINISTRATOR, None)
    people.set_disabled(ADMINISTRATOR, one, disabled=True)
    with pytest.raises(BadInput):
        people.delete_person(ADMINISTRATOR, other)


def test_a_disabled_account_is_out_at_once_and_everywhere_until_it_is_enabled():
    root()
    ada = add("Ada", email="ada@example.org")
    session, link = session_of(ada), token(people.sign_in_link(ADMINISTRATOR, ada))
    people.set_disabled(ADMINISTRATOR, ada, disabled=True)
    assert signin.person_of(session) is None
    for attempt in (
        lambda: signin.sign_in(link),
        lambda: signin.enter_as("https://id", "1", "ada@example.org"),
    ):
        with pytest.raises(Refused):
            attempt()
    with pytest.raises(BadInput, match="disabled"):
        people.sign_in_link(ADMINISTRATOR, ada)
    people.set_disabled(ADMINISTRATOR, ada, disabled=False)
    assert signin.person_of(session) is None
    assert signin.person_of(session_of(ada)).name == "Ada"


def test_a_role_that_was_taken_is_gone_at_once_in_a_session_that_is_open():
    root()
    [kiwi] = groups("Kiwi")
    ada = add("Ada")
    people.give_role(ADMINISTRATOR, ada, Role.COACH, kiwi)
    people.give_role(ADMINISTRATOR, ada, Role.COACH, kiwi)
    session = session_of(ada)
    assert [one.group for one in entry_of(ada).roles] == ["Kiwi"]
    people.take_role(ADMINISTRATOR, ada, Role.COACH, kiwi)
    assert signin.person_of(session).coaches == frozenset()


def test_no_name_of_somebody_who_was_deleted_is_left_anywhere():
    root()
    [kiwi] = groups("Kiwi")
    asa = add("Åsa Öberg", kiwi, email="asa@example.org")
    people.give_role(ADMINISTRATOR, asa, Role.COACH, kiwi)
    session_of(asa)
    signin.enter_as("https://id", "asa-1", "asa@example.org")
    survey_round = opened([kiwi], openness=Openness.NAMED)
    ways = ["Åsa Öberg", "åsa öberg", "ÅSA ÖBERG", " Åsa   Öberg ", "A\u030asa O\u0308berg"]
    for typed in (*ways, "Bo"):
        signs(survey_round, kiwi, typed)
    people.delete_person(ADMINISTRATOR, asa)
    for left in ("Åsa", "åsa", "ÅSA", "berg", "asa"):
        assert holding(left) == set()
    closing.close_round(ADMINISTRATOR, survey_round.id)
    pace = results.team(coach(kiwi), TeamId(survey_round.id, kiwi)).dimension("pace")
    assert {one.name for one in pace.signed} == {"Bo", people.NAME_REMOVED}
    assert {one.name for one in pace.remarks} == {"Bo", people.NAME_REMOVED}
    assert pace.now.counts[3] == 6


def test_a_name_is_gone_from_rounds_with_personal_links_even_if_it_was_another_then():
    root()
    [kiwi] = groups("Kiwi")
    zoe = add("Zoë Früh", kiwi)
    survey_round = opened([kiwi], openness=Openness.NAMED, links=Links.PERSONAL)
    [link] = links.personal_links(ADMINISTRATOR, survey_round.id)
    who = enter(link.url)
    collect.sign(who, "")
    place(who, "pace", 4)
    collect.comment(who, "pace", "It depends.", signed=True)
    people.change_person(ADMINISTRATOR, zoe, "Zoë Spät", "", [])
    assert holding("Früh") == set()
    assert holding("Spät") == {"person", "signature", "comment"}
    people.delete_person(ADMINISTRATOR, zoe)
    assert holding("Spät") == set()
    assert rows("answer") == 1


def test_a_namesake_keeps_the_name_they_signed_with_when_the_other_is_renamed():
    [kiwi] = groups("Kiwi")
    one = add("Ada", kiwi)
    add("ada", kiwi)
    survey_round = opened([kiwi], openness=Openness.NAMED)
    signs(survey_round, kiwi, "Ada")
    people.change_person(ADMINISTRATOR, one, "Eve", "", [kiwi])
    assert holding("Ada") == {"signature", "comment"}


def test_a_name_goes_from_a_round_that_was_open_before_its_bearer_joined():
    root()
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], openness=Openness.NAMED)
    ada = add("Ada", kiwi)
    signs(survey_round, kiwi, "Ada")
    people.delete_person(ADMINISTRATOR, ada)
    assert holding("Ada") == set()


def test_a_name_stays_where_somebody_of_another_team_bears_it():
    root()
    kiwi, wren = groups("Kiwi", "Wren")
    ada = add("Ada", kiwi)
    survey_round = opened([kiwi, wren], openness=Openness.NAMED)
    signs(survey_round, wren, "Ada")
    people.delete_person(ADMINISTRATOR, ada)
    assert holding("Ada") == {"signature", "comment"}


def test_whoever_was_deleted_is_somebody_who_left_in_the_log():
    root()
    ada, bo = add("Ada Lovelace"), add("Bo")
    people.give_role(ADMINISTRATOR, ada, Role.ADMINISTRATOR, None)
    me = Principal(signin.person_of(session_of(ada)))
    people.change_person(me, bo, "Bo B.", "", [])
    assert holding("Lovelace") == {"person"}
    people.delete_person(ADMINISTRATOR, ada)
    assert ("somebody who left", Deed.CHANGED_PERSON, "Bo B.") in logged()
    assert ("the command line", Deed.ADDED_PERSON, "somebody who left") in logged()
    assert holding("Lovelace") == set()


def test_sign_in_memberships_roles_and_invitations_go_with_a_person_and_answers_stay():
    root()
    [kiwi] = groups("Kiwi")
    ada = add("Ada", kiwi, email="ada@example.org")
    people.give_role(ADMINISTRATOR, ada, Role.LEADER, kiwi)
    session, link = session_of(ada), token(people.sign_in_link(ADMINISTRATOR, ada))
    signin.enter_as("https://id", "1", "ada@example.org")
    survey_round = opened([kiwi], links=Links.PERSONAL)
    [made] = links.personal_links(ADMINISTRATOR, survey_round.id)
    place(enter(made.url), "pace", 4)
    people.delete_person(ADMINISTRATOR, ada)
    gone = ("membership", "invitation", "round_member", "identity", "sign_in_link")
    assert rows(*gone) == 0
    assert rows("role", "sign_in", "person") == 3  # what Root has
    assert rows("answer") == 1
    assert signin.person_of(session) is None
    with pytest.raises(Refused):
        signin.sign_in(link)


def test_a_leader_names_coaches_among_the_people_of_their_part_of_the_tree():
    east, kiwi, west = groups("Company / East", "Company / East / Kiwi", "Company / West")
    ada, bo = add("Ada", kiwi), add("Bo", west)
    mine = leader(east)
    assert [one.path for one in coaches.delegated(mine).groups] == [
        "Company / East",
        "Company / East / Kiwi",
    ]
    assert coaches.delegated(mine).people == {ada: "Ada"}
    coaches.name_coach(mine, kiwi, ada)
    assert coaches.delegated(mine).groups[1].coaches == {ada: "Ada"}
    with pytest.raises(BadInput, match="people of your groups"):
        coaches.name_coach(mine, kiwi, bo)
    for group in (west, 999):
        with pytest.raises(Refused):
            coaches.name_coach(mine, group, ada)
    coaches.unname_coach(mine, kiwi, ada)
    coaches.unname_coach(mine, kiwi, ada)
    assert entry_of(ada).roles == ()
    assert [deed for _, deed, _ in logged(2)] == [Deed.TOOK_ROLE, Deed.GAVE_ROLE]


def test_neither_disabled_people_nor_archived_groups_are_offered_to_a_leader():
    root()
    east, kiwi = groups("East", "East / Kiwi")
    ada = add("Ada", east)
    people.set_disabled(ADMINISTRATOR, ada, disabled=True)
    structure.archive(ADMINISTRATOR, kiwi)
    found = coaches.delegated(leader(east))
    assert ([one.id for one in found.groups], found.people) == ([east], {})
