"""Paths that programs ask every server for."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from posdash import clock
from posdash.settings import settings
from posdash.web.deeds import shows

GOOD_FOR = timedelta(days=180)  # RFC 9116 wants less than a year


async def robots(request: Request) -> Response:
    """Tell programs that walk the web that nothing here is for them."""
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


async def security(request: Request) -> Response:
    """Whom to tell of a hole (RFC 9116), if somebody is named."""
    contact = settings().security_contact
    if not contact:
        return PlainTextResponse("Nobody is named here.", 404)
    expires = f"{clock.now() + GOOD_FOR:%Y-%m-%dT%H:%M:%SZ}"
    return PlainTextResponse(f"Contact: {contact}\nExpires: {expires}\n")


ROUTES = [
    shows("/robots.txt", robots),
    shows("/.well-known/security.txt", security),
]
