"""Getting in: one-use links and sessions, on SQLite and on PostgreSQL."""

from datetime import timedelta

import pytest

from posdash import clock, people, signin
from posdash.access import Role
from posdash.errors import BadInput, Refused
from world import ADMINISTRATOR, groups

pytestmark = pytest.mark.usefixtures("empty_store")


def token(link: str) -> str:
    return link.rsplit("/", 1)[1]


def later(monkeypatch, **time) -> None:
    at = clock.now() + timedelta(**time)
    monkeypatch.setattr(clock, "now", lambda: at)


def test_the_first_link_makes_an_administrator_once():
    link = token(signin.setup_link())
    person = signin.person_of(signin.set_up(link, "Ada"))
    assert (person.name, person.administrator) == ("Ada", True)
    with pytest.raises(Refused, match="has been used"):
        signin.set_up(link, "Eve")
    assert signin.setup_link() is None


def test_a_new_set_up_link_makes_the_one_before_worthless():
    first = token(signin.setup_link())
    second = token(signin.setup_link())
    with pytest.raises(Refused):
        signin.set_up(first, "Eve")
    signin.set_up(second, "Ada")


def test_a_set_up_link_does_not_sign_in_and_a_sign_in_link_does_not_set_up():
    person = people.add_person(ADMINISTRATOR, "Ada")
    with pytest.raises(Refused):
        signin.sign_in(token(signin.setup_link()))
    with pytest.raises(Refused):
        signin.set_up(token(people.sign_in_link(ADMINISTRATOR, person)), "Eve")


def test_a_sign_in_link_works_once_and_brings_the_roles_with_it():
    [kiwi] = groups("Kiwi")
    person = people.add_person(ADMINISTRATOR, "Ada")
    people.give_role(ADMINISTRATOR, person, Role.COACH, kiwi)
    link = token(people.sign_in_link(ADMINISTRATOR, person))
    found = signin.person_of(signin.sign_in(link))
    assert (found.name, found.coaches, found.administrator) == ("Ada", {kiwi}, False)
    with pytest.raises(Refused):
        signin.sign_in(link)


def test_a_link_expires_after_seven_days(monkeypatch):
    link = token(signin.setup_link())
    later(monkeypatch, days=7)
    with pytest.raises(Refused):
        signin.set_up(link, "Ada")


@pytest.mark.parametrize("nonsense", ["", "x", "ä" * 43, "A" * 43, "A" * 9999])
def test_what_never_was_a_link_is_refused_like_a_used_one(nonsense):
    with pytest.raises(Refused, match="has been used, has expired, or never was one"):
        signin.sign_in(nonsense)
    assert signin.person_of(nonsense) is None


def test_a_session_ends_after_two_idle_hours(monkeypatch):
    cookie = signin.set_up(token(signin.setup_link()), "Ada")
    later(monkeypatch, minutes=119)
    assert signin.person_of(cookie)
    later(monkeypatch, minutes=119)
    assert signin.person_of(cookie)
    later(monkeypatch, minutes=121)
    assert signin.person_of(cookie) is None


def test_a_session_ends_after_twelve_hours_however_busy(monkeypatch):
    cookie = signin.set_up(token(signin.setup_link()), "Ada")
    for _ in range(11):
        later(monkeypatch, hours=1)
        assert signin.person_of(cookie)
    later(monkeypatch, hours=1)
    assert signin.person_of(cookie) is None


def test_signing_out_ends_the_session_for_good():
    cookie = signin.set_up(token(signin.setup_link()), "Ada")
    signin.sign_out(cookie)
    assert signin.person_of(cookie) is None


def test_a_role_that_was_given_counts_at_once_in_a_session_that_is_open():
    cookie = signin.set_up(token(signin.setup_link()), "Ada")
    [kiwi] = groups("Kiwi")
    people.give_role(ADMINISTRATOR, signin.person_of(cookie).id, Role.COACH, kiwi)
    assert signin.person_of(cookie).coaches == {kiwi}


def test_a_group_is_added_with_the_groups_above_it_and_only_once():
    kiwi, again = groups("Company / East / Kiwi", "Company/East/Kiwi")
    assert kiwi == again
    paths = people.organisation(ADMINISTRATOR).paths.values()
    assert set(paths) == {"Company", "Company / East", "Company / East / Kiwi"}


def test_people_without_a_name_or_with_a_strange_address_are_refused():
    for name, email in [(" ", ""), ("Ada", "not an address")]:
        with pytest.raises(BadInput):
            people.add_person(ADMINISTRATOR, name, email)
    people.add_person(ADMINISTRATOR, "Ada", "Ada@example.org")
    with pytest.raises(BadInput, match="here already"):
        people.add_person(ADMINISTRATOR, "Another Ada", "ada@example.org")


def test_a_coach_needs_a_group_and_an_administrator_none():
    person = people.add_person(ADMINISTRATOR, "Ada")
    with pytest.raises(BadInput):
        people.give_role(ADMINISTRATOR, person, Role.COACH, None)
    [kiwi] = groups("Kiwi")
    with pytest.raises(BadInput):
        people.give_role(ADMINISTRATOR, person, Role.ADMINISTRATOR, kiwi)
