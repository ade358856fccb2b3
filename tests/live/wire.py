"""The connection itself: requests out, messages in, until the run that was asked for is over."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

PATIENCE = 60.0  # seconds for one answer, on a machine that is busy with something else
AGENT = "A browser without a window"


def connected(url: str, cookies: Mapping[str, str]) -> Any:
    """Streamlit's stream on that server, to be entered; with what a browser sends along."""
    header = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return connect(
        f"{url.replace('http', 'ws', 1)}/_stcore/stream",
        origin=url,
        subprotocols=["streamlit", "PLACEHOLDER_AUTH_TOKEN"],
        additional_headers={"Cookie": header} if header else None,
        user_agent_header=AGENT,
        proxy=None,
        max_size=None,
        open_timeout=PATIENCE,
        close_timeout=5.0,
    )


def refused(url: str, cookies: Mapping[str, str]) -> bool:
    """Whether no page of the app opens for a browser with these cookies."""
    try:
        with connected(url, cookies):
            return False
    except InvalidStatus as answer:
        return answer.response.status_code == 403


def request(socket: Any, state: ClientState) -> None:
    """Ask for a run."""
    socket.send(BackMsg(rerun_script=state).SerializeToString())


def answer(socket: Any, part: str) -> Iterator[ForwardMsg]:
    """The messages up to the end of a run of that part, or of the whole page, which has all parts.

    Raises TimeoutError if it does not end, and ConnectionClosed if the server hangs up.
    """
    until, begun, over = time.monotonic() + PATIENCE, False, False
    while not over:
        payload = socket.recv(timeout=max(0.0, until - time.monotonic()))
        assert isinstance(payload, bytes), "Streamlit sends bytes only."
        yield (message := ForwardMsg.FromString(payload))
        begun |= _begins(message, part)
        over = begun and _ends(message)


def exceptions(message: ForwardMsg) -> list[str]:
    """What Streamlit shows of a fault in a page, or of one that does not compile."""
    found = []
    if message.HasField("delta") and message.delta.new_element.HasField("exception"):
        found.append(message.delta.new_element.exception)
    if message.session_event.HasField("script_compilation_exception"):
        found.append(message.session_event.script_compilation_exception)
    return [f"{one.type}: {one.message}" for one in found]


def _begins(message: ForwardMsg, part: str) -> bool:
    parts = message.metadata.run.fragment_ids
    return message.HasField("new_session") and (not parts or part in parts)


def _ends(message: ForwardMsg) -> bool:
    early = ForwardMsg.FINISHED_EARLY_FOR_RERUN  # another run follows at once
    return message.WhichOneof("type") == "script_finished" and message.script_finished != early
