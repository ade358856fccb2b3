"""A server that can start needs one command; one that cannot says why in one sentence, and ends."""

import subprocess
import sys

import pytest

from browser.server import Server
from posdash.settings import ROOT
from posdash.store import upgrade


def started(*options: str) -> subprocess.CompletedProcess[str]:
    """`streamlit run app.py` on the test's database, which must not come up."""
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "8599"]
    return subprocess.run(
        [*command, *options], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_database_that_was_never_set_up_names_the_command():
    done = started()
    assert done.returncode != 0
    assert "The database is not up to date. Run: python -m posdash init" in done.stderr
    assert "Traceback" not in done.stderr


def test_all_addresses_without_https_are_refused():
    upgrade()
    done = started("--server.address", "0.0.0.0")
    assert done.returncode != 0
    assert "does not listen on a public address without https" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def server(tmp_path):
    """A server that nobody has set up; it is ended with the test."""
    one = Server(tmp_path)
    yield one
    one.stop()


def test_one_command_sets_up_serves_and_is_stopped_without_a_complaint(server):
    server.start("posdash", "serve")
    assert f"{server.url}/setup/" in server.log.read_text()
    assert server.stop() == 0
    log = server.log.read_text()
    assert [word for word in ("Traceback", "Aborted", "Error") if word in log] == []
