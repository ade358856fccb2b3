"""Paths that programs ask every server for, and those where there is nothing."""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from posdash import clock
from posdash.settings import settings
from posdash.web.deeds import shows

FRAMEWORK = ("_stcore/upload_file", "_stcore/bidi-components", "media", "component")
ASKED_FOR = ("_stcore/health", "_stcore/host-config", "favicon.png", "manifest.json")
GOOD_FOR = timedelta(days=180)  # RFC 9116 wants less than a year


class Nothing(BaseRoute):
    """Answers 404 where there is no page and no route: Streamlit would show its first page."""

    def __init__(
        self, routes: Sequence[BaseRoute], pages: Iterable[str], assets: Iterable[str]
    ) -> None:
        self._routes = routes
        there = "|".join(re.escape(one) for one in (*filter(None, pages), *ASKED_FOR))
        below = "|".join(re.escape(one) for one in FRAMEWORK)  # they say themselves what is not
        self._known = re.compile(rf"/(?:(?:{there})/?|(?:{below})/.*)?", re.DOTALL)
        self._assets = frozenset(assets)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether there is nothing at this path."""
        path = scope["path"]
        if scope["type"] != "http" or path in self._assets or self._known.fullmatch(path):
            return Match.NONE, {}
        ours = any(route.matches(scope)[0] is not Match.NONE for route in self._routes)
        return (Match.NONE if ours else Match.FULL), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Say so."""
        await _nothing()(scope, receive, send)


async def robots(request: Request) -> Response:
    """Tell programs that walk the web that nothing here is for them."""
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


async def security(request: Request) -> Response:
    """Whom to tell of a hole (RFC 9116), if somebody is named."""
    contact = settings().security_contact
    if not contact:
        return _nothing()
    expires = f"{clock.now() + GOOD_FOR:%Y-%m-%dT%H:%M:%SZ}"
    return PlainTextResponse(f"Contact: {contact}\nExpires: {expires}\n")


def _nothing() -> Response:
    return PlainTextResponse("There is nothing here.", 404, headers={"Cache-Control": "no-store"})


ROUTES = [
    shows("/robots.txt", robots),
    shows("/.well-known/security.txt", security),
]
