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


ORIGIN = "https://survey.example.org"


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("https://Survey.Example.org", ORIGIN),
        ("HTTPS://survey.example.org", ORIGIN),
        ("https://survey.example.org:443", ORIGIN),
        ("https://survey.example.org:443/", ORIGIN),
        ("https://survey.example.org:", ORIGIN),
        ("https://survey.example.org/", ORIGIN),
        ("https://survey.example.org//", ORIGIN),
        ("https://survey.example.org.", ORIGIN),
        (" https://survey.example.org ", ORIGIN),
        ("https://survey.example.org:08443", ORIGIN + ":8443"),
        ("https://straße.example", "https://xn--strae-oqa.example"),
        ("https://xn--strae-oqa.example", "https://xn--strae-oqa.example"),
        ("https://Bücher.example:8443/", "https://xn--bcher-kva.example:8443"),
        ("https://[2001:DB8:0:0::1]:8443", "https://[2001:db8::1]:8443"),
        ("http://localhost:80", "http://localhost"),
        ("http://192.168.1.4:8501/", "http://192.168.1.4:8501"),
        ("http://survey:8501", "http://survey:8501"),
        ("http://laptop.local:8501", "http://laptop.local:8501"),
    ],
)
def test_the_address_of_the_server_is_brought_to_what_browsers_send_as_origin(
    monkeypatch, written, sent
):
    """Case 02: otherwise every form was refused as one of another site."""
    monkeypatch.setenv("POSDASH_URL", written)
    settings.cache_clear()
    assert settings().base_url == sent
    assert settings().https == sent.startswith("https://")


@pytest.mark.parametrize(
    "written",
    [
        "survey.example.org",
        "survey.example.org:8501",
        "//survey.example.org",
        "https:survey.example.org",
        "https://",
        "https://:8443",
        "https://survey.example.org/posdash",
        "https://survey.example.org/?a=b",
        "https://survey.example.org?",
        "https://survey.example.org#top",
        "https://ada:hush-hush@survey.example.org",
        "https://hush-hush@survey.example.org",
        "https://survey.example.org:99999",
        "https://survey.example.org:0",
        "https://survey.example.org:hush-hush",
        "https://survey example.org",
        "https://survey.example.org\\posdash",
        "https://sur\tvey.example.org",
        "https://[::1",
        "http://[fe80::1%25eth0]:8501",
        "https://127.1",
        "https://0x7f000001",
        "https://survey..example.org",
        "https://*.example.org",
        "ftp://survey.example.org",
        "http://survey.example.org",
        "http://8.8.8.8",
        "http://[2001:4860::1]",
    ],
)
def test_an_address_that_cannot_work_is_refused_at_the_start_with_a_sentence(monkeypatch, written):
    monkeypatch.setenv("POSDASH_URL", written)
    settings.cache_clear()
    with pytest.raises(NotReady) as error:
        settings()
    assert error.value.where == "POSDASH_URL"
    assert "hush-hush" not in str(error.value)


def test_a_workshop_may_have_any_name_without_https(monkeypatch):
    monkeypatch.setenv("POSDASH_URL", "http://survey.company.example:8501")
    monkeypatch.setenv("POSDASH_LAN", "1")
    settings.cache_clear()
    assert settings().base_url == "http://survey.company.example:8501"


def test_an_empty_setting_is_one_that_was_not_set(monkeypatch):
    """Compose files hand on what is not set as empty."""
    for name in Settings.model_fields:
        monkeypatch.setenv(f"POSDASH_{name.upper()}", "")
    settings.cache_clear()
    assert settings() == Settings()
    assert settings().port == 8501


@pytest.mark.parametrize(
    ("name", "value", "cure"),
    [
        ("POSDASH_PORT", "0", "Write a number from 1 to 65535."),
        ("POSDASH_PORT", "65536", "Write a number from 1 to 65535."),
        ("POSDASH_PORT", "tcp://10.0.0.1:8501", "Write a number from 1 to 65535."),
        ("POSDASH_SMTP_PORT", "hush-hush", "Write a number from 1 to 65535."),
        ("POSDASH_LAN", "perhaps", "Write 1 or 0."),
        ("POSDASH_LAN", "2", "Write 1 or 0."),
        ("POSDASH_SMTP_SECURITY", "ssl", "Write starttls, tls or none."),
        ("POSDASH_SMTP_HOST", "mail.example:587", "POSDASH_SMTP_PORT"),
        ("POSDASH_SMTP_HOST", "smtps://mail.example", "POSDASH_SMTP_PORT"),
        ("POSDASH_SMTP_HOST", "ada:hush-hush@mail.example", "POSDASH_SMTP_PORT"),
        ("POSDASH_OIDC_ISSUER", "https://[", "https address"),
        ("POSDASH_OIDC_ISSUER", "login.example.org", "https address"),
        ("POSDASH_OIDC_ISSUER", "https://a:hush-hush@login.example", "https address"),
        ("POSDASH_DATABSE_URL", "hush-hush", "Did you mean POSDASH_DATABASE_URL?"),
        ("posdash_smtp_pasword", "hush-hush", "Did you mean POSDASH_SMTP_PASSWORD?"),
        ("POSDASH_SECRET", "hush-hush", "README"),
    ],
)
def test_a_setting_that_is_not_understood_is_refused_by_its_name_and_says_no_secret(
    monkeypatch, name, value, cure
):
    monkeypatch.setenv("POSDASH_MAIL_FROM", "posdash@example.org")
    monkeypatch.setenv(name, value)
    settings.cache_clear()
    with pytest.raises(NotReady) as error:
        settings()
    assert error.value.where == name.upper()
    assert cure in error.value.cure
    assert "hush-hush" not in str(error.value)


def test_an_application_at_no_provider_is_a_setting_by_halves(monkeypatch):
    monkeypatch.setenv("POSDASH_OIDC_CLIENT_ID", "posdash")
    settings.cache_clear()
    with pytest.raises(NotReady) as error:
        settings()
    assert error.value.where == "POSDASH_OIDC_ISSUER"


@pytest.mark.parametrize("value", ["1", "true", "TRUE", "yes", "on", " 1 "])
def test_yes_is_understood_as_people_write_it(monkeypatch, value):
    monkeypatch.setenv("POSDASH_LAN", value)
    monkeypatch.setenv("POSDASH_SMTP_SECURITY", "TLS")
    settings.cache_clear()
    assert (settings().lan, settings().smtp_security) == (True, Security.TLS)


def test_what_kubernetes_says_of_a_service_of_this_name_is_no_setting(monkeypatch):
    monkeypatch.setenv("POSDASH_SERVICE_HOST", "10.0.0.1")
    monkeypatch.setenv("POSDASH_PORT_8501_TCP", "tcp://10.0.0.1:8501")
    settings.cache_clear()
    assert settings().port == 8501


@pytest.mark.parametrize("contact", ["security@posdash.example", "mailto:", "mailto:a b", "x\ny"])
def test_whom_to_tell_of_a_hole_is_an_address_that_programs_can_follow(monkeypatch, contact):
    monkeypatch.setenv("POSDASH_SECURITY_CONTACT", contact)
    settings.cache_clear()
    with pytest.raises(NotReady, match="POSDASH_SECURITY_CONTACT"):
        settings()
