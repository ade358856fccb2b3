"""posdash with a real mail server to send to, and the letters that arrive there."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from posdash import settings
from posdash.letters import sign_in
from world.smtp import LETTER, MINUTE, Notes, Server

LAST = "nobody@example.org"


@contextmanager
def sending_to(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Let posdash send to that server; at the end what still waits is given up."""
    monkeypatch.setenv("POSDASH_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("POSDASH_SMTP_PORT", str(server.port))
    monkeypatch.setenv("POSDASH_SMTP_SECURITY", "none")
    monkeypatch.setenv("POSDASH_MAIL_FROM", "posdash <posdash@example.org>")
    settings.settings.cache_clear()
    yield server
    if sign_in.post.cache_info().currsize:
        sign_in.post().stop()
        sign_in.post.cache_clear()


def delivered(server: Server) -> dict[str, list[str]]:
    """The texts that arrived, by reader, once all that was handed in before has gone."""
    assert sign_in.post().hand_in([(0, LAST, LETTER)], Notes()).wait(MINUTE)
    found: dict[str, list[str]] = {}
    for reader, message in server.inbox.taken:
        if reader != LAST:
            found.setdefault(reader.split("@")[0], []).append(message.get_content())
    return found


def link_in(text: str) -> str:
    """The secret at the end of the one link of ours that a letter holds."""
    [found] = re.findall(r"^http://127\.0\.0\.1:8501/\w+/(\S+)$", text, re.MULTILINE)
    return found
