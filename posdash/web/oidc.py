"""Signing in through an OpenID provider: Authlib asks and checks, our own session comes of it.

The code flow with PKCE, state and nonce. Nothing of the provider's is kept but
who is meant; roles come from our own tables.
"""

import logging
import re
import secrets
from functools import cache
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from posdash import memory
from posdash.access import signin
from posdash.errors import NotReady, Refused
from posdash.settings import settings
from posdash.web import browser, kept
from posdash.web.deeds import leads
from posdash.web.plain import go

BACK = "/oidc/back"
PATIENCE = 600  # seconds to sign in at the provider
SUBJECT = re.compile(r"[ -~]{1,255}")  # ASCII, at most 255: OpenID Connect Core, section 2
log = logging.getLogger("posdash")


async def begin(request: Request) -> Response:
    """Send the browser to the provider; raises NotReady if it does not answer as it should."""
    if not settings().oidc:
        return PlainTextResponse("There is nothing here.", status_code=404)
    try:
        issuer = (await _client().load_server_metadata())["issuer"]
        to: Response = await _client().authorize_redirect(request, settings().base_url + BACK)
    except Exception as fault:  # silence, a page in HTML, half an answer: no list names them all
        raise _out_of_order(type(fault).__name__) from None
    if issuer != settings().oidc_issuer:
        raise _out_of_order(f"it calls itself {issuer!r}, and POSDASH_OIDC_ISSUER must say so")
    return to


async def back(request: Request) -> Response:
    """Who comes back from the provider gets a session of ours, if they have an account here.

    Raises Refused.
    """
    if not settings().oidc:
        return PlainTextResponse("There is nothing here.", status_code=404)
    issuer, subject, email = await _vouched(request)
    agent, known = browser.agent(request), browser.secret(request, "browser")
    session = await run_in_threadpool(signin.enter_as, issuer, subject, email, agent, known)
    await run_in_threadpool(signin.sign_out, browser.cookie(request.cookies, "session"))
    response = go(kept.SIGNED_IN)
    browser.put_session(response, session, known)
    return response


async def _vouched(request: Request) -> tuple[str, str, str | None]:
    """Whom the provider means, and their e-mail if it has verified it."""
    own = settings()
    must = {
        "iss": {"essential": True, "value": own.oidc_issuer},
        "aud": {"essential": True, "value": own.oidc_client_id},
    }
    try:
        token = await _client().authorize_access_token(request, claims_options=must)
        if "id_token" not in token or not SUBJECT.fullmatch(token["userinfo"]["sub"]):
            raise ValueError("Nobody is meant.")  # Authlib passes on a "userinfo" it did not check
        return own.oidc_issuer, token["userinfo"]["sub"], await _email(token)
    except Exception as fault:  # as above; the text of some holds a token
        log.warning("A sign-in through the OpenID provider failed: %s", type(fault).__name__)
        if not isinstance(fault, AuthlibBaseError):  # no refusal: its keys may be nonsense
            _forget_the_provider()
        raise Refused(
            "This sign-in did not come through.", cure="Begin it again on the page to sign in."
        ) from None


async def _email(token: dict[str, Any]) -> str | None:
    """The verified e-mail; some providers tell it at their userinfo endpoint only."""
    told = token["userinfo"]
    metadata = await _client().load_server_metadata()
    if "email_verified" not in told and "userinfo_endpoint" in metadata:
        more = await _client().userinfo(token=token)
        if more["sub"] != told["sub"]:
            raise ValueError("Somebody else is meant.")
        told = more
    email = told.get("email")
    usable = isinstance(email, str) and email.isprintable()
    return email if usable and told.get("email_verified") is True else None


def _out_of_order(why: str) -> NotReady:
    log.warning("The OpenID provider does not answer as it should: %s", why)
    _forget_the_provider()
    return NotReady(
        "The place where you sign in does not answer.",
        cure="Try again in a moment, or sign in another way.",
    )


def _forget_the_provider() -> None:
    """Ask it anew next time; Authlib would keep a wrong answer until posdash starts again."""
    _client.cache_clear()


@cache
def _client() -> Any:
    own = settings()
    return OAuth().register(
        "provider",
        client_id=own.oidc_client_id,
        client_secret=own.oidc_client_secret.get_secret_value(),
        server_metadata_url=f"{own.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email", "code_challenge_method": "S256"},
    )


memory.forgets(_client.cache_clear)


def routes() -> list[Route]:
    """The two routes, with a short-lived cookie of their own between them."""
    between = Middleware(
        SessionMiddleware,
        secret_key=secrets.token_urlsafe(32),
        session_cookie=browser.cookie_name("oidc"),
        max_age=PATIENCE,
        same_site="lax",
        https_only=settings().https,
    )
    return [
        leads("/oidc", begin, middleware=[between]),
        leads(BACK, back, middleware=[between]),
    ]
