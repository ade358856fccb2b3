"""Whoever did not sign in by themselves is told: by a letter, and on their own pages."""

import pytest

from posdash.access import log, signin, telling, words
from posdash.access.log import Deed
from posdash.access.rights import Person, Principal, Role
from posdash.letters import telling as letters
from posdash.organisation import people
from world.company import ADMINISTRATOR, groups
from world.letterbox import delivered, sending_to
from world.smtp import serving

pytestmark = pytest.mark.usefixtures("empty_store")
DANA = Principal(Person(900, "Dana Lee", administrator=True))


@pytest.fixture
def server(monkeypatch):
    """A mail server that posdash sends to, as it does once it is served."""
    with serving() as here, sending_to(here, monkeypatch):
        telling.told_by(letters.mail)
        yield here


def add(name: str) -> int:
    return people.add_person(ADMINISTRATOR, name, f"{name}@example.org".lower())


def of(person: int) -> Principal:
    return Principal(Person(person, "Somebody"))


def told(person: int) -> list[str]:
    return [words.done_to_you(entry) for entry in log.done_to_me(of(person))]


def test_a_sign_in_link_that_somebody_made_is_told_by_mail_and_the_mail_does_not_hold_it(server):
    link = people.sign_in_link(DANA, add("Ada"))
    [text] = delivered(server)["ada"]
    assert "Dana Lee made a link that signs in to posdash as you" in " ".join(text.split())
    assert link.rpartition("/")[2] not in text


def test_another_address_is_told_to_the_one_before(server):
    ada = add("Ada")
    people.change_person(DANA, ada, "Ada", "dana@example.org", [])
    found = delivered(server)
    assert list(found) == ["ada"]
    assert "another e-mail address" in " ".join(found["ada"][0].split())
    people.change_person(DANA, ada, "Ada L.", "dana@example.org", [])
    assert list(delivered(server)) == ["ada"]


def test_a_mail_server_that_is_not_there_keeps_no_link_from_being_made(monkeypatch, server):
    def full(*_args, **_more) -> None:
        raise letters.PosdashError("The post is full.")

    monkeypatch.setattr(letters, "post", full)
    assert "/in/" in people.sign_in_link(DANA, add("Ada"))


def test_what_others_did_to_an_account_is_read_on_its_own_pages():
    signin.set_up(signin.setup_link().rpartition("/")[2], "Root")
    [kiwi] = groups("Kiwi")
    ada, bo = add("Ada"), add("Bo")
    people.sign_in_link(ADMINISTRATOR, ada)
    people.change_person(ADMINISTRATOR, ada, "Ada", "", [])
    people.give_role(ADMINISTRATOR, ada, Role.COACH, kiwi)
    people.take_role(ADMINISTRATOR, ada, Role.COACH, kiwi)
    people.set_disabled(ADMINISTRATOR, ada, disabled=True)
    people.set_disabled(ADMINISTRATOR, ada, disabled=False)
    assert told(ada) == [
        "The command line enabled your account",
        "The command line disabled your account",
        "The command line took a role from you: coach of Kiwi",
        "The command line made you coach of Kiwi",
        "The command line changed your name, e-mail or groups",
        "The command line made a link that signs in as you",
    ]
    assert told(bo) == []


def test_what_somebody_does_to_their_own_account_is_no_news():
    ada = add("Ada")
    people.give_role(ADMINISTRATOR, ada, Role.ADMINISTRATOR, None)
    me = Principal(Person(ada, "Ada", administrator=True))
    people.sign_in_link(me, ada)
    assert [entry.deed for entry in log.done_to_me(me)] == [Deed.GAVE_ROLE]


def test_an_administrator_whose_password_was_reset_reads_it():
    cookie = signin.set_up(signin.setup_link().rpartition("/")[2], "Root")
    root = signin.person_of(cookie).id
    signin.reset_administrators(ADMINISTRATOR)
    assert told(root) == [
        "The command line took your password away and made a link that signs in as you"
    ]
