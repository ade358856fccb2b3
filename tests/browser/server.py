"""posdash as somebody would run it: a process that listens, and can be killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from threading import Timer
from urllib.error import URLError
from urllib.request import urlopen

from db import migrate
from db.engine import Store

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds to start, on a machine that is busy with something else


class Server:
    """On a free port, with a database of its own."""

    def __init__(self, folder: Path, database_url: str = "", **settings: str) -> None:
        self.database_url = database_url or f"sqlite:///{folder / 'posdash.db'}"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self._own = {"POSDASH_DATABASE_URL": self.database_url, "POSDASH_URL": self.url}
        self._own |= {"POSDASH_PORT": str(self.port), **settings}
        self._process: subprocess.Popen[bytes] | None = None

    def set_up(self) -> None:
        """Create the database, as `init` does: here, since starting Python takes longer."""
        store = Store(self.database_url)
        migrate.upgrade(store)
        store.close()

    def posdash(self, *arguments: str) -> str:
        """What `python -m posdash` prints on this server's database."""
        done = subprocess.run(
            [sys.executable, "-m", "posdash", *arguments],
            cwd=ROOT, env=self._environment(), capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *command: str) -> None:
        """Start serving, by Streamlit's own command or another; come back once it answers."""
        command = command or ("streamlit", "run", "app.py", "--server.port", str(self.port))
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT, env=self._environment(), stdout=log, stderr=log,
            )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while not self._answers():
            assert self._process.poll() is None, f"The server ended:\n{self.log.read_text()}"
            assert time.monotonic() < until, f"The server is silent:\n{self.log.read_text()}"
            time.sleep(0.05)

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._process is not None, "The server does not run."
        return self._process.pid

    def hold_up(self, seconds: float) -> None:
        """Let it stand still for a while, as a machine busy with something else would."""
        os.kill(self.pid, signal.SIGSTOP)
        Timer(seconds, os.kill, (self.pid, signal.SIGCONT)).start()

    def kill9(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> int | None:
        """End it as Ctrl-C would, or by force if it does not listen; its exit code, if it ran."""
        return self._end(signal.SIGINT)

    def _end(self, how: signal.Signals) -> int | None:
        if self._process is None:
            return None
        self._process.send_signal(how)
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        code, self._process = self._process.returncode, None
        return code

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def _environment(self) -> dict[str, str]:
        outside = ("POSDASH_", "STREAMLIT_")
        return {k: v for k, v in os.environ.items() if not k.startswith(outside)} | self._own


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
