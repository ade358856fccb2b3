"""Find a PgBouncer, and put it before a PostgreSQL: the one installed, else Debian's package."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

NONE = (
    "The tests found no PgBouncer and could not fetch Debian's: install the package pgbouncer, or "
    "leave them out with `make test ARGS='--deselect tests/db/test_pooler.py'`."
)
PACKAGES = ("pgbouncer", "libc-ares2", "libevent-2.1-7")
PATIENCE = 60  # seconds
SETTINGS = """
[databases]
posdash = host={host} dbname={name} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 4
"""


class NoPooler(RuntimeError):
    """There is no PgBouncer, and none can be had."""


def find(folder: Path) -> tuple[Path, Path | None]:
    """The program, and a folder with its libraries where it was unpacked; raises NoPooler."""
    if installed := shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin"):
        return Path(installed), None
    _run(folder, "apt-get", "download", *PACKAGES) or (
        _run(folder, "apt-get", "update") and _run(folder, "apt-get", "download", *PACKAGES)
    )
    for package in folder.glob("*.deb"):
        _run(folder, "dpkg", "-x", str(package), str(folder))
    program = folder / "usr" / "sbin" / "pgbouncer"
    if not program.exists():
        raise NoPooler(NONE)
    return program, next(folder.glob("usr/lib/*/libcares.so.2")).parent


@contextmanager
def before(address: str, folder: Path) -> Iterator[str]:
    """The address of a PgBouncer in transaction mode, four connections wide."""
    program, libraries = find(folder)
    parts = urlsplit(address)
    [host] = parse_qs(parts.query)["host"]
    port = _free_port()
    settings = folder / "pgbouncer.ini"
    settings.write_text(SETTINGS.format(host=host, name=parts.path.strip("/"), port=port))
    environment = os.environ | ({"LD_LIBRARY_PATH": str(libraries)} if libraries else {})
    process = subprocess.Popen([program, "-q", *_as_nobody(host), settings], env=environment)
    try:
        _wait(port, process)
        yield f"postgresql://postgres@127.0.0.1:{port}/posdash"
    finally:
        process.kill()
        process.wait()


def _as_nobody(host: str) -> list[str]:
    """It refuses to be root: be whoever the server's socket belongs to."""
    return ["-u", pwd.getpwuid(os.stat(host).st_uid).pw_name] if os.geteuid() == 0 else []


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert process.poll() is None, "PgBouncer ended."
            assert time.monotonic() < until, "PgBouncer is silent."
            time.sleep(0.05)
        else:
            return


def _run(folder: Path, *command: str) -> bool:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
