"""What is installed is what was tested: every package is locked to its files."""

import re
from importlib.metadata import version

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from posdash.settings import ROOT

WANTED = ("requirements.txt", "requirements-dev.txt")
LOCKS = ("requirements.lock", "requirements-dev.lock")


def lines(file: str) -> list[str]:
    """The entries of a file, each on one line with its hashes; comments left out."""
    text = (ROOT / file).read_text("utf-8").replace("\\\n", "")
    return [line for line in text.splitlines() if not line.lstrip().startswith(("#", "-r"))]


def entries(file: str) -> list[Requirement]:
    """What a file asks for, and where."""
    return [Requirement(line.partition(" --hash")[0]) for line in lines(file)]


def pins(file: str) -> set[tuple[str, str]]:
    """Names and versions, such as ("numpy", "==2.4.6")."""
    return {(canonicalize_name(one.name), str(one.specifier)) for one in entries(file)}


def test_what_is_asked_for_stands_in_the_locks_with_the_same_version():
    assert len(pins("requirements.txt")) > 20
    assert pins("requirements.txt") <= pins("requirements.lock")
    assert pins("requirements-dev.txt") <= pins("requirements-dev.lock")


def test_what_is_tested_is_what_runs():
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


@pytest.mark.parametrize("file", [*WANTED, *LOCKS])
def test_every_package_has_one_version(file):
    assert all(re.fullmatch(r"==[\w.]+", pinned) for _, pinned in pins(file))
    assert len(dict(pins(file))) == len(pins(file))


@pytest.mark.parametrize("file", LOCKS)
def test_every_package_is_locked_to_its_files(file):
    without = [one for one in lines(file) if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", one)]
    assert without == []


@pytest.mark.parametrize("file", [*WANTED, *LOCKS])
def test_nothing_says_where_packages_come_from(file):
    text = (ROOT / file).read_text("utf-8")
    assert re.findall(r"\w+://|--[a-z-]*index|--find-links|[\w-]\.(?:org|com|net|io)\b", text) == []


def test_the_packages_that_run_here_are_those_of_the_lock():
    here = [one for one in entries("requirements.lock") if not one.marker or one.marker.evaluate()]
    assert [one for one in here if version(one.name) not in one.specifier] == []
