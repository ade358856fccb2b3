"""What stands before every page and route: who is answered at all, and what each answer carries."""

import asyncio
import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from time import monotonic
from urllib.parse import unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from posdash.settings import LOOPBACK, settings

# Streamlit's one inline script, by its hash; a test reads it from the installed package.
INLINE_SCRIPT = "'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA='"
POLICY = (
    f"default-src 'self'; script-src 'self' {INLINE_SCRIPT}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ONLY_HTTPS = "max-age=31536000"  # seconds, a year
CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/auth", "/oauth2callback")  # nobody needs them
MEDIA = "/media/"  # its files need no sign-in, so that no copy may stay on the way
PACE, BURST = 5.0, 20.0  # messages a second over one connection, after so many at once
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+?)\.?(:[0-9]{1,5})?")


class Guard:
    """Passes on what is meant for this server, and gives every answer its headers.

    `hosts` are the names this server goes by, as Streamlit's `server.allowedHosts`
    has them; the host in POSDASH_URL is one in any case.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        own = urlsplit(settings().base_url.lower())
        self._app = app
        self._origin = f"{own.scheme}://{own.netloc}"
        self._hosts = {own.hostname or "", *(host.strip().lower().rstrip(".") for host in hosts)}
        self._headers = dict(HEADERS)
        if settings().https:
            self._headers["Strict-Transport-Security"] = ONLY_HTTPS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] != "websocket":
            await self._app(scope, receive, send)
        elif self._may_connect(Headers(scope=scope)):
            await self._app(scope, _paced(receive), send)
        else:
            await WebSocketClose(code=1008)(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._dress(scope["path"], MutableHeaders(scope=message))
            await send(message)

        try:
            await (self._refusal(scope) or self._app)(scope, receive, dressed)
        except Exception:
            if not started:  # Starlette would answer outside of this, without the headers
                await _sentence("Something went wrong here. Try again.", 500)(
                    scope, receive, dressed
                )
            raise

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        if not self._knows(Headers(scope=scope)):
            return _sentence(
                "posdash does not answer to this name: open the address that you were given, or "
                "set POSDASH_URL to the one people use.",
                400,
            )
        return _sentence("There is nothing here.", 404) if _is_closed(scope["path"]) else None

    def _dress(self, path: str, headers: MutableHeaders) -> None:
        for name, value in self._headers.items():
            headers.setdefault(name, value)
        if path.startswith(MEDIA):
            headers["Cache-Control"] = "no-store"

    def _may_connect(self, headers: Headers) -> bool:
        # Streamlit lets in pages of any other program on this machine, and asks an outside
        # host for its own address at every origin that it does not know.
        own = {self._origin, *(f"{scheme}://{headers.get('host')}" for scheme in _schemes())}
        return self._knows(headers) and all(origin in own for origin in headers.getlist("origin"))

    def _knows(self, headers: Headers) -> bool:
        told = headers.getlist("host")
        found = _HOST.fullmatch(told[0].lower()) if len(told) == 1 else None
        if found is None:
            return False
        host = found[1].strip("[]")
        wide = (pattern[1:] for pattern in self._hosts if pattern.startswith("*."))
        return not self._hosts.isdisjoint({host, "*"}) or host.endswith(tuple(wide))


def _paced(receive: Receive) -> Receive:
    """What a browser sends, handed on no faster than people click: a room shares one machine."""
    left, before = float(BURST), monotonic()

    async def calm() -> Message:
        nonlocal left, before
        message = await receive()
        left, before = min(left + (monotonic() - before) * PACE, BURST) - 1, monotonic()
        if left < 0:
            await asyncio.sleep(-left / PACE)
        return message

    return calm


def client_address(request: HTTPConnection) -> str:
    """Whom to count a request to: the address it comes from, for IPv6 the network of 64 bits.

    Behind a proxy on this machine it is what that proxy added last to
    X-Forwarded-For; all before it may be forged. uvicorn has then put an address
    from that header in the peer's place, and only where the request arrived
    tells that it came from this machine.
    """
    peer = request.client.host if request.client else ""
    here, _ = request.scope.get("server") or ("", None)
    if not (_is_loopback(peer) or _is_loopback(here)):
        return _network(peer) or peer
    told = ",".join(request.headers.getlist("x-forwarded-for")).rpartition(",")[2]
    return (_network(told) if settings().https else "") or LOOPBACK


def _schemes() -> tuple[str, ...]:
    return ("https",) if settings().https else ("http", "https")


def _is_closed(path: str) -> bool:
    parts = [part for part in unquote(path).casefold().split("/") if part not in {"", "."}]
    return f"/{'/'.join(parts)}/".startswith(tuple(f"{prefix}/" for prefix in CLOSED))


def _sentence(text: str, status: int) -> ASGIApp:
    return PlainTextResponse(text, status, headers={"Cache-Control": "no-store"})


def _address(text: str) -> IPv4Address | IPv6Address | None:
    bare = text.strip().removeprefix("[").partition("]")[0]
    if bare.count(":") == 1:  # some proxies write the port, too
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _network(text: str) -> str:
    found = _address(text)
    if isinstance(found, IPv6Address):  # a household has all of these addresses to itself
        return str(IPv6Network((int(found), 64), strict=False))
    return str(found) if found else ""


def _is_loopback(text: str) -> bool:
    found = _address(text)
    return found is not None and found.is_loopback
