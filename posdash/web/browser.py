"""What a browser sends and gets outside the Streamlit pages: cookies, forms, plain pages."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from itertools import islice
from pathlib import Path
from string import Template

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from posdash.access import respondents, signin
from posdash.access.rights import Principal, Respondent
from posdash.errors import Limited, PosdashError
from posdash.keys import from_text
from posdash.settings import settings
from posdash.survey.round import TeamId

YEAR = 365 * 24 * 3600
MOST_LINKS = 10  # of 50 letters each; browsers take 4,096 in a cookie
LONGEST_FORM = 4096  # bytes; the longest field is a password
_PAGE = Template((Path(__file__).parent / "entrance.html").read_text(encoding="utf-8"))
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    # the origin goes along, so that a form can be told from a forgery; the link itself does not
    "Referrer-Policy": "strict-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
Answer = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Field:
    """One line to fill in; `kind` and `autocomplete` as HTML has them."""

    name: str
    label: str
    kind: str = "text"
    autocomplete: str = "off"
    length: int = 60


@dataclass(frozen=True, slots=True)
class Button:
    """What sends the form, to the page itself or to another of our routes."""

    label: str
    to: str = ""


def cookie_name(what: str) -> str:
    """The name of one of our cookies; on https the browser binds it to this host."""
    return f"__Host-posdash_{what}" if settings().https else f"posdash_{what}"


def cookie(cookies: Mapping[str, str], what: str) -> str:
    """The text of one of our cookies, empty if there is none."""
    return cookies.get(cookie_name(what), "")


def principal_from(cookies: Mapping[str, str], team: TeamId | None = None) -> Principal:
    """Who these cookies stand for: a session, a link on a device, both or neither.

    A browser holds several links; it is the one to this team, or else the last opened.
    """
    return Principal(
        person=signin.person_of(cookie(cookies, "session")),
        respondent=_respondent(cookies, team),
    )


def links(cookies: Mapping[str, str]) -> list[tuple[str, str]]:
    """The links that this browser holds, the last opened first, each after its team as text.

    Of a cookie from before 0.5.0, which held one link only, the team is empty.
    """
    kept = [one.rpartition(".") for one in cookie(cookies, "link").split("~")]
    return [(team, link) for team, _, link in kept if link]


def put_links(response: Response, kept: Iterable[tuple[str, str]]) -> None:
    """Let the browser hold these links, or the first of them if they are too many."""
    told = "~".join(f"{team}.{link}" for team, link in islice(kept, MOST_LINKS))
    put_cookie(response, "link", told, YEAR)


def _respondent(cookies: Mapping[str, str], team: TeamId | None) -> Respondent | None:
    device, kept = from_text(cookie(cookies, "device")), links(cookies)
    if device is None:
        return None
    asked = kept[:1] if team is None else [one for one in kept if one[0] in ("", str(team))]
    found = (respondents.respondent(link, device) for _, link in asked)
    return next((one for one in found if one is not None and team in (None, one.team)), None)


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


def signed_in(cookie_text: str) -> Response:
    """The way to the first page, with a session."""
    response = go("/")
    put_cookie(response, "session", cookie_text, int(signin.SIGN_IN_LIFE.total_seconds()))
    return response


def page(
    title: str,
    sentence: str,
    *buttons: Button,
    fields: tuple[Field, ...] = (),
    links: tuple[tuple[str, str], ...] = (),
    status: int = 200,
) -> Response:
    """A plain page of our own: a sentence, fields, buttons, and (text, path) of ways on."""
    lines = "".join(_field(field) for field in fields) + "".join(
        _button(button) for button in buttons
    )
    form = f'<form method="post">{lines}</form>' if buttons else ""
    ways = "".join(f'<p><a href="{escape(to)}">{escape(text)}</a></p>' for text, to in links)
    html = _PAGE.substitute(title=escape(title), sentence=escape(sentence), form=form + ways)
    return HTMLResponse(html, status_code=status, headers=HEADERS)


def refused(error: PosdashError) -> Response:
    """What stood in the way, as a page."""
    status = 429 if isinstance(error, Limited) else 403
    return page("This did not work", str(error), links=(("To the first page", "/"),), status=status)


def go(path: str) -> Response:
    """Send the browser on."""
    return RedirectResponse(path, status_code=303, headers=HEADERS)


def form(answer: Answer) -> Answer:
    """A route that takes a form: refuses what another site sent, and says what stood in the way."""

    async def guarded(request: Request) -> Response:
        length = request.headers.get("content-length", "")
        if request.method == "POST" and not (length.isdigit() and int(length) <= LONGEST_FORM):
            return page("This did not work", "That was more than this form holds.", status=413)
        own = f"{request.url.scheme}://{request.headers.get('host', '')}"
        if request.method == "POST" and request.headers.get("origin") not in {
            own,
            settings().base_url,
        }:
            return page("This did not work", "Open the link itself and try again.", status=403)
        try:
            return await answer(request)
        except PosdashError as error:
            return refused(error)

    return guarded


async def typed(request: Request, *names: str) -> tuple[str, ...]:
    """What was filled in, by the names of the fields."""
    found = await request.form(max_files=0, max_fields=len(names) + 1)
    return tuple(str(found.get(name, "")) for name in names)


def agent(request: Request) -> str:
    """What the browser calls itself."""
    return request.headers.get("user-agent", "")


def _field(field: Field) -> str:
    return (
        f'<label>{escape(field.label)}<input name="{field.name}" type="{field.kind}" '
        f'autocomplete="{field.autocomplete}" maxlength="{field.length}"></label>'
    )


def _button(button: Button) -> str:
    to = f' formaction="{escape(button.to)}"' if button.to else ""
    return f"<button{to}>{escape(button.label)}</button>"
