"""Passwords, and one's own account: the same work whoever asks, and every session in sight."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from posdash import clock
from posdash.access import account, passwords, signin
from posdash.access.rights import Principal
from posdash.errors import BadInput, Limited, Refused
from posdash.keys import from_text, hashed
from posdash.organisation import people
from world.company import ADMINISTRATOR
from world.database import holding, rows, statements

pytestmark = pytest.mark.usefixtures("empty_store")
WORDS = "four words that fit"
ADA = "ada@example.org"


def later(monkeypatch, **time) -> None:
    at = clock.now() + timedelta(**time)
    monkeypatch.setattr(clock, "now", lambda: at)


def session_of(person: int, agent: str = "") -> str:
    link = people.sign_in_link(ADMINISTRATOR, person)
    return signin.sign_in(link.rpartition("/")[2], agent)


def me(cookie: str) -> Principal:
    return Principal(signin.person_of(cookie))


def ada(email: str = ADA) -> tuple[int, str]:
    """Somebody with a session."""
    person = people.add_person(ADMINISTRATOR, "Ada", email)
    return person, session_of(person)


def ada_with_password() -> tuple[int, str]:
    person, cookie = ada()
    account.set_password(me(cookie), cookie, "", WORDS)
    return person, cookie


@pytest.fixture
def verified(monkeypatch) -> Counter[str]:
    """How often hashes were computed or compared since."""
    done: Counter[str] = Counter()

    class Counting(PasswordHasher):
        def hash(self, *given, **more):
            done["hash"] += 1
            return super().hash(*given, **more)

        def verify(self, *given):
            done["verify"] += 1
            return super().verify(*given)

    usual = {"time_cost": 2, "memory_cost": passwords.MEMORY, "parallelism": 1}
    monkeypatch.setattr(passwords, "_hasher", Counting(**usual))
    return done


def test_a_password_that_was_chosen_signs_in_and_stands_nowhere():
    ada_with_password()
    assert holding(WORDS) == set()
    assert me(signin.with_password(f" {ADA.upper()} ", WORDS)).person.name == "Ada"


def test_a_password_has_12_to_200_characters():
    _, cookie = ada()
    for length in (0, 11, 201):
        with pytest.raises(BadInput, match="12 to 200"):
            account.set_password(me(cookie), cookie, "", "x" * length)


def test_a_name_nobody_has_costs_the_same_work_as_a_wrong_password(verified):
    ada_with_password()
    people.add_person(ADMINISTRATOR, "Bo", "bo@example.org")  # who has no password
    sentences, work = set(), []
    for email in (ADA, "bo@example.org", "eve@example.org", "", "\x00", "x" * 9999):
        verified.clear()
        with statements() as sent, pytest.raises(Refused) as refusal:
            signin.with_password(email, "a wrong password")
        sentences.add(str(refusal.value))
        work.append((dict(verified), sent))
    assert len(sentences) == 1
    assert work[0][0] == {"verify": 1}
    assert all(one == work[0] for one in work)


def test_a_disabled_account_is_told_the_same_as_a_wrong_password(verified):
    signin.set_up(signin.setup_link().rpartition("/")[2], "Root")
    person, _ = ada_with_password()
    people.set_disabled(ADMINISTRATOR, person, disabled=True)
    verified.clear()
    with pytest.raises(Refused, match="do not belong together"):
        signin.with_password(ADA, WORDS)
    assert verified == {"verify": 1}


def test_after_five_failures_an_account_waits_whether_there_is_one_or_not(monkeypatch):
    ada_with_password()
    for email in (ADA, "eve@example.org"):
        for _ in range(5):
            with pytest.raises(Refused):
                signin.with_password(email, "a wrong password")
        for typed in (email, email.upper(), f" {email}"):
            with pytest.raises(Limited, match="tried too often"):
                signin.with_password(typed, WORDS)
    later = clock.ticks() + 15 * 60
    monkeypatch.setattr(clock, "ticks", lambda: later)
    with pytest.raises(Refused):
        signin.with_password(ADA, "a wrong password")


def test_guesses_at_the_same_moment_do_not_get_past_the_limit():
    ada_with_password()

    def guess(number: int) -> type[Exception]:
        with pytest.raises((Refused, Limited)) as refusal:
            signin.with_password(ADA, f"guess number {number}")
        return refusal.type

    with ThreadPoolExecutor(8) as pool:
        assert Counter(pool.map(guess, range(8))) == {Refused: 5, Limited: 3}


def test_signing_in_begins_the_count_anew():
    ada_with_password()
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(Refused):
                signin.with_password(ADA, "a wrong password")
        assert signin.with_password(ADA, WORDS)


def test_a_new_password_takes_the_one_before_and_ends_all_other_sessions():
    person, cookie = ada_with_password()
    elsewhere = session_of(person)
    with pytest.raises(Refused, match="another one"):
        account.set_password(me(cookie), cookie, "a wrong password", "five words that fit too")
    assert signin.person_of(elsewhere)
    account.set_password(me(cookie), cookie, WORDS, "five words that fit too")
    assert signin.person_of(cookie)
    assert signin.person_of(elsewhere) is None
    with pytest.raises(Refused):
        signin.with_password(ADA, WORDS)
    signin.with_password(ADA, "five words that fit too")


def test_the_password_before_is_not_guessed_in_a_session_either():
    _, cookie = ada_with_password()
    who = me(cookie)
    for _ in range(5):
        with pytest.raises(Refused):
            account.set_password(who, cookie, "a wrong password", "five words that fit too")
    with pytest.raises(Limited):
        account.set_password(who, cookie, WORDS, "five words that fit too")


def test_a_password_takes_an_address_to_sign_in_with():
    _, cookie = ada(email="")
    with pytest.raises(BadInput, match="takes an e-mail"):
        account.set_password(me(cookie), cookie, "", WORDS)


def test_an_account_shows_where_it_is_signed_in_the_last_used_first(monkeypatch):
    person, first = ada()
    later(monkeypatch, minutes=30)
    second = session_of(person, "Fire\u202efox")
    found = account.account(me(first), first)
    assert (found.name, found.email, found.has_password) == ("Ada", ADA, False)
    assert [(one.agent, one.here) for one in found.sign_ins] == [("Firefox", False), ("", True)]
    later(monkeypatch, minutes=30)
    signin.note_use(first)
    here, _ = account.account(me(first), first).sign_ins
    assert here.here
    assert here.used_at == clock.now()
    assert signin.person_of(second)


def test_sessions_that_are_over_are_not_shown(monkeypatch):
    person, _ = ada()
    later(monkeypatch, minutes=90)
    cookie = session_of(person)
    later(monkeypatch, minutes=30)
    [one] = account.account(me(cookie), cookie).sign_ins
    assert one.here


def test_one_signs_out_elsewhere_and_only_oneself():
    person, here = ada()
    elsewhere = session_of(person)
    bo = people.add_person(ADMINISTRATOR, "Bo")
    of_bo = session_of(bo)
    for cookie in (elsewhere, of_bo):
        account.end_sign_in(me(here), hashed(from_text(cookie)))
    assert signin.person_of(elsewhere) is None
    assert signin.person_of(here).id == person
    assert signin.person_of(of_bo).id == bo


def test_nobody_has_no_account():
    for attempt in (
        lambda: account.account(Principal(), ""),
        lambda: account.end_sign_in(Principal(), b""),
        lambda: account.set_password(Principal(), "", "", WORDS),
    ):
        with pytest.raises(Refused):
            attempt()


HERE, THERE = b"here" * 8, b"there" * 8


def fails(browser: bytes = b"") -> type[Exception]:
    """What is said of a wrong password."""
    with pytest.raises((Refused, Limited)) as refusal:
        signin.with_password(ADA, "a wrong password", browser=browser)
    return refusal.type


def known_here() -> str:
    """Somebody with a password who has signed in in this browser, and is still signed in."""
    _, cookie = ada_with_password()
    signin.with_password(ADA, WORDS, browser=HERE)
    return cookie


def test_failures_of_others_do_not_lock_out_the_browser_that_was_signed_in_before():
    known_here()
    assert [fails() for _ in range(6)] == [Refused] * 5 + [Limited]
    assert fails(THERE) is Limited
    assert me(signin.with_password(ADA, WORDS, browser=HERE)).person.name == "Ada"
    assert fails() is Limited  # its success does not let them guess on


def test_a_browser_that_is_known_has_five_tries_of_its_own():
    known_here()
    assert [fails(HERE) for _ in range(6)] == [Refused] * 5 + [Limited]
    assert me(signin.with_password(ADA, WORDS)).person.name == "Ada"


def test_a_browser_is_known_for_whoever_signed_in_there_alone():
    known_here()
    people.add_person(ADMINISTRATOR, "Bo", "bo@example.org")
    for _ in range(5):
        with pytest.raises(Refused):
            signin.with_password("bo@example.org", "a wrong password")
    with pytest.raises(Limited):
        signin.with_password("bo@example.org", "a wrong password", browser=HERE)


def test_whichever_way_somebody_signed_in_their_browser_is_known():
    person, _ = ada_with_password()
    link = people.sign_in_link(ADMINISTRATOR, person).rpartition("/")[2]
    signin.sign_in(link, browser=HERE)
    signin.enter_as("https://id", "1", ADA, browser=THERE)
    assert [fails() for _ in range(6)][-1] is Limited
    for browser in (HERE, THERE):
        assert fails(browser) is Refused


def test_failures_of_others_do_not_keep_anybody_from_changing_the_password():
    cookie = known_here()
    assert [fails() for _ in range(6)][-1] is Limited
    with pytest.raises(Refused, match="another one"):
        account.set_password(me(cookie), cookie, "a wrong password", "five words that fit too")
    account.set_password(me(cookie), cookie, WORDS, "five words that fit too", HERE)


def test_a_new_password_makes_other_browsers_strangers_and_ends_links_that_are_out():
    cookie = known_here()
    signin.with_password(ADA, WORDS, browser=THERE)
    person = me(cookie).person.id
    link = people.sign_in_link(ADMINISTRATOR, person).rpartition("/")[2]
    account.set_password(me(cookie), cookie, WORDS, "five words that fit too", HERE)
    assert [fails() for _ in range(6)][-1] is Limited
    assert (fails(THERE), fails(HERE)) == (Limited, Refused)
    with pytest.raises(Refused, match="has been used"):
        signin.sign_in(link)


def test_what_stands_of_a_browser_is_no_secret_of_it_and_goes_with_its_owner():
    signin.set_up(signin.setup_link().rpartition("/")[2], "Root")
    known_here()
    person = signin.person_of(signin.with_password(ADA, WORDS, browser=HERE)).id
    assert rows("known_browser") == 1
    assert holding(repr(HERE)) == set()
    people.delete_person(ADMINISTRATOR, person)
    assert rows("known_browser") == 0


@pytest.mark.parametrize(
    "weak",
    [
        *("passwordpassword", "PasswordPassword", "Password2026!", "password1234", "Passwort12345"),
        *("abcabcabcabc", "aaaaaaaaaaaaa", "kiwikiwikiwi", "12345678901234567890"),
        *("abcdefghijklmnop", "098765432109", "112233445566", "aaaaaabbbbbbcccccc"),
        *("qwertyuiop[]", "qwertzuiopü+", "1qaz2wsx3edc", "asdfghjkl123", "iloveyou1234"),
        *("ada@example.org", "ada.example.org!", "Lovelace1815", "posdash-2026", "posdashposdash"),
        *("\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44" * 2, "peanutbutter"),
    ],
)
def test_a_password_that_is_tried_among_the_first_is_refused(weak):
    person = people.add_person(ADMINISTRATOR, "Ada Lovelace", ADA)
    cookie = session_of(person)
    with pytest.raises(BadInput, match="among the first"):
        account.set_password(me(cookie), cookie, "", weak)


@pytest.mark.parametrize(
    "good",
    [
        *("four words that fit", "correct horse battery staple", "welcome to my little house"),
        *("kX9_vB2-qL7w", "Eichhörnchen im Nebel", "ada likes rhubarb pies", "тёплый дождь в мае"),
    ],
)
def test_a_password_that_takes_guessing_is_kept(good):
    person = people.add_person(ADMINISTRATOR, "Ada Lovelace", ADA)
    cookie = session_of(person)
    account.set_password(me(cookie), cookie, "", good)
    assert me(signin.with_password(ADA, good)).person.id == person
