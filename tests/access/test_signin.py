"""Getting in: one-use links and sessions, on SQLite and on PostgreSQL."""

from datetime import timedelta

import pytest

from posdash import clock
from posdash.access import account, signin
from posdash.access.rights import Person, Principal, Role
from posdash.errors import BadInput, Refused
from posdash.organisation import people
from world.company import ADMINISTRATOR, groups, logged
from world.database import holding, rows, statements

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


def test_a_session_ends_after_two_hours_in_which_nobody_turned_to_a_page(monkeypatch):
    cookie = signin.set_up(token(signin.setup_link()), "Ada")
    later(monkeypatch, minutes=119)
    signin.note_use(cookie)
    later(monkeypatch, minutes=119)
    assert signin.person_of(cookie)  # looking somebody up is no use of theirs
    later(monkeypatch, minutes=1)
    assert signin.person_of(cookie) is None
    signin.note_use(cookie)
    assert signin.person_of(cookie) is None


def test_a_session_ends_after_twelve_hours_however_busy(monkeypatch):
    cookie = signin.set_up(token(signin.setup_link()), "Ada")
    for _ in range(11):
        later(monkeypatch, hours=1)
        signin.note_use(cookie)
        assert signin.person_of(cookie)
    later(monkeypatch, hours=1)
    assert signin.person_of(cookie) is None


def test_use_is_noted_every_five_minutes_at_most(monkeypatch):
    cookie = signin.set_up(token(signin.setup_link()), "Ada")
    for minutes, writes in ((4, 0), (1, 1), (4, 0), (1, 1)):
        later(monkeypatch, minutes=minutes)
        with statements() as sent:
            signin.note_use(cookie)
        assert len([one for one in sent if one.startswith("UPDATE")]) == writes


def test_looking_somebody_up_and_unknown_cookies_write_nothing():
    cookie = signin.set_up(token(signin.setup_link()), "Ada")
    with statements() as sent:
        signin.person_of(cookie)
        for strange in ("", "x", "ä" * 43, "A" * 43):
            signin.note_use(strange)
            assert signin.person_of(strange) is None
    assert all(one.startswith(("SELECT", "BEGIN")) for one in sent)


def test_signing_out_ends_the_session_for_good():
    cookie = signin.set_up(token(signin.setup_link()), "Ada")
    signin.sign_out(cookie)
    assert signin.person_of(cookie) is None


def test_a_role_that_was_given_counts_at_once_in_a_session_that_is_open():
    cookie = signin.set_up(token(signin.setup_link()), "Ada")
    [kiwi] = groups("Kiwi")
    people.give_role(ADMINISTRATOR, signin.person_of(cookie).id, Role.COACH, kiwi)
    assert signin.person_of(cookie).coaches == {kiwi}


def test_sessions_and_links_that_are_over_are_forgotten(monkeypatch):
    link = token(signin.setup_link())
    signin.set_up(link, "Ada")
    ada = people.organisation(ADMINISTRATOR).people[0].id
    unused = people.sign_in_link(ADMINISTRATOR, ada)
    later(monkeypatch, days=7)
    signin.sign_in(token(people.sign_in_link(ADMINISTRATOR, ada)))
    signin.drop_due()
    assert rows("sign_in") == 1
    assert rows("sign_in_link") == 0
    with pytest.raises(Refused):
        signin.sign_in(token(unused))


def test_neither_links_nor_cookies_stand_in_the_database():
    link = token(signin.setup_link())
    assert holding(link) == set()
    cookie = signin.set_up(link, "Ada")
    assert holding(cookie) == set()


def test_a_reset_locks_every_administrator_out_and_lets_them_in_again():
    old = signin.set_up(token(signin.setup_link()), "Ada")
    ada = signin.person_of(old).id
    bo = people.add_person(ADMINISTRATOR, "Bo", "bo@example.org")
    people.give_role(ADMINISTRATOR, bo, Role.ADMINISTRATOR, None)
    other = signin.sign_in(token(people.sign_in_link(ADMINISTRATOR, bo)))
    account.set_password(Principal(signin.person_of(other)), other, "", "four words that fit")
    before = people.sign_in_link(ADMINISTRATOR, ada)
    found = dict(signin.reset_administrators(Principal(Person(0, "Operator", administrator=True))))
    assert sorted(found) == ["Ada", "Bo"]
    assert signin.person_of(old) is None
    assert signin.person_of(other) is None
    for attempt in (
        lambda: signin.sign_in(token(before)),
        lambda: signin.with_password("bo@example.org", "four words that fit"),
    ):
        with pytest.raises(Refused):
            attempt()
    assert signin.person_of(signin.sign_in(token(found["Ada"]))).administrator
    operator = "the command line"
    assert sorted((who, about) for who, _, about in logged(2)) == [
        (operator, "Ada"),
        (operator, "Bo"),
    ]


def test_without_administrators_a_reset_does_nothing():
    assert signin.reset_administrators(ADMINISTRATOR) == []


def test_a_provider_finds_an_account_by_its_address_once_and_then_by_its_own_name_for_it():
    ada = people.add_person(ADMINISTRATOR, "Ada", "ada@example.org")
    first = signin.enter_as("https://id", "1", " Ada@Example.org ", "Firefox")
    people.change_person(ADMINISTRATOR, ada, "Ada", "ada@elsewhere.example", [])
    again = signin.enter_as("https://id", "1", None)
    assert signin.person_of(first).id == signin.person_of(again).id == ada


@pytest.mark.parametrize(
    ("issuer", "subject", "email"),
    [
        ("https://id", "2", "ada@example.org"),  # another account of that provider
        ("https://other", "1", None),  # the same words of another provider
        ("https://id", "3", "eve@example.org"),
        ("https://id", "3", ""),
    ],
)
def test_whom_a_provider_does_not_mean_stays_outside(issuer, subject, email):
    people.add_person(ADMINISTRATOR, "Ada", "ada@example.org")
    signin.enter_as("https://id", "1", "ada@example.org")
    with pytest.raises(Refused, match="no account for you"):
        signin.enter_as(issuer, subject, email)
    assert rows("identity") == 1


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


LOOKALIKES = {
    "karl@b.example": ["\u212aarl@b.example", "karl\u200e@b.example", "karl@b.example\u202c"],
    "ada@kiwi.example": [
        "ada@\u212aiwi.example",
        "ada@ki\u00adwi.example",
        "ada@kiwi\u3002example",
    ],
    "\u00e5sa@b.example": ["a\u030asa@b.example", "\u212bsa@b.example", "\u00c5sa@b.example"],
    "bo@stra\u00dfe.example": ["bo@stra\u1e9ee.example", "bo@STRA\u1e9eE.example"],
    "ida@b.example": ["ida@\uff42.example", "\u0131da@b.example", "ida@b.example."],
}


@pytest.mark.parametrize(("kept", "others"), LOOKALIKES.items())
def test_an_address_of_a_provider_that_only_becomes_the_same_is_somebody_elses(kept, others):
    people.add_person(ADMINISTRATOR, "Ada", kept)
    for number, other in enumerate(others):
        with pytest.raises(Refused, match="no account for you"):
            signin.enter_as("https://id", str(number), other)
    assert signin.person_of(signin.enter_as("https://id", "right", kept)).name == "Ada"


@pytest.mark.parametrize("told", ["Bo@Xn--Strae-Oqa.example", "bo@stra\u00dfe.EXAMPLE"])
def test_a_domain_is_the_same_in_ascii_and_as_people_read_it(told):
    people.add_person(ADMINISTRATOR, "Bo", "bo@stra\u00dfe.example")
    assert signin.person_of(signin.enter_as("https://id", "1", told)).name == "Bo"


def test_a_newer_link_ends_the_older_one_and_nobody_elses():
    ada, bo = (people.add_person(ADMINISTRATOR, name) for name in ("Ada", "Bo"))
    of_bo = token(people.sign_in_link(ADMINISTRATOR, bo))
    older, newer = (token(people.sign_in_link(ADMINISTRATOR, ada)) for _ in range(2))
    with pytest.raises(Refused, match="has been used"):
        signin.sign_in(older)
    assert signin.person_of(signin.sign_in(newer)).id == ada
    assert signin.person_of(signin.sign_in(of_bo)).id == bo
