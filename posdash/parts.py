"""The parts list: posdash and every package that is installed to run it, as CycloneDX has it."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata

from posdash.settings import ROOT

LONGEST = 60  # characters of a licence's name; what is longer is its text
NOT_STATED = "not stated"


def version() -> str:
    """The version of posdash; it stands in pyproject.toml alone."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


def bill_of_materials() -> dict[str, object]:
    """Name, version and licence of each part, for a program that looks for known faults."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "name": "posdash", "version": version()},
        },
        "components": list(_components()),
    }


def _components() -> Iterator[dict[str, object]]:
    locked = (ROOT / "requirements.lock").read_text("utf-8")
    for name in re.findall(r"^([\w.-]+)==", locked, re.MULTILINE):
        try:
            found = metadata(name)["Version"]
        except PackageNotFoundError:  # the lock names what other platforms need, too
            continue
        yield {
            "type": "library",
            "name": name,
            "version": found,
            "purl": f"pkg:pypi/{name}@{found}",
            "licenses": [_licence(name)],
        }


def _licence(name: str) -> dict[str, object]:
    """An expression of licences that programs know, if the package has one; else its own words."""
    said = metadata(name).get_all
    for expression in said("License-Expression") or []:
        return {"expression": expression}
    short = [one for one in said("License") or [] if len(one) <= LONGEST]
    kinds = [one.split(" :: ")[-1] for one in said("Classifier") or [] if one.startswith("License")]
    return {"license": {"name": ", ".join(short or kinds) or NOT_STATED}}
