"""A page's requests take turns: no answer is overtaken, and none is lost on its way."""

import asyncio
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import app_session
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner import ScriptRunnerEvent
from streamlit.runtime.scriptrunner_utils.run_descriptor import RunDescriptor
from streamlit.signal_util import Signal

from posdash.screen.turns import Session

WHOLE = ()  # a run of the whole page, beside those of some of its parts
THERE = ("screen", "poll")


class Quick:
    """Has run before anybody looks, as on a busy machine; its messages are yet to be taken over."""

    def __init__(self, *, initial_rerun_data: Any, **_: Any) -> None:
        self.on_event = Signal()
        self._asked = initial_rerun_data

    def start(self) -> None:
        """Run, and end."""
        parts = [self._asked.fragment_id] if self._asked.fragment_id else []
        run = RunDescriptor.create(parts)
        ended = ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS
        if parts:
            ended = ScriptRunnerEvent.FRAGMENT_STOPPED_WITH_SUCCESS
        self._tell(
            ScriptRunnerEvent.SCRIPT_STARTED,
            page_script_hash="page",
            fragment_ids_this_run=parts or None,
            pages={},
            run_descriptor=run,
        )
        self._tell(ended, run_descriptor=run)
        self._tell(ScriptRunnerEvent.SHUTDOWN)

    def request_rerun(self, _: Any) -> bool:
        """Whether it runs once more: it has ended."""
        return False

    def request_stop(self) -> None:
        """It has."""

    def _tell(self, event: ScriptRunnerEvent, **more: Any) -> None:
        self.on_event.send(self, event=event, **more)


class Page(Session):
    """A page of which two parts are there."""

    def has_fragment(self, fragment_id: str) -> bool:
        return fragment_id in THERE


def asking(part: str = "", *, by_itself: bool = False) -> BackMsg:
    """A request for the whole page, or for a part of it."""
    message = BackMsg()
    message.rerun_script.fragment_id = part
    message.rerun_script.is_auto_rerun = by_itself
    return message


async def _answered(*asked: BackMsg) -> list[tuple[str, ...]]:
    page = Page(
        ScriptData("page.py", is_hello=False), MemoryUploadedFileManager("/"), None, None, {}
    )
    for message in asked:
        page.handle_backmsg(message)
    heard: list[ForwardMsg] = []
    for _ in range(20):
        await asyncio.sleep(0)
        heard += page.flush_browser_queue()
        page.on_flushed_messages_sent()
    return [
        tuple(message.metadata.run.fragment_ids)
        for message in heard
        if message.WhichOneof("type") == "script_finished"
        and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
    ]


@pytest.fixture
def answered(monkeypatch):
    """`answered(…)` asks for all that at once: the runs that the page is told of to their end."""
    monkeypatch.setattr(app_session, "ScriptRunner", Quick)
    return lambda *asked: asyncio.run(_answered(*asked))


def test_a_part_that_asks_by_itself_does_not_overtake_what_was_tapped(answered):
    tap, poll = asking("screen"), asking("poll", by_itself=True)
    assert answered(tap, poll) == [("screen",), ("poll",)]
    assert answered(poll, tap) == [("poll",), ("screen",)]


def test_nor_does_a_part_overtake_the_whole_page(answered):
    assert answered(asking(), asking("poll", by_itself=True)) == [WHOLE, ("poll",)]


def test_what_asks_by_itself_asks_once_however_long_it_waits(answered):
    tap, poll = asking("screen"), asking("poll", by_itself=True)
    assert answered(tap, poll, poll, tap, poll) == [("screen",), ("poll",), ("screen",)]


def test_the_whole_page_does_not_overtake_a_tap_that_waits(answered):
    tap, poll = asking("screen"), asking("poll", by_itself=True)
    assert answered(poll, tap, asking()) == [("poll",), ("screen",), WHOLE]


def test_a_tap_into_a_part_that_is_gone_runs_the_whole_page(answered):
    assert answered(asking("gone")) == [WHOLE]
    assert answered(asking("screen"), asking("gone")) == [("screen",), WHOLE]


def test_a_part_that_is_gone_is_not_asked_for_by_itself(answered):
    assert answered(asking("gone", by_itself=True)) == []
