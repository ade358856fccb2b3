"""A server that cannot start says why in one sentence, and ends."""

import subprocess
import sys

import pytest

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


@pytest.mark.parametrize("address", ["0.0.0.0", "8.8.8.8"])
def test_a_public_address_without_https_is_refused(address):
    upgrade()
    done = started("--server.address", address)
    assert done.returncode != 0
    assert "does not listen on a public address without https" in done.stderr
    assert "Traceback" not in done.stderr
