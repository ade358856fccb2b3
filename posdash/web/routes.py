"""Routes beside the Streamlit pages: links that let people in, signing in and out."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from posdash.access import account, respondents, signin
from posdash.access.limits import LINKS
from posdash.access.passwords import LONGEST, SHORTEST
from posdash.access.rights import Principal, Respondent
from posdash.answers import collect
from posdash.errors import BadInput
from posdash.hour import meeting
from posdash.keys import from_text, new_secret, to_text
from posdash.letters import sign_in as sign_in_letters
from posdash.settings import settings
from posdash.survey.round import TeamId
from posdash.text import EMAIL_LENGTH
from posdash.views import mirror
from posdash.web import browser, downloads, visitor
from posdash.web.browser import Button, Field, go, page
from posdash.web.guard import client_address

EMAIL = Field("email", "E-mail", "email", "username", EMAIL_LENGTH)
PASSWORD = Field("password", "Password", "password", "current-password", LONGEST)
NEW_PASSWORD = Field("new", "New password", "password", "new-password", LONGEST)
_ID = re.compile(r"[0-9]{1,9}")
_OWN = re.compile(rf"{visitor.OWN}[0-9]+(-[0-9]+)?")


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
    """Hand the device over: what was saved stays another's. Personal links go with their owner."""
    if request.method == "GET":
        return page(
            "Someone else answers here",
            "What was saved on this device stays saved and counts, but nobody can look at it or "
            "change it any more. The next person starts empty.",
            Button("Start empty"),
        )
    team = await run_in_threadpool(_team, request)
    kept = await run_in_threadpool(_for_everybody, request.cookies)
    stays = team is not None and str(team) in dict(kept)
    response = go(_address("/answer", team) if team is not None and stays else "/")
    before = from_text(browser.cookie(request.cookies, "device"))
    if before is not None:
        await run_in_threadpool(respondents.give_up, before)
    _forget_own(request, response)
    browser.put_links(response, kept)
    browser.put_cookie(response, "device", to_text(new_secret()), browser.YEAR)
    return response


async def done(request: Request) -> Response:
    """Leave answering: this device keeps what was placed on it, for the mirror.

    Raises Refused where this browser holds no link to that team.
    """
    who, mine = await run_in_threadpool(_answering, request)
    survey = await run_in_threadpool(collect.survey, who)
    response = go(_address("/answer", mine.team, step="done"))
    if survey.open:
        kept = mirror.kept_as(mine, survey)
        browser.put_cookie(response, visitor.own_cookie(mine.team), kept, browser.YEAR)
    return response


async def remove(request: Request) -> Response:
    """Take away what was saved from this device in this round.

    Raises Refused where this browser holds no link to that team.
    """
    who, mine = await run_in_threadpool(_answering, request)
    if request.method == "GET":
        return page(
            "Remove my answers",
            "Everything saved on this device in this round is taken away at once.",
            Button("Remove my answers"),
            links=(("Keep them", _address("/answer", mine.team, step="done")),),
        )
    await run_in_threadpool(collect.remove, who)
    response = go(_address("/answer", mine.team))
    browser.drop_cookie(response, visitor.own_cookie(mine.team))
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


def _address(path: str, team: TeamId, **more: str) -> str:
    return f"{path}?{urlencode({'round': team.round_id, 'group': team.group_id, **more})}"


def _team(request: Request) -> TeamId | None:
    """The team that an address is about.

    One that says nothing, of a tab from before 0.5.0, is about this browser's
    only team. Raises BadInput where there are several.
    """
    asked = [request.query_params.get(name, "") for name in ("round", "group")]
    if all(_ID.fullmatch(one) for one in asked):
        return TeamId(*map(int, asked))
    kept = browser.links(request.cookies)
    if len(kept) > 1:
        raise BadInput(
            "This address does not say which team it is about.",
            cure="Open your team's link, and go on from there.",
        )
    mine = browser.principal_from(request.cookies).respondent
    return None if mine is None else mine.team


def _answering(request: Request) -> tuple[Principal, Respondent]:
    team = _team(request)
    who = browser.principal_from(request.cookies, team)
    if who.respondent is None:
        raise respondents.leads_nowhere()
    return who, who.respondent


def _for_everybody(cookies: Mapping[str, str]) -> list[tuple[str, str]]:
    """The links that this browser still holds once it is somebody else's: to teams, not persons."""
    device = new_secret()
    found = [(link, respondents.respondent(link, device)) for _, link in browser.links(cookies)]
    return [
        (str(one.team), link)
        for link, one in found
        if one is not None and one.token != from_text(link)
    ]


def _forget_own(request: Request, response: Response) -> None:
    start = browser.cookie_name("")
    for name in request.cookies:
        if _OWN.fullmatch(name.removeprefix(start)):
            browser.drop_cookie(response, name.removeprefix(start))


async def _let_in(request: Request, link: str) -> Response:
    kept = from_text(browser.cookie(request.cookies, "device"))
    for device in (kept or new_secret(), new_secret()):  # the one kept may have been given up
        found = await run_in_threadpool(respondents.respondent, link, device)
        if found is not None:
            return await _with_link(request, link, device, found)
    # what is right lets in, however often somebody else here was wrong
    LINKS.check(client_address(request))
    LINKS.note(client_address(request))
    raise respondents.leads_nowhere()


async def _with_link(request: Request, link: str, device: bytes, found: Respondent) -> Response:
    in_session = await run_in_threadpool(meeting.my_stand, Principal(respondent=found))
    onward = "/follow" if in_session and in_session.live else "/answer"
    response = go(_address(onward, found.team))
    team = str(found.team)
    others = [one for one in browser.links(request.cookies) if one[0] != team and one[1] != link]
    browser.put_links(response, [(team, link), *others])
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
