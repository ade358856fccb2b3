"""Signing in through an OpenID provider, both of them real servers: who gets in."""

import pytest

from posdash.access.rights import Role
from posdash.organisation import people
from posdash.web import browser
from world.company import ADMINISTRATOR, groups
from world.database import everything
from world.oidc_provider import SECRET, Provider
from world.oidc_visitor import FAILED, NO_ACCOUNT, Visitor, added, refused, trusting


def test_somebody_invited_is_known_by_their_subject_from_then_on(served, provider):
    person = added("ada@example.org")
    first = Visitor(served).sign_in(provider, "1", email="Ada@example.org")
    assert (first.person.id, first.last.url.path) == (person, "/")
    assert set(first.cookies) == {"posdash_session", "posdash_browser"}
    moved = Visitor(served).sign_in(provider, "1", email="elsewhere@example.org")
    without = Visitor(served).sign_in(provider, "1", email_verified=False)
    assert moved.person.id == without.person.id == person


def test_who_signs_in_again_in_the_same_browser_has_one_session(served, provider):
    added("bob@example.org")
    visitor = Visitor(served).sign_in(provider, "2", email="bob@example.org")
    before = visitor.cookies
    visitor.sign_in(provider, "2")
    assert visitor.person is not None
    assert browser.principal_from(before).person is None


@pytest.mark.parametrize(
    ("subject", "claims"),
    [
        ("10", {"email": "nobody@example.org"}),
        ("11", {"email": "bea@example.org", "email_verified": False}),
        ("12", {"email": "bea@example.org", "email_verified": "true"}),
        ("13", {"email": "bea@example.org", "email_verified": 1}),
        ("14", {"email": ["bea@example.org"]}),
        ("15", {"email": "bea@example.org\0"}),
        ("16", {"email": "bea@example.org\n"}),
        ("17", {"email": ""}),
        ("18", {}),
        ("19", {"email": "bea@\u212aiwi.example.org"}),
        ("190", {"email": "\uff42ea@example.org"}),
        ("191", {"email": "bea@example\u3002org"}),
        ("192", {"email": "bea@\uff45xample.org"}),
    ],
)
def test_whoever_has_no_account_or_no_verified_e_mail_stays_out(served, provider, subject, claims):
    if not any(one.email == "bea@example.org" for one in people.organisation(ADMINISTRATOR).people):
        added("bea@example.org")
    before = everything()
    assert refused(Visitor(served).sign_in(provider, subject, **claims), NO_ACCOUNT)
    assert everything() == before


def test_an_account_belongs_to_the_first_subject_that_came_with_its_e_mail(served, provider):
    person = added("cleo@example.org")
    assert Visitor(served).sign_in(provider, "20", email="cleo@example.org").person.id == person
    assert refused(Visitor(served).sign_in(provider, "21", email="cleo@example.org"), NO_ACCOUNT)


def test_the_same_subject_of_another_provider_is_somebody_else(served, provider, tmp_path):
    ina, jo = added("ina@example.org"), added("jo@example.org")
    assert Visitor(served).sign_in(provider, "25", email="ina@example.org").person.id == ina
    served.stop()  # one posdash at a time may serve a database
    with Provider() as other, trusting(other, tmp_path, served.database_url) as elsewhere:
        assert refused(Visitor(elsewhere).sign_in(other, "25"), NO_ACCOUNT)
        assert Visitor(elsewhere).sign_in(other, "25", email="jo@example.org").person.id == jo
    served.start()
    assert Visitor(served).sign_in(provider, "25").person.id == ina


def test_an_e_mail_that_only_the_userinfo_endpoint_tells_counts_if_it_is_verified(served, provider):
    person = added("kim@example.org")
    provider.claims = {"sub": "27"}
    provider.userinfo = {"email": "kim@example.org"}
    assert refused(Visitor(served).open("/oidc"), NO_ACCOUNT)
    provider.userinfo |= {"email_verified": True}
    assert Visitor(served).open("/oidc").person.id == person


def test_userinfo_about_somebody_else_or_against_the_token_is_not_believed(served, provider):
    added("lou@example.org")
    provider.userinfo = {"sub": "other", "email": "lou@example.org", "email_verified": True}
    provider.claims = {"sub": "28"}
    assert refused(Visitor(served).open("/oidc"), FAILED)
    denied = Visitor(served).sign_in(provider, "28", email_verified=False)
    assert refused(denied, NO_ACCOUNT)


def test_what_the_provider_says_of_roles_gives_none(served, provider):
    groups("Kiwi")
    added("gus@example.org")
    claims = {"roles": ["administrator"], "groups": ["Kiwi"], "administrator": True}
    person = Visitor(served).sign_in(provider, "60", email="gus@example.org", **claims).person
    assert (person.administrator, person.coaches, person.leads) == (False, set(), set())


def test_a_disabled_account_stays_closed_and_is_bound_to_nobody(served, provider):
    known, never_came = added("hana@example.org"), added("hugo@example.org")
    people.give_role(ADMINISTRATOR, added("head@example.org"), Role.ADMINISTRATOR, None)
    visitor = Visitor(served).sign_in(provider, "70", email="hana@example.org")
    assert visitor.person.id == known
    for one in (known, never_came):
        people.set_disabled(ADMINISTRATOR, one, True)
    assert visitor.person is None
    before = everything()
    assert refused(Visitor(served).sign_in(provider, "70", email="hana@example.org"), NO_ACCOUNT)
    assert refused(Visitor(served).sign_in(provider, "71", email="hugo@example.org"), NO_ACCOUNT)
    assert everything() == before


def test_the_page_to_sign_in_leads_there_and_the_log_holds_no_secret(served, provider):
    assert 'href="/oidc"' in Visitor(served).open("/sign-in").last.text
    added("olga@example.org")
    Visitor(served).sign_in(provider, "80", email="olga@example.org")
    refused(Visitor(served).sign_in(provider, "81", email="olga@example.org"), NO_ACCOUNT)
    log = served.log.read_text()
    assert not [one for one in ("code-", "access-", "eyJ", "olga", SECRET) if one in log]
