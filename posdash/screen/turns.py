"""What a page asks for takes turns: it waits while an answer to that page is on its way.

Streamlit lets a part of a page overtake the answer before, and then loses some of
it. Where a run begins before the end of the last one was sent, that end is sent as
one of an unfinished run, and what the last one no longer drew stays on the page
(ForwardMsgQueue.clear). Where a request comes after a run's thread has ended, but
before its messages were taken over, all of these are dropped: what was tapped is
stored, and nothing of it is seen (AppSession.request_rerun says so itself). A part
that asks by itself each second overtakes whatever was tapped just before.

A run of the whole page stops the one before at its next word with Streamlit, and what a press or
a field brings about reads and writes the session's state, which is such a word: a press was lost
where anything else was asked for right behind it, or was done and not noted. And the two runs did
what they were asked for side by side: of a double click, both halves found nothing done.
"""

import asyncio
from collections import deque
from threading import RLock
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime import app_session, websocket_session_manager
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import ScriptRunner, get_script_run_ctx
from streamlit.runtime.state import SessionState


class Session(AppSession):
    """One page in one browser; a run of the whole page overtakes as before, as it redraws all."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._session_state = State()
        self._line: deque[BackMsg] = deque()
        self._turns: asyncio.Task[None] | None = None
        self.track_settling()

    def handle_backmsg(self, msg: BackMsg) -> None:
        """Take what the page asks for, at once or in its turn."""
        if not self._has_to_wait(msg):
            self._take(msg)
        elif not (msg.rerun_script.is_auto_rerun and self._asked_already(msg)):
            self._line.append(msg)
            if self._turns is None:
                self._turns = asyncio.create_task(self._take_turns())

    def _has_to_wait(self, msg: BackMsg) -> bool:
        if not msg.HasField("rerun_script"):
            return False
        # the whole page, too, stands behind what waits: that holds older values of its fields
        return bool(self._line or (msg.rerun_script.fragment_id and not self.is_settled))

    def _asked_already(self, msg: BackMsg) -> bool:
        requests = (waiting.rerun_script for waiting in self._line)
        polls = [request.fragment_id for request in requests if request.is_auto_rerun]
        return msg.rerun_script.fragment_id in polls

    async def _take_turns(self) -> None:
        while self._line:
            await self.wait_until_settled()
            self._take(self._line.popleft())
        self._turns = None

    def _take(self, msg: BackMsg) -> None:
        asked = msg.rerun_script
        if asked.fragment_id and not self.has_fragment(asked.fragment_id):
            if asked.is_auto_rerun:
                return
            # Streamlit takes no notice of a tap into a part that a run has just done away with;
            # the next request then stores it, and draws another part.
            asked.fragment_id = ""
        super().handle_backmsg(msg)


class State(SessionState):
    """What a page in a browser remembers, with the one lock of all its runs."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = RLock()


class Runner(ScriptRunner):
    """One run of a page; what a press or a field brings about is done before it can be stopped.

    Streamlit holds a lock meanwhile, which is another one for each run.
    """

    def __init__(self, *, session_state: State, **options: Any) -> None:
        super().__init__(session_state=session_state, **options)
        object.__setattr__(self._session_state, "_lock", session_state.lock)

    def _maybe_handle_execution_control_request(self) -> None:
        run = get_script_run_ctx(suppress_warning=True)
        if run is None or run.has_script_started:
            super()._maybe_handle_execution_control_request()


def install() -> None:
    """Let every page that is opened from now on take turns."""
    app_session.ScriptRunner = Runner  # type: ignore[attr-defined, assignment]
    websocket_session_manager.AppSession = Session  # type: ignore[attr-defined]
