"""Find a Chromium that starts: the one installed, else Playwright's own, else Debian's."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
NONE = (
    "The browser tests found no Chromium that starts and could not install one: "
    "install the package chromium, or run `python -m playwright install --with-deps chromium`."
)
PATIENCE = 600  # seconds for one download


class NoChromium(RuntimeError):
    """There is no Chromium, and none can be had."""


def is_root() -> bool:
    """Whether this process may do anything; Chromium's sandbox refuses to start then."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def flags() -> list[str]:
    """How to start it: it asks nobody but 127.0.0.1 for anything."""
    return [*FLAGS, *(["--no-sandbox"] if is_root() else [])]


def find() -> Path:
    """The first Chromium that starts; raises NoChromium with one sentence."""
    for path in _candidates():
        if _starts(path):
            return path
    raise NoChromium(NONE)


def _candidates() -> Iterator[Path]:
    yield from _installed()
    own = _playwrights_own()
    if not own.exists():
        ran(sys.executable, "-m", "playwright", "install", "chromium")
    yield own
    if is_root() and shutil.which("apt-get"):
        ran("apt-get", "update")
        ran("apt-get", "install", "-y", "chromium")
        yield from _installed()


def _installed() -> list[Path]:
    return [Path(found) for name in NAMES if (found := shutil.which(name))]


def _playwrights_own() -> Path:
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def _starts(path: Path) -> bool:
    """A downloaded Chromium may lack the system's libraries, and a stub may lack everything."""
    return path.exists() and ran(str(path), "--version")


def ran(*command: str, within: Path | None = None) -> bool:
    """Whether a command came to its end, in that folder, without asking anything."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(command, env=quiet, capture_output=True, timeout=PATIENCE, cwd=within)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
