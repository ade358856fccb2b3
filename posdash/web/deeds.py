"""The kinds of routes: one shows, one does, one leads to another server and back.

There is no other way to write a route. What is shown sets no cookie and changes nothing,
whether GET or HEAD asks. What is done takes a press on a page of our own (a POST with our
Origin), and is done once: a press that comes twice is answered twice.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from hashlib import sha256
from http.cookies import SimpleCookie

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from posdash import clock, memory
from posdash.errors import PosdashError
from posdash.settings import settings
from posdash.web import plain
from posdash.web.browser import cookie_name

LONGEST_FORM = 4096  # bytes; the longest field is a password
MOST_FIELDS = 8
MOST_PRESSES = 500
REMEMBERED = 60.0  # seconds
OWN_PAGES = {"same-origin", "none"}  # Sec-Fetch-Site: a link of ours, or an address typed in
Answer = Callable[[Request], Coroutine[None, None, Response]]


def shows(path: str, page: Answer) -> Route:
    """A route that only looks."""
    return Route(path, _only_looks(page), methods=["GET"])


def does(path: str, page: Answer, deed: Answer, *, tapped: bool = False) -> Route:
    """A route whose `page` shows a button, and whose `deed` is done by it alone.

    What is `tapped` is done without that page where a link on one of our own
    pages leads to it, and must be harmless when done again.
    """
    looked, done = _only_looks(page), _in_words(deed)

    async def answer(request: Request) -> Response:
        if request.method == "POST":
            return _not_from_here(request) or await PRESSES.answer(request, done)
        by_a_tap = request.headers.get("sec-fetch-site", "none") in OWN_PAGES
        if tapped and request.method == "GET" and by_a_tap:
            return await done(request)
        return await looked(request)

    return Route(path, answer, methods=["GET", "POST"])


def leads(path: str, answer: Answer, **options: object) -> Route:
    """A route on the way to another server and back, whose answer rests on what that one sends."""
    led = _in_words(answer)

    async def guarded(request: Request) -> Response:
        return await led(request) if request.method == "GET" else Response()

    return Route(path, guarded, methods=["GET"], **options)  # type: ignore[arg-type]


async def typed(request: Request, *names: str) -> tuple[str, ...]:
    """What was filled in, by the names of the fields."""
    found = await request.form(max_files=0, max_fields=MOST_FIELDS)
    return tuple(str(found.get(name, "")) for name in names)


@dataclass(frozen=True, slots=True)
class _Press:
    at: float
    cookies: dict[str, str]
    answer: asyncio.Task[Response]

    def is_from(self, cookies: dict[str, str], answer: Response) -> bool:
        """Whether a browser is as it was before this press, or as the answer to it left it."""
        left: SimpleCookie = SimpleCookie()
        for line in answer.headers.getlist("set-cookie"):
            left.load(line)
        after = self.cookies | {name: one.value for name, one in left.items()}
        return all(
            cookies.get(name, "") in (self.cookies.get(name, ""), after.get(name, ""))
            for name in {*left, *map(cookie_name, ("session", "device"))}
        )


class Presses:
    """What was pressed within the last minute, and what was answered."""

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, _Press] = OrderedDict()

    async def answer(self, request: Request, deed: Answer) -> Response:
        """Do it; or, where the same press was done or is being done, answer the same.

        A form without a number, which no page of ours sends, is done each time.
        """
        body = await request.body()  # first, as reading the form would use it up
        (number,) = await typed(request, plain.NUMBER)
        if not number:
            return await deed(request)
        self._forget_the_oldest()
        key = sha256(f"{request.url.path}?{request.url.query} ".encode() + body).digest()
        before = self._kept.get(key)
        if before is not None:
            answer = await asyncio.shield(before.answer)
            if before.is_from(request.cookies, answer):
                return _again(answer)
        return _again(await self._first(key, request, deed))

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._kept)

    def forget(self) -> None:
        """Forget all of it."""
        self._kept.clear()

    async def _first(self, key: bytes, request: Request, deed: Answer) -> Response:
        def keep_if_done(task: asyncio.Task[Response]) -> None:
            if task.cancelled() or task.exception() or task.result().status_code >= 400:
                self._kept.pop(key, None)  # what was refused may be tried again

        task = asyncio.create_task(deed(request))
        task.add_done_callback(keep_if_done)
        self._kept[key] = _Press(clock.ticks(), request.cookies, task)
        self._kept.move_to_end(key)
        return await asyncio.shield(task)  # a browser that presses again lets its first press go

    def _forget_the_oldest(self) -> None:
        start = clock.ticks() - REMEMBERED
        while self._kept:
            first = next(iter(self._kept.values()))
            if first.at > start and len(self._kept) < MOST_PRESSES:
                return
            self._kept.popitem(last=False)


PRESSES = Presses()
memory.forgets(PRESSES.forget)


def _again(answer: Response) -> Response:
    """The answer once more: what sends one, such as compression, changes its headers."""
    copy = Response(answer.body, answer.status_code)
    copy.raw_headers = list(answer.raw_headers)
    return copy


def _only_looks(page: Answer) -> Answer:
    shown = _in_words(page)

    async def looked(request: Request) -> Response:
        response = await shown(request)
        if "set-cookie" in response.headers:
            raise AssertionError("A page that is only looked at sets no cookie.")
        return response

    return looked


def _in_words(answer: Answer) -> Answer:
    async def told(request: Request) -> Response:
        try:
            return await answer(request)
        except PosdashError as error:
            return plain.refused(error)

    return told


def _not_from_here(request: Request) -> Response | None:
    length = request.headers.get("content-length", "")
    if not (length.isdigit() and int(length) <= LONGEST_FORM):
        return plain.page("This did not work", "That was more than this form holds.", status=413)
    scheme = "https" if settings().https else request.url.scheme  # what a proxy says, or does not
    own = {f"{scheme}://{request.headers.get('host', '')}", settings().base_url}
    origins = request.headers.getlist("origin")
    if len(origins) == 1 and origins[0] in own:
        return None
    return plain.page("This did not work", "Open the link itself and try again.", status=403)
