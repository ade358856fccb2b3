"""What a request may bring along: so much, in so much time, whether or not it said how much."""

import asyncio

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

UPLOADS = "/_stcore/upload_file/"
LONGEST = 16 * 1024  # bytes; no form of ours holds as much
LONGEST_UPLOAD = 1024 * 1024 + 16 * 1024  # bytes: a list, and what wraps it
TIME = 20.0  # seconds until all of it is there
CLOSE = {"Connection": "close", "Cache-Control": "no-store"}


class Bodies:
    """Refuses what is too big before it is read, and what grows too big while it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = LONGEST_UPLOAD if scope["path"].startswith(UPLOADS) else LONGEST
        told = Headers(scope=scope).get("content-length", "0")
        if told.isdecimal() and int(told) <= most:
            await self._app(scope, bounded(receive, most), send)
        else:
            answer = PlainTextResponse("That is more than this page takes.", 413, CLOSE)
            await answer(scope, receive, send)


def bounded(receive: Receive, most: int) -> Receive:
    """The same request; raises HTTPException where it grows beyond that, or takes too long."""
    until = asyncio.get_running_loop().time() + TIME
    left, more = most, True

    async def measured() -> Message:
        nonlocal left, more
        if not more:  # it is whole: what comes now is the end of the connection
            return await receive()
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408, "That took too long to arrive.", CLOSE) from None
        left -= len(message.get("body", b""))
        more = message.get("more_body", False)
        if left < 0:
            raise HTTPException(413, "That is more than this page takes.", CLOSE)
        return message

    return measured
