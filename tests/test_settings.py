"""Where posdash listens, and what links begin with."""

import pytest

from posdash.errors import NotReady
from posdash.settings import Settings, settings


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
