"""Whether a browser kept the cookies it was just given: some keep none, and get no further."""

from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from posdash.hour import meeting
from posdash.settings import settings
from posdash.survey.round import TeamId
from posdash.web import browser, plain
from posdash.web.deeds import shows

HERE = "/here"
SIGNED_IN = f"{HERE}?signed-in"


def about(path: str, team: TeamId, **more: object) -> str:
    """An address that says which team of which round it is about."""
    return f"{path}?{urlencode({'round': team.round_id, 'group': team.group_id, **more})}"


def team_in(request: Request) -> TeamId | None:
    """The team that an address names, or None."""
    asked = [request.query_params.get(name, "") for name in ("round", "group")]
    if all(one.isascii() and one.isdecimal() and len(one) < 10 for one in asked):
        return TeamId(*map(int, asked))
    return None


async def here(request: Request) -> Response:
    """On to where a link or a sign-in leads, or the sentence that no cookie was kept."""
    team = team_in(request)
    if team is None:
        return _no_cookies() if _lacks(request, "session") else plain.go("/")
    if _lacks(request, "device"):
        return _no_cookies()
    who = await run_in_threadpool(browser.principal_from, request.cookies, team)
    now = await run_in_threadpool(meeting.my_stand, who)
    return plain.go(about("/follow" if now and now.live else "/answer", team))


def _lacks(request: Request, what: str) -> bool:
    return not browser.cookie(request.cookies, what)


def _no_cookies() -> Response:
    return plain.page(
        "This browser keeps no cookies",
        "posdash needs them, to know on the next page that it is you who went on. Allow cookies "
        f"for {settings().base_url} in the settings of this browser, or take another browser. "
        "Then open your link again. A link to sign in works once: ask for a new one.",
        status=403,
    )


ROUTES = [shows(HERE, here)]
