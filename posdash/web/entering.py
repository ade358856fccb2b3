"""Routes by which people sign in and out: set-up and sign-in links, passwords."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from posdash.access import account, signin
from posdash.access.passwords import LONGEST, SHORTEST
from posdash.letters import sign_in as sign_in_letters
from posdash.settings import settings
from posdash.text import EMAIL_LENGTH
from posdash.web import browser, kept
from posdash.web.deeds import does, typed
from posdash.web.plain import EMPTY_NEXT, Button, Field, go, page

EMAIL = Field("email", "E-mail", "email", "username", EMAIL_LENGTH)
PASSWORD = Field("password", "Password", "password", "current-password", LONGEST)
NEW_PASSWORD = Field("new", "New password", "password", "new-password", LONGEST)


async def ask_set_up(request: Request) -> Response:
    """The first start: ask for the administrator's name."""
    return page(
        "Set up posdash",
        "You will be the administrator of this posdash. What shall we call you?",
        Button("Begin"),
        fields=(Field("name", "Your name", autocomplete="name"),),
        small=EMPTY_NEXT,
    )


async def set_up(request: Request) -> Response:
    """Make the administrator; raises Refused for a link that is gone."""
    (name,) = await typed(request, "name")
    return await _enter(request, signin.set_up, request.path_params["token"], name)


async def ask_sign_in_link(request: Request) -> Response:
    """A sign-in link: a button first, because mail programs fetch links by themselves."""
    sentence = "This link signs you in, once, on this device."
    return page("Sign in", sentence, Button("Sign in"), small=EMPTY_NEXT)


async def sign_in_by_link(request: Request) -> Response:
    """Use a sign-in link; raises Refused for one that is gone."""
    return await _enter(request, signin.sign_in, request.path_params["token"])


async def ask_password(request: Request) -> Response:
    """E-mail and password; the same page asks for a link by mail."""
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
        small=EMPTY_NEXT,
    )


async def sign_in_by_password(request: Request) -> Response:
    """Sign in by e-mail and password; raises Refused and Limited."""
    email, password = await typed(request, "email", "password")
    return await _enter(request, signin.with_password, email, password)


async def back_to_sign_in(request: Request) -> Response:
    """Where a link is mailed from, for whoever comes to its address by themselves."""
    return go("/sign-in")


async def mail_link(request: Request) -> Response:
    """Send a sign-in link; the page is the same whoever asks."""
    (email,) = await typed(request, "email")
    await run_in_threadpool(sign_in_letters.mail_sign_in_link, email)
    return page(
        "Look into your mail",
        "If there is an account with that e-mail, a link is on its way to it. It works once, for "
        "seven days, and links that were sent before no longer do.",
    )


async def ask_new_password(request: Request) -> Response:
    """Choose a password of one's own; raises Refused to whoever is not signed in."""
    who = await run_in_threadpool(browser.principal_from, request.cookies)
    cookie = browser.cookie(request.cookies, "session")
    mine = await run_in_threadpool(account.account, who, cookie)
    return page(
        "Your password",
        f"{SHORTEST} characters or more: four words that do not belong together are easy to "
        "keep in mind. You will be signed out everywhere else.",
        Button("Keep this password"),
        fields=(*((PASSWORD,) if mine.has_password else ()), NEW_PASSWORD),
    )


async def choose_password(request: Request) -> Response:
    """Keep the password; raises Refused, BadInput and Limited."""
    who = await run_in_threadpool(browser.principal_from, request.cookies)
    current, new = await typed(request, "password", "new")
    cookie, known = browser.cookie(request.cookies, "session"), browser.secret(request, "browser")
    await run_in_threadpool(account.set_password, who, cookie, current, new, known)
    return go("/account")


async def ask_sign_out(request: Request) -> Response:
    """Whether to sign out."""
    return page("Sign out", "You will be signed out on this device.", Button("Sign out"))


async def sign_out(request: Request) -> Response:
    """Sign out on this device."""
    cookie = browser.cookie(request.cookies, "session")
    await run_in_threadpool(signin.sign_out, cookie)
    response = go("/")
    browser.drop_cookie(response, "session")
    return response


async def _enter(request: Request, enter: Callable[..., str], *what: str) -> Response:
    known, before = browser.secret(request, "browser"), browser.cookie(request.cookies, "session")
    session = await run_in_threadpool(enter, *what, browser.agent(request), known)
    await run_in_threadpool(signin.sign_out, before)  # one browser, one sign-in
    response = go(kept.SIGNED_IN)
    browser.put_session(response, session, known)
    return response


ROUTES = [
    does("/setup/{token}", ask_set_up, set_up),
    does("/in/{token}", ask_sign_in_link, sign_in_by_link),
    does("/sign-in", ask_password, sign_in_by_password),
    does("/sign-in/mail", back_to_sign_in, mail_link),
    does("/password", ask_new_password, choose_password),
    does("/out", ask_sign_out, sign_out),
]
