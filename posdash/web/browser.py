"""Who a browser stands for, by its cookies: a sign-in, links, a device."""

from collections.abc import Iterable, Mapping
from itertools import islice

from starlette.requests import Request
from starlette.responses import Response

from posdash.access import respondents, signin
from posdash.access.rights import Principal, Respondent
from posdash.errors import Refused
from posdash.keys import from_text, new_secret, to_text
from posdash.settings import settings
from posdash.survey.round import TeamId

YEAR = 365 * 24 * 3600
MOST_LINKS = 10  # of 50 letters each; browsers take 4,096 in a cookie


def cookie_name(what: str) -> str:
    """The name of one of our cookies; on https the browser binds it to this host."""
    return f"__Host-posdash_{what}" if settings().https else f"posdash_{what}"


def cookie(cookies: Mapping[str, str], what: str) -> str:
    """The text of one of our cookies, empty if there is none."""
    return cookies.get(cookie_name(what), "")


def principal_from(cookies: Mapping[str, str], team: TeamId | None = None) -> Principal:
    """Who these cookies stand for: a session, a link on a device, both or neither.

    A browser holds several links; it is the one to this team, or else the last
    opened that still leads somewhere.
    """
    return Principal(
        person=signin.person_of(cookie(cookies, "session")),
        respondent=_respondent(cookies, team),
    )


def links(cookies: Mapping[str, str]) -> list[tuple[str, str]]:
    """The links that this browser holds, the last opened first, each after its team as text.

    Of a cookie from before 0.6.0, which held one link only, the team is empty.
    """
    kept = [one.rpartition(".") for one in cookie(cookies, "link").split("~")[:MOST_LINKS]]
    return [(team, link) for team, _, link in kept if link]


def put_links(response: Response, kept: Iterable[tuple[str, str]]) -> None:
    """Let the browser hold these links, or the first of them if they are too many."""
    told = "~".join(f"{team}.{link}" for team, link in islice(kept, MOST_LINKS))
    put_cookie(response, "link", told, YEAR)


def no_such_link(cookies: Mapping[str, str]) -> Refused:
    """What whoever asks for a team is told where this browser holds no link that leads to it."""
    if links(cookies):
        return respondents.leads_nowhere()
    return Refused(
        "This browser holds no link to a round: none was opened in it, or it keeps no cookies.",
        cure="Open your link in it.",
    )


def put_cookie(response: Response, what: str, value: str, seconds: int) -> None:
    """Set one of our cookies, which no script can read."""
    response.set_cookie(
        cookie_name(what),
        value,
        max_age=seconds,
        httponly=True,
        samesite="lax",
        secure=settings().https,
    )


def drop_cookie(response: Response, what: str) -> None:
    """Take one of our cookies away."""
    response.delete_cookie(cookie_name(what), secure=settings().https, httponly=True)


def secret(request: Request, what: str) -> bytes:
    """The secret that this browser keeps under one of our names, or a new one."""
    return from_text(cookie(request.cookies, what)) or new_secret()


def put_secret(response: Response, what: str, kept: bytes) -> None:
    """Let the browser keep a secret for a year."""
    put_cookie(response, what, to_text(kept), YEAR)


def put_session(response: Response, text: str, known: bytes) -> None:
    """Let the browser be signed in, and known where its owner signs in again."""
    put_cookie(response, "session", text, int(signin.SIGN_IN_LIFE.total_seconds()))
    put_secret(response, "browser", known)


def agent(request: Request) -> str:
    """What the browser calls itself."""
    return request.headers.get("user-agent", "")


def _respondent(cookies: Mapping[str, str], team: TeamId | None) -> Respondent | None:
    device, kept = from_text(cookie(cookies, "device")), links(cookies)
    if device is None:
        return None
    asked = [one for one in kept if team is None or one[0] in ("", str(team))]
    found = (respondents.respondent(link, device) for _, link in asked)
    return next((one for one in found if one is not None and team in (None, one.team)), None)
