"""Where posdash listens, what links begin with, and who letters come from."""

import pytest

from posdash.errors import NotReady
from posdash.settings import Security, Settings, settings


def test_without_settings_it_is_loopback():
    assert (Settings().address, Settings().base_url) == ("127.0.0.1", "http://127.0.0.1:8501")


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost"])
def test_loopback_is_always_allowed(address):
    Settings().check_address(address)


@pytest.mark.parametrize("address", ["0.0.0.0", "", None, "192.168.1.4", "8.8.8.8", "example"])
def test_without_https_nothing_else_is(address):
    with pytest.raises(NotReady, match="public address without https"):
        Settings().check_address(address)


def test_a_workshop_may_use_a_private_address_and_no_public_one():
    workshop = Settings(lan=True)
    workshop.check_address("192.168.1.4")
    for address in ("8.8.8.8", "0.0.0.0", ""):
        with pytest.raises(NotReady):
            workshop.check_address(address)


def test_behind_https_any_address_will_do():
    Settings(url="https://posdash.example").check_address("0.0.0.0")
    with pytest.raises(NotReady):
        Settings(url="http://posdash.example").check_address("0.0.0.0")


def test_a_value_that_does_not_fit_names_its_variable(monkeypatch):
    monkeypatch.setenv("POSDASH_PORT", "many")
    settings.cache_clear()
    with pytest.raises(NotReady) as error:
        settings()
    assert error.value.where == "POSDASH_PORT"


MAILS = {"smtp_host": "mail.example", "mail_from": "posdash <posdash@example.org>"}


def test_without_a_mail_server_there_is_no_mail_and_nothing_to_check():
    assert not Settings().mails
    Settings(smtp_security="none", mail_from="nobody").check_mail()


def test_with_a_mail_server_letters_go_out_encrypted_from_one_address():
    configured = Settings(**MAILS)
    configured.check_mail()
    assert configured.mails
    assert (configured.smtp_security, configured.smtp_port) == (Security.STARTTLS, 587)
    assert str(configured.sender) == "posdash <posdash@example.org>"


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_mail_without_encryption_stays_on_this_machine(host):
    Settings(**MAILS | {"smtp_host": host}, smtp_security="none").check_mail()


@pytest.mark.parametrize("host", ["mail.example", "192.168.1.4", "localhost.example", "0.0.0.0"])
def test_mail_without_encryption_to_another_machine_is_refused(host):
    with pytest.raises(NotReady, match="without encryption") as error:
        Settings(**MAILS | {"smtp_host": host}, smtp_security="none").check_mail()
    assert error.value.where == "POSDASH_SMTP_SECURITY"


@pytest.mark.parametrize(
    "sender",
    [
        "",
        "posdash",
        "@example.org",
        "posdash@",
        "posdash <",
        '"',
        "a@example.org, b@example.org",
        "käuzchen@example.org",
        "=?utf-8?q?=0ABcc:?= <a@example.org>",
        "a@example.org\r\nBcc: b@example.org",
    ],
)
def test_letters_come_from_one_plain_address(sender):
    with pytest.raises(NotReady) as error:
        Settings(**MAILS | {"mail_from": sender}).check_mail()
    assert error.value.where == "POSDASH_MAIL_FROM"


@pytest.mark.parametrize(("user", "password"), [("ada", ""), ("", "secret"), ("ada", "geheimnüs")])
def test_a_user_of_the_mail_server_needs_a_password_of_ascii(user, password):
    with pytest.raises(NotReady, match="belong together"):
        Settings(**MAILS, smtp_user=user, smtp_password=password).check_mail()


def test_the_password_of_the_mail_server_is_in_no_repr():
    configured = Settings(**MAILS, smtp_user="ada", smtp_password="hush-hush")
    assert "hush-hush" not in f"{configured!r} {configured} {configured.model_dump()}"
    assert configured.smtp_password.get_secret_value() == "hush-hush"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("POSDASH_SMTP_PORT", "70000"),
        ("POSDASH_SMTP_SECURITY", "sometimes"),
        ("POSDASH_MAIL_FROM", "nobody"),
    ],
)
def test_mail_settings_that_do_not_fit_stop_the_start_and_name_their_variable(
    monkeypatch, name, value
):
    monkeypatch.setenv("POSDASH_SMTP_HOST", "mail.example")
    monkeypatch.setenv("POSDASH_MAIL_FROM", "posdash@example.org")
    monkeypatch.setenv(name, value)
    settings.cache_clear()
    with pytest.raises(NotReady) as error:
        settings()
    assert error.value.where == name


@pytest.mark.parametrize("contact", ["security@posdash.example", "mailto:", "mailto:a b", "x\ny"])
def test_whom_to_tell_of_a_hole_is_an_address_that_programs_can_follow(monkeypatch, contact):
    monkeypatch.setenv("POSDASH_SECURITY_CONTACT", contact)
    settings.cache_clear()
    with pytest.raises(NotReady, match="POSDASH_SECURITY_CONTACT"):
        settings()
