"""Who gets a page of the app: browsers that were let in, so many at once; strangers get none.

A page of Streamlit holds a session, memory and a thread of this process. Whoever
has no link and is not signed in is answered by plain pages, which hold nothing.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager

from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from posdash import memory
from posdash.access.rights import NOBODY, Principal, not_open
from posdash.errors import Limited, PosdashError, Refused
from posdash.web import browser, connections, visitor
from posdash.web.bodies import CLOSE, UPLOADS
from posdash.web.guard import client_address

PER_BROWSER = 30  # pages open at once; a bad line leaves some behind for a minute
PER_ADDRESS = 450  # people in one building share one, and have several pages open
LOOK_UPS = 100  # under way at once for one address: a room of sixty comes at the same moment
FILES = 3  # kept for one page, which asks for one
NO_WAY_THROUGH = (
    "This page has no connection to posdash yet. Load it again, or try another network. If it "
    "stays like this, tell whoever sent you here. For them: what stands in front of posdash has "
    "to pass WebSocket connections on, as deploy/nginx.conf does."
)
_lookers = ThreadPoolExecutor(4, "look-up")  # not the threads that links and forms wait for
_looking: Counter[str] = Counter()
_open: Counter[str] = Counter()
memory.forgets(_looking.clear)
memory.forgets(_open.clear)


class Threshold:
    """Passes on connections and files of browsers that were let in, and of no others."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send)
        elif scope["type"] == "http" and scope["path"].startswith(UPLOADS):
            await self._upload(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = HTTPConnection(scope)
        try:
            await let_in(connection)
            with one_page_more(connection):
                await self._app(scope, receive, send)
        except PosdashError:
            await WebSocketClose(1008)(scope, receive, send)

    async def _upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await _may_upload(HTTPConnection(scope))
        except PosdashError as error:
            await PlainTextResponse(str(error), 403, CLOSE)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


async def let_in(connection: HTTPConnection) -> Principal:
    """Who this browser was let in as; raises Refused for a stranger, and Limited."""
    who = NOBODY
    if _cookie(connection, "session") or _cookie(connection, "link"):
        with _one_more(_looking, {client_address(connection): LOOK_UPS}):
            ask = asyncio.get_running_loop().run_in_executor
            who = await ask(_lookers, browser.principal_from, connection.cookies)
    if who == NOBODY:
        raise Refused(
            "This browser is not signed in here any more, or its link was taken back.",
            cure="Copy what you have typed, then load this page again.",
        )
    return who


def one_page_more(connection: HTTPConnection) -> AbstractContextManager[None]:
    """Count a page of this browser while it is open; raises Limited if there are too many."""
    own = _cookie(connection, "session") or _cookie(connection, "device")
    return _one_more(
        _open,
        {
            f"browser {own}": PER_BROWSER,
            f"address {client_address(connection)}": PER_ADDRESS,
            "all": connections.pages_at_most(),
        },
    )


async def why_not(request: Request) -> Response:
    """Why a page has no connection; it asks when it has none."""
    try:
        await let_in(request)
        with one_page_more(request):
            why = NO_WAY_THROUGH
    except PosdashError as error:
        why = str(error)
    return PlainTextResponse(why, headers={"Cache-Control": "no-store"})


async def _may_upload(connection: HTTPConnection) -> None:
    who = await let_in(connection)
    page = connection.url.path.removeprefix(UPLOADS).partition("/")[0]
    opened_by = browser.cookie(visitor.cookies_of(page), "session")
    if not (who.person and who.person.administrator):
        raise not_open()
    if opened_by != _cookie(connection, "session"):
        raise not_open()
    if connection.scope["method"] == "PUT" and visitor.files_of(page) >= FILES:
        raise Limited("This page holds enough files.", cure="Load it again.")


@contextmanager
def _one_more(there: Counter[str], most: Mapping[str, int]) -> Iterator[None]:
    if any(there[key] >= bound for key, bound in most.items()):
        raise Limited(
            "Many pages are open here just now.", cure="Close some, or try again in a minute."
        )
    there.update(most.keys())
    try:
        yield
    finally:
        there.subtract(most.keys())
        for key in [one for one in most if there[one] <= 0]:
            del there[key]


def _cookie(connection: HTTPConnection, what: str) -> str:
    return browser.cookie(connection.cookies, what)
