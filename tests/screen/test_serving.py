"""What Streamlit is told: where to listen, and which names pages answer to."""

from itertools import pairwise

import pytest

from posdash.screen.serving import options


def names() -> list[str]:
    """The names that pages answer to."""
    told = options()
    return [name for word, name in pairwise(told) if word.endswith("Hosts")]


def test_without_settings_it_listens_to_this_machine_alone():
    assert options()[:4] == ["--server.address", "127.0.0.1", "--server.port", "8501"]
    assert names() == ["127.0.0.1", "localhost"]


def test_the_port_is_the_one_that_was_set(monkeypatch):
    monkeypatch.setenv("POSDASH_PORT", "8600")
    assert options()[3] == "8600"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://team.example", "team.example"),
        ("https://Team.example:8443/", "team.example"),
        ("https://[2001:db8::1]:8443", "2001:db8::1"),
    ],
)
def test_pages_answer_to_the_name_that_people_use(monkeypatch, url, name):
    monkeypatch.setenv("POSDASH_URL", url)
    assert names() == ["127.0.0.1", "localhost", name]
