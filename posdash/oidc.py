"""Signing in through an OpenID provider: Authlib asks and checks, our own session comes of it.

The code flow with PKCE, state and nonce. Nothing of the provider's is kept but
who is meant; roles come from our own tables.
"""

import logging
import secrets
from functools import cache
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from httpx import HTTPError
from joserfc.errors import JoseError
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from posdash import browser, signin
from posdash.errors import NotReady, Refused
from posdash.settings import settings

BACK = "/oidc/back"
PATIENCE = 600  # seconds to sign in at the provider
log = logging.getLogger("posdash")
# what a provider, or somebody between, may get wrong: no answer, another one, a false signature
FAULTS = (AuthlibBaseError, JoseError, HTTPError, KeyError, RuntimeError, ValueError)


async def begin(request: Request) -> Response:
    """Send the browser to the provider."""
    if not settings().oidc:
        return PlainTextResponse("There is nothing here.", status_code=404)
    try:
        to: Response = await _client().authorize_redirect(request, settings().base_url + BACK)
    except FAULTS as fault:
        log.warning("The OpenID provider does not answer as it should: %s", type(fault).__name__)
        raise NotReady(
            "The place where you sign in does not answer.",
            cure="Try again in a moment, or sign in another way.",
        ) from None
    return to


async def back(request: Request) -> Response:
    """Who comes back from the provider gets a session of ours, if they have an account here."""
    if not settings().oidc:
        return PlainTextResponse("There is nothing here.", status_code=404)
    issuer, subject, email = await _vouched(request)
    agent = browser.agent(request)
    cookie = await run_in_threadpool(signin.enter_as, issuer, subject, email, agent)
    await run_in_threadpool(signin.sign_out, browser.cookie(request.cookies, "session"))
    return browser.signed_in(cookie)


async def _vouched(request: Request) -> tuple[str, str, str | None]:
    """Whom the provider means, and their e-mail if it has verified it."""
    own = settings()
    must = {
        "iss": {"essential": True, "value": own.oidc_issuer},
        "aud": {"essential": True, "value": own.oidc_client_id},
    }
    try:
        token = await _client().authorize_access_token(request, claims_options=must)
        told: dict[str, Any] = token["userinfo"]
        email = told.get("email") if told.get("email_verified") is True else None
        return str(told["iss"]), str(told["sub"]), email
    except FAULTS as fault:  # its text may hold a token
        log.warning("A sign-in through the OpenID provider failed: %s", type(fault).__name__)
        raise Refused(
            "This sign-in did not come through.", cure="Begin it again on the page to sign in."
        ) from None


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


def routes() -> list[Route]:
    """The two routes, with a short-lived cookie of their own between them."""
    between = Middleware(
        SessionMiddleware,
        secret_key=secrets.token_urlsafe(32),
        session_cookie="posdash_oidc",
        max_age=PATIENCE,
        path="/oidc",
        same_site="lax",
        https_only=settings().https,
    )
    return [
        Route("/oidc", browser.form(begin), middleware=[between]),
        Route(BACK, browser.form(back), middleware=[between]),
    ]
