"""What one connection may take of this process: time, memory, a descriptor.

uvicorn waits for the head of a request as long as somebody likes, and keeps it
whatever its size. So each connection is looked after here, below every route.
"""

import asyncio
import sys
from typing import Any

from uvicorn import Server
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode

HEAD_TIME = 10.0  # seconds from the first byte of a request, or from connecting, to its body
HEAD_SIZE = 64 * 1024  # bytes; all cookies of a browser for one host are less
LARGEST = 512 * 1024  # bytes of a message; choosing 5,000 groups by their long names takes that
PIECES = 1_000  # frames of one message; browsers send one
PAGES = 2_000  # open at once, 140 MB
MACOS_GRANTS = 10_240  # descriptors, where it says that there is no limit
LINGER = 2.0  # seconds in which a browser hears why it was hung up on


class Patient(HttpToolsProtocol):
    """HTTP, whose heads have to come in time and to be of some size at most."""

    _hang_up: asyncio.TimerHandle | None = None
    _unplaced = 0  # bytes that came since the last head or piece of a body was whole

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._came()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, and hang up on what grows without becoming a request."""
        self._unplaced += len(data)
        super().data_received(data)
        if self._unplaced > HEAD_SIZE and not self.transport.is_closing():
            self.send_400_response("That is more than the head of a request holds.")

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        """Its head is whole."""
        self._came()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of its body is there, which is for the guard to look after."""
        self._unplaced = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """It is whole."""
        self._unplaced = 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """It is answered; hang up if its body still comes, which nobody reads any more."""
        unread = self.cycle.more_body and not self.pipeline
        super().on_response_complete()
        if unread:
            self.transport.close()

    def _wait(self) -> None:
        if self._hang_up is None:
            self._hang_up = self.loop.call_later(HEAD_TIME, self.transport.close)

    def _came(self) -> None:
        self._unplaced = 0
        if self._hang_up is not None:
            self._hang_up.cancel()
            self._hang_up = None


class Measured(WebSocketsSansIOProtocol):
    """A WebSocket whose messages are of some size at most, in whatever pieces they come."""

    def data_received(self, data: bytes) -> None:
        """Take what came, and hang up on a message in more pieces than any browser sends."""
        super().data_received(data)
        if len(self.frames) > PIECES and not self.close_sent:
            self.conn.fail(CloseCode.MESSAGE_TOO_BIG)
            self.handle_parser_exception()

    def handle_ping(self) -> None:
        """Answer, unless the last answers were not taken: browsers never ask."""
        pong = self.conn.data_to_send()
        if self.writable.is_set():
            self.transport.write(b"".join(pong))

    def handle_parser_exception(self) -> None:
        """Say why, and take no notice of what still comes: hung up at once, nobody hears it."""
        if self.close_sent:
            return
        self.frames = []
        closed = self.conn.close_sent
        code = closed.code if closed else CloseCode.PROTOCOL_ERROR
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": ""})
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.loop.call_later(LINGER, self.transport.close)


def install() -> None:
    """Look after every connection of this process: Streamlit makes its server itself."""
    more_descriptors()
    plain = Server.startup

    async def startup(self: Server, *sockets: Any, **options: Any) -> None:
        self.config.http_protocol_class = Patient
        self.config.ws_protocol_class = Measured
        self.config.ws_max_size = LARGEST
        await plain(self, *sockets, **options)

    Server.startup = startup  # type: ignore[method-assign]


def more_descriptors() -> None:
    """Let this process open as many files and connections as it may; usual is a part of that."""
    if sys.platform == "win32":  # has no such limit
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    soft = MACOS_GRANTS if hard == resource.RLIM_INFINITY else hard
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def pages_at_most() -> int:
    """How many pages may be open at once, so that descriptors are left for all else."""
    if sys.platform == "win32":
        return PAGES
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(PAGES, soft // 2)
