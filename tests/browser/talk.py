"""What a page and its server say to each other: whether all that was asked for is answered."""

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

WHOLE = ""  # the whole page, where a part of it would have an id


class Talk:
    """One connection; a click is asked for at once, but a busy server begins on it late."""

    def __init__(self) -> None:
        self._open: set[str] = set()  # the parts of the page whose run has not begun
        self._running = False

    @property
    def over(self) -> bool:
        """Whether every run that was asked for has ended."""
        return not self._open and not self._running

    def sent(self, frame: str | bytes) -> None:
        """What the page says."""
        message = BackMsg.FromString(_bytes(frame))
        if message.HasField("rerun_script"):
            self._open.add(message.rerun_script.fragment_id or WHOLE)

    def received(self, frame: str | bytes) -> None:
        """What the server says; a run of the whole page stands for one of any part."""
        message = ForwardMsg.FromString(_bytes(frame))
        if message.HasField("new_session"):
            parts = message.metadata.run.fragment_ids
            self._open = self._open.difference(parts) if parts else set()
            self._running = True
        elif message.WhichOneof("type") == "script_finished":
            early = ForwardMsg.FINISHED_EARLY_FOR_RERUN  # another run follows at once
            self._running = message.script_finished == early


def _bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame
