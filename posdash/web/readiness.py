"""Whether this server is ready: for a supervisor, in words that tell a stranger nothing."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from posdash import upkeep
from posdash.web.deeds import shows


async def ready(_: Request) -> Response:
    """Say `ok`, or with 503 what is not, a word each."""
    troubles = upkeep.troubles()
    text = f"not ready: {', '.join(troubles)}" if troubles else "ok"
    headers = {"Cache-Control": "no-store"}
    return PlainTextResponse(text, 503 if troubles else 200, headers=headers)


ROUTES = [shows("/readyz", ready)]
