"""Routes beside the Streamlit pages: links that let people in, signing out; and who asks."""

from collections.abc import Awaitable, Callable, Mapping
from html import escape
from pathlib import Path
from string import Template

import streamlit
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from posdash import collect, signin
from posdash.access import Principal
from posdash.errors import PosdashError
from posdash.keys import from_text, new_secret, to_text
from posdash.settings import settings

YEAR = 365 * 24 * 3600
LONGEST_FORM = 4096  # bytes; the longest field is a name
_PAGE = Template((Path(__file__).parent / "entrance.html").read_text(encoding="utf-8"))
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    # the origin goes along, so that a form can be told from a forgery; the link itself does not
    "Referrer-Policy": "strict-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def cookie_name(what: str) -> str:
    """The name of one of our cookies; on https the browser binds it to this host."""
    return f"__Host-posdash_{what}" if settings().https else f"posdash_{what}"


def principal() -> Principal:
    """Whoever opened this page; the only place where a principal is made from a request."""
    return principal_from(streamlit.context.cookies)


def principal_from(cookies: Mapping[str, str]) -> Principal:
    """Who these cookies stand for: a session, a link on a device, both or neither."""
    device = from_text(cookies.get(cookie_name("device"), ""))
    link = cookies.get(cookie_name("link"), "")
    return Principal(
        person=signin.person_of(cookies.get(cookie_name("session"), "")),
        respondent=collect.respondent(link, device) if link and device else None,
    )


async def health(request: Request) -> Response:
    """Tell a supervisor that the server answers."""
    return PlainTextResponse("ok")


async def open_link(request: Request) -> Response:
    """A team link: a button first, because mail programs fetch links by themselves."""
    if request.method == "GET":
        return _page(
            "Welcome",
            "You were invited to place your team between pairs of ends. The next page tells who "
            "asks, who sees what, and how long it takes. This device will keep a cookie, so that "
            "only it can show your answers again.",
            "Go on",
        )
    response = _go("/answer")
    token = request.path_params["token"]
    _set(response, "link", token if from_text(token) else "", YEAR)
    if from_text(request.cookies.get(cookie_name("device"), "")) is None:
        _set(response, "device", to_text(new_secret()), YEAR)
    return response


async def someone_else(request: Request) -> Response:
    """Hand the device over: a new secret, so that the answers before stay another's."""
    if request.method == "GET":
        return _page(
            "Someone else answers here",
            "What was saved on this device stays saved and counts, but nobody can look at it or "
            "change it any more. The next person starts empty.",
            "Start empty",
        )
    response = _go("/answer")
    _set(response, "device", to_text(new_secret()), YEAR)
    return response


async def set_up(request: Request) -> Response:
    """The first start: make the administrator."""
    if request.method == "GET":
        return _page(
            "Set up posdash",
            "You will be the administrator of this posdash. What shall we call you?",
            "Begin",
            field="Your name",
        )
    name = str((await request.form(max_files=0, max_fields=1)).get("name", ""))
    return await _enter(lambda token: signin.set_up(token, name), request)


async def sign_in(request: Request) -> Response:
    """A sign-in link."""
    if request.method == "GET":
        return _page("Sign in", "This link signs you in, once, on this device.", "Sign in")
    return await _enter(signin.sign_in, request)


async def sign_out(request: Request) -> Response:
    """End the session."""
    if request.method == "GET":
        return _page("Sign out", "You will be signed out on this device.", "Sign out")
    await run_in_threadpool(signin.sign_out, request.cookies.get(cookie_name("session"), ""))
    response = _go("/")
    response.delete_cookie(cookie_name("session"), secure=settings().https, httponly=True)
    return response


async def _enter(enter: Callable[[str], str], request: Request) -> Response:
    try:
        cookie = await run_in_threadpool(enter, request.path_params["token"])
    except PosdashError as error:
        return _page("This did not work", str(error), status=403)
    response = _go("/")
    _set(response, "session", cookie, int(signin.SESSION_LIFE.total_seconds()))
    return response


def _form(answer: Callable[[Request], Awaitable[Response]]) -> Callable[..., Awaitable[Response]]:
    """Refuse a form that another site sent."""

    async def guarded(request: Request) -> Response:
        length = request.headers.get("content-length", "")
        if request.method == "POST" and not (length.isdigit() and int(length) <= LONGEST_FORM):
            return _page("This did not work", "That was more than a name.", status=413)
        own = f"{request.url.scheme}://{request.headers.get('host', '')}"
        if request.method == "POST" and request.headers.get("origin") not in {
            own,
            settings().base_url,
        }:
            return _page("This did not work", "Open the link itself and try again.", status=403)
        return await answer(request)

    return guarded


def _page(
    title: str, sentence: str, button: str = "", *, field: str = "", status: int = 200
) -> Response:
    name = f'<label>{escape(field)}<input name="name" maxlength="60"></label>' if field else ""
    form = f'<form method="post">{name}<button>{escape(button)}</button></form>' if button else ""
    html = _PAGE.substitute(title=escape(title), sentence=escape(sentence), form=form)
    return HTMLResponse(html, status_code=status, headers=_HEADERS)


def _go(path: str) -> Response:
    return RedirectResponse(path, status_code=303, headers=_HEADERS)


def _set(response: Response, what: str, value: str, seconds: int) -> None:
    response.set_cookie(
        cookie_name(what),
        value,
        max_age=seconds,
        httponly=True,
        samesite="lax",
        secure=settings().https,
    )


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/healthz", health),
    Route("/i/{token}", _form(open_link), methods=_BOTH),
    Route("/someone-else", _form(someone_else), methods=_BOTH),
    Route("/setup/{token}", _form(set_up), methods=_BOTH),
    Route("/in/{token}", _form(sign_in), methods=_BOTH),
    Route("/out", _form(sign_out), methods=_BOTH),
]
