"""Whom a request is counted to, whatever it says of itself."""

import pytest
from starlette.requests import Request

from posdash.settings import settings
from posdash.web.guard import client_address


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    """People reach this server over https."""
    monkeypatch.setenv("POSDASH_URL", "https://posdash.example")
    settings.cache_clear()


def asked(peer: str | None, *forwarded: str, here: str | None = None) -> Request:
    """A request from a peer, as it stands before an application."""
    headers = [(b"x-forwarded-for", one.encode()) for one in forwarded]
    scope = {"type": "http", "headers": headers, "client": (peer, 1) if peer else None}
    return Request(scope | {"server": (here, 8501) if here else None})


def test_a_request_counts_to_the_address_it_comes_from_whatever_it_says():
    assert client_address(asked("203.0.113.7", "198.51.100.1", here="192.0.2.1")) == "203.0.113.7"
    assert client_address(asked(None)) == ""


def test_without_https_a_request_of_this_machine_cannot_say_it_is_another():
    assert client_address(asked("127.0.0.1", "198.51.100.1", here="127.0.0.1")) == "127.0.0.1"
    assert client_address(asked("198.51.100.1", "198.51.100.1", here="127.0.0.1")) == "127.0.0.1"


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        (["198.51.100.1"], "198.51.100.1"),
        (["203.0.113.7, 198.51.100.1"], "198.51.100.1"),
        (["203.0.113.7", "198.51.100.1"], "198.51.100.1"),
        (["198.51.100.1:50000"], "198.51.100.1"),
        (["2001:db8:1:2::7"], "2001:db8:1:2::/64"),
        (["[2001:db8:1:2:3::7]:50000"], "2001:db8:1:2::/64"),
        (["::ffff:198.51.100.1"], "198.51.100.1"),
        (["203.0.113.7, 127.0.0.1"], "127.0.0.1"),
        (["203.0.113.7, unknown"], "127.0.0.1"),
        ([], "127.0.0.1"),
    ],
)
@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "203.0.113.7"])
def test_behind_our_own_proxy_its_own_entry_counts_and_none_before_it(
    public, peer, forwarded, address
):
    assert client_address(asked(peer, *forwarded, here="127.0.0.1")) == address


def test_a_stranger_who_reaches_the_server_itself_is_no_proxy(public):
    assert client_address(asked("203.0.113.7", "198.51.100.1", here="192.0.2.1")) == "203.0.113.7"


def test_a_household_cannot_count_as_many_with_addresses_of_the_newer_kind():
    first = client_address(asked("2001:db8::1", here="2001:db8:ffff::1"))
    assert client_address(asked("2001:db8::dead:beef", here="2001:db8:ffff::1")) == first
    assert client_address(asked("2001:db8:0:1::1", here="2001:db8:ffff::1")) != first
