"""The parts list names what is installed to run, with versions and licences."""

import json
import re
from importlib.metadata import version as installed

from packaging.requirements import Requirement
from typer.testing import CliRunner

from posdash import parts
from posdash.__main__ import app
from posdash.settings import ROOT


def listed() -> dict[str, dict[str, object]]:
    """The parts by name, as the command prints them."""
    done = CliRunner().invoke(app, ["parts"])
    assert done.exit_code == 0
    return {one["name"]: one for one in json.loads(done.stdout)["components"]}


def test_every_locked_package_of_this_platform_is_listed_and_no_other():
    locked = (ROOT / "requirements.lock").read_text("utf-8")
    wanted = [Requirement(line) for line in re.findall(r"^(\w.*?) \\$", locked, re.MULTILINE)]
    assert len(wanted) > 60
    here = {one.name for one in wanted if not one.marker or one.marker.evaluate()}
    assert set(listed()) == here


def test_every_part_has_the_version_that_is_installed_and_a_licence():
    found = listed()
    assert {name: part["version"] for name, part in found.items()} == {
        name: installed(name) for name in found
    }
    assert found["sqlalchemy"]["licenses"] == [{"expression": "MIT"}]
    assert found["certifi"]["licenses"] == [{"license": {"name": "MPL-2.0"}}]
    assert found["scipy"]["licenses"] == [{"license": {"name": "BSD License"}}]
    unknown = [{"license": {"name": parts.NOT_STATED}}]
    assert {name for name, part in found.items() if part["licenses"] == unknown} <= {"pysqlite3"}


def test_the_newest_changes_are_those_of_this_version():
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    newest = re.search(r"^## (\S+)", changes, re.MULTILINE)
    assert newest[1] == parts.version()


def test_the_command_line_says_its_version():
    done = CliRunner().invoke(app, ["--version"])
    assert (done.exit_code, done.stdout) == (0, f"posdash {parts.version()}\n")
