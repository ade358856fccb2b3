"""A mail server, and a post that brings it letters without waiting long."""

import pytest

from posdash.letters.outbox import Post
from world.smtp import QUICK, serving


@pytest.fixture
def server():
    """A mail server on this machine without encryption."""
    with serving() as one:
        yield one


@pytest.fixture
def post(server):
    """A post that waits hundredths of a second where others wait minutes."""
    one = Post(server.settings(), waits=QUICK)
    yield one
    one.stop()
