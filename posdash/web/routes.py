"""Routes beside the Streamlit pages: links that let people in, signing in and out."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from posdash.access import account, respondents, signin
from posdash.access.limits import LINKS
from posdash.access.passwords import LONGEST, SHORTEST
from posdash.access.rights import Principal
from posdash.answers import collect
from posdash.hour import meeting
from posdash.keys import from_text, new_secret, to_text
from posdash.letters import sign_in as sign_in_letters
from posdash.settings import settings
from posdash.text import EMAIL_LENGTH
from posdash.views import mirror
from posdash.web import browser, downloads, visitor
from posdash.web.browser import Button, Field, go, page
from posdash.web.guard import client_address

EMAIL = Field("email", "E-mail", "email", "username", EMAIL_LENGTH)
PASSWORD = Field("password", "Password", "password", "current-password", LONGEST)
NEW_PASSWORD = Field("new", "New password", "password", "new-password", LONGEST)


async def health(request: Request) -> Response:
    """Tell a supervisor that the server answers."""
    return PlainTextResponse("ok")


async def open_link(request: Request) -> Response:
    """A link to answer: a button first, because mail programs fetch links by themselves.

    Raises Refused for a link that leads nowhere.
    """
    if request.method == "GET":
        return page(
            "Welcome",
            "You were invited to place your team between pairs of ends. The next page tells who "
            "asks, who sees what, and how long it takes. This device will keep a cookie, so that "
            "only it can show your answers again.",
            Button("Go on"),
        )
    return await _let_in(request, request.path_params["token"])


async def type_code(request: Request) -> Response:
    """The two words that stand for a team's link; raises Refused if they stand for none."""
    if request.method == "GET":
        return page(
            "Two words",
            "Type the two words that your team was given.",
            Button("Go on"),
            fields=(Field("code", "Two words"),),
        )
    (code,) = await browser.typed(request, "code")
    LINKS.check(client_address(request))
    link = await run_in_threadpool(respondents.link_of, code)
    return await _let_in(request, link or "")


async def someone_else(request: Request) -> Response:
    """Hand the device over: what was saved stays another's. A personal link goes with its owner."""
    if request.method == "GET":
        return page(
            "Someone else answers here",
            "What was saved on this device stays saved and counts, but nobody can look at it or "
            "change it any more. The next person starts empty.",
            Button("Start empty"),
        )
    who = await run_in_threadpool(browser.principal_from, request.cookies)
    link = from_text(browser.cookie(request.cookies, "link"))
    personal = who.respondent is not None and who.respondent.token == link
    response = go("/" if personal else "/answer")
    _forget_own(request, response)
    if personal:
        browser.drop_cookie(response, "link")
    browser.put_cookie(response, "device", to_text(new_secret()), browser.YEAR)
    return response


async def done(request: Request) -> Response:
    """Leave answering: this device keeps what was placed on it, for the mirror."""
    who = await run_in_threadpool(browser.principal_from, request.cookies)
    mine = await run_in_threadpool(collect.survey, who)
    response = go("/answer?done=1")
    if mine.open and who.respondent is not None:
        kept = mirror.kept_as(who.respondent, mine)
        browser.put_cookie(response, visitor.own_cookie(mine.round.id), kept, browser.YEAR)
    return response


async def remove(request: Request) -> Response:
    """Take away what was saved from this device in this round."""
    if request.method == "GET":
        return page(
            "Remove my answers",
            "Everything saved on this device in this round is taken away at once.",
            Button("Remove my answers"),
            links=(("Keep them", "/answer?done=1"),),
        )
    who = await run_in_threadpool(browser.principal_from, request.cookies)
    await run_in_threadpool(collect.remove, who)
    response = go("/answer")
    if who.respondent is not None:
        browser.drop_cookie(response, visitor.own_cookie(who.respondent.team.round_id))
    return response


async def set_up(request: Request) -> Response:
    """The first start: make the administrator."""
    if request.method == "GET":
        return page(
            "Set up posdash",
            "You will be the administrator of this posdash. What shall we call you?",
            Button("Begin"),
            fields=(Field("name", "Your name", autocomplete="name"),),
        )
    (name,) = await browser.typed(request, "name")
    return await _enter(request, signin.set_up, request.path_params["token"], name)


async def sign_in(request: Request) -> Response:
    """A sign-in link."""
    if request.method == "GET":
        sentence = "This link signs you in, once, on this device."
        return page("Sign in", sentence, Button("Sign in"))
    return await _enter(request, signin.sign_in, request.path_params["token"])


async def sign_in_by_password(request: Request) -> Response:
    """E-mail and password; the same page asks for a link by mail."""
    if request.method == "POST":
        email, password = await browser.typed(request, "email", "password")
        return await _enter(request, signin.with_password, email, password)
    mail = (Button("Mail me a link instead", "/sign-in/mail"),) if settings().mails else ()
    provider = (("Sign in with your organisation", "/oidc"),) if settings().oidc else ()
    return page(
        "Sign in",
        "For coaches, leaders and administrators. To answer, open the link your team was given: "
        "it needs no account.",
        Button("Sign in"),
        *mail,
        fields=(EMAIL, PASSWORD),
        links=provider,
    )


async def mail_link(request: Request) -> Response:
    """Send a sign-in link; the page is the same whoever asks."""
    (email,) = await browser.typed(request, "email")
    await run_in_threadpool(sign_in_letters.mail_sign_in_link, email)
    return page(
        "Look into your mail",
        "If there is an account with that e-mail, a link is on its way to it. It works once, for "
        "seven days.",
    )


async def choose_password(request: Request) -> Response:
    """Choose a password of one's own."""
    who = await run_in_threadpool(browser.principal_from, request.cookies)
    cookie = browser.cookie(request.cookies, "session")
    mine = await run_in_threadpool(account.account, who, cookie)
    if request.method == "GET":
        before = (PASSWORD,) if mine.has_password else ()
        return page(
            "Your password",
            f"{SHORTEST} characters or more: four words that do not belong together are easy to "
            "keep in mind. You will be signed out everywhere else.",
            Button("Keep this password"),
            fields=(*before, NEW_PASSWORD),
        )
    current, new = await browser.typed(request, "password", "new")
    await run_in_threadpool(account.set_password, who, cookie, current, new)
    return go("/account")


async def sign_out(request: Request) -> Response:
    """Sign out on this device."""
    if request.method == "GET":
        return page("Sign out", "You will be signed out on this device.", Button("Sign out"))
    cookie = browser.cookie(request.cookies, "session")
    await run_in_threadpool(signin.sign_out, cookie)
    response = go("/")
    browser.drop_cookie(response, "session")
    return response


def _forget_own(request: Request, response: Response) -> None:
    start = browser.cookie_name(visitor.OWN)
    for name in request.cookies:
        round_id = name.removeprefix(start)
        if name.startswith(start) and round_id.isascii() and round_id.isdecimal():
            browser.drop_cookie(response, visitor.own_cookie(int(round_id)))


async def _let_in(request: Request, link: str) -> Response:
    device = from_text(browser.cookie(request.cookies, "device")) or new_secret()
    found = await run_in_threadpool(respondents.respondent, link, device)
    if found is None:  # what is right lets in, however often somebody else here was wrong
        LINKS.check(client_address(request))
        LINKS.note(client_address(request))
        raise respondents.leads_nowhere()
    in_session = await run_in_threadpool(meeting.arrive, Principal(respondent=found))
    response = go("/follow" if in_session and in_session.live else "/answer")
    browser.put_cookie(response, "link", link, browser.YEAR)
    browser.put_cookie(response, "device", to_text(device), browser.YEAR)
    return response


async def _enter(request: Request, enter: Callable[..., str], *what: str) -> Response:
    cookie = await run_in_threadpool(enter, *what, browser.agent(request))
    before = browser.cookie(request.cookies, "session")
    await run_in_threadpool(signin.sign_out, before)  # one browser, one sign-in
    return browser.signed_in(cookie)


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/healthz", health),
    Route("/i/{token}", browser.form(open_link), methods=_BOTH),
    Route("/code", browser.form(type_code), methods=_BOTH),
    Route("/someone-else", browser.form(someone_else), methods=_BOTH),
    Route("/done", browser.form(done)),
    Route("/remove", browser.form(remove), methods=_BOTH),
    Route("/setup/{token}", browser.form(set_up), methods=_BOTH),
    Route("/in/{token}", browser.form(sign_in), methods=_BOTH),
    Route("/sign-in", browser.form(sign_in_by_password), methods=_BOTH),
    Route("/sign-in/mail", browser.form(mail_link), methods=["POST"]),
    Route("/password", browser.form(choose_password), methods=_BOTH),
    Route("/out", browser.form(sign_out), methods=_BOTH),
    *downloads.ROUTES,
]
