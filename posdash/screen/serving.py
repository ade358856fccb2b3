"""Serves the app by Streamlit, in this process, where the settings say."""

import signal
import sys
from urllib.parse import urlsplit

from streamlit.web import cli

from posdash.settings import ROOT, settings


def serve() -> None:
    """Serve until Ctrl-C, then end the process; raises NotReady if there is no address to."""
    signal.signal(signal.SIGINT, lambda *_: sys.exit())  # this is how one stops it, no failure
    cli.main(["run", str(ROOT / "app.py"), *options()], prog_name="streamlit")


def options() -> list[str]:
    """Where Streamlit is to listen, and the names that pages answer to; raises NotReady."""
    here = settings()
    names = (here.address, "localhost", urlsplit(here.base_url).hostname or here.address)
    return [
        *("--server.address", here.address, "--server.port", str(here.port)),
        *(word for name in dict.fromkeys(names) for word in ("--server.allowedHosts", name)),
    ]
