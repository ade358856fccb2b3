"""Letters and passwords go to a mail server that proved who it is, or nowhere."""

import logging
import ssl

import pytest
import trustme

from posdash.letters.smtp import send, written
from posdash.settings import settings
from world.smtp import LETTER, LINK, PASSWORD, SECRET, SIGNED_IN, hand_over, refused, serving


@pytest.fixture
def server():
    """A mail server on this machine without encryption."""
    with serving() as one:
        yield one


@pytest.fixture(scope="module")
def authority():
    """Somebody who vouches for certificates."""
    return trustme.CA()


@pytest.fixture
def trust(authority):
    """What a client trusts: the system's certificates, and those of the authority."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def certified(authority, name="127.0.0.1"):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def test_starttls_and_a_password_open_the_way(authority, trust):
    with serving(tls_context=certified(authority), signing_in=True, auth_required=True) as server:
        configured = server.settings(smtp_security="starttls", **SIGNED_IN)
        hand_over(configured, "ada@example.org", trust=trust)
        assert (server.inbox.readers, server.inbox.sign_ins) == (["ada@example.org"], 1)


def test_tls_from_the_first_byte_works_as_well(authority, trust):
    with serving(ssl_context=certified(authority)) as server:
        hand_over(server.settings(smtp_security="tls"), "ada@example.org", trust=trust)
        assert server.inbox.readers == ["ada@example.org"]


def test_a_wrong_password_is_final_for_every_letter_and_never_repeated(authority, trust):
    with serving(tls_context=certified(authority), signing_in=True, auth_required=True) as server:
        wrong = {"smtp_user": "posdash", "smtp_password": "not-the-password"}
        error = refused(server.settings(smtp_security="starttls", **wrong), trust=trust)
        assert (error.final, error.every, server.inbox.mails) == (True, True, 0)
        assert "refused POSDASH_SMTP_USER with its password: 535" in error.reason
        assert "not-the-password" not in str(error)


def test_a_server_that_asks_for_no_password_but_is_given_one_is_told_apart(authority, trust):
    with serving(
        tls_context=certified(authority), auth_exclude_mechanism=["PLAIN", "LOGIN"]
    ) as one:
        error = refused(one.settings(smtp_security="starttls", **SIGNED_IN), trust=trust)
        assert (error.final, one.inbox.mails) == (True, 0)
        assert "offers no way to sign in" in error.reason


def test_where_starttls_is_missing_nothing_goes_in_the_open():
    with serving(signing_in=True, auth_require_tls=False) as server:
        error = refused(server.settings(smtp_security="starttls", **SIGNED_IN))
        assert (error.final, error.every) == (True, True)
        assert "offers no STARTTLS" in error.reason
        assert (server.inbox.sign_ins, server.inbox.mails) == (0, 0)


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("trusted", [False, True])
def test_a_certificate_nobody_vouches_for_or_of_another_host_is_refused(
    authority, trust, security, trusted
):
    mine = certified(authority, "elsewhere.example" if trusted else "127.0.0.1")
    with serving(**{"ssl_context" if security == "tls" else "tls_context": mine}) as server:
        configured = server.settings(smtp_security=security)
        error = refused(configured, trust=trust if trusted else None)
        assert (error.final, server.inbox.mails) == (True, 0)
        assert "The certificate of the mail server" in error.reason


def test_tls_at_the_port_of_something_else_is_refused(server):
    error = refused(server.settings(smtp_security="tls"))
    assert error.final
    assert "speaks another encryption" in error.reason


def test_certificates_named_in_the_environment_are_trusted(authority, monkeypatch, tmp_path):
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    with serving(tls_context=certified(authority)) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        monkeypatch.setenv("POSDASH_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("POSDASH_SMTP_PORT", str(server.port))
        monkeypatch.setenv("POSDASH_MAIL_FROM", "posdash@example.org")
        settings.cache_clear()
        send("ada@example.org", LETTER)
        assert server.inbox.readers == ["ada@example.org"]


def test_nothing_secret_is_in_a_repr_or_a_log(server, authority, trust, caplog):
    caplog.set_level(logging.DEBUG)
    with serving(tls_context=certified(authority), signing_in=True, auth_required=True) as one:
        configured = one.settings(smtp_security="starttls", **SIGNED_IN)
        hand_over(configured, "ada@example.org", trust=trust)
        one.inbox.to_letter["bob@example.org"] = [f"554 Blocked {LINK}"]
        error = refused(configured, "bob@example.org", trust=trust)
    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]
    message = written(configured.sender, "ada@example.org", LETTER)
    shown = "\n".join(map(repr, [configured, LETTER, message, error, *ours])) + str(error)
    assert SECRET not in shown
    assert PASSWORD.decode() not in shown
