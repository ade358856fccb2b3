"""A small OpenID provider on this machine: real codes, PKCE, signed tokens; it lies on demand."""

import socket
import threading
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "posdash", "the provider's word"
BASIC = "Basic " + b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
METADATA = "/.well-known/openid-configuration"
Claims = dict[str, Any]


class Provider:
    """Lets in whoever `claims` says, for a code that works once, the secret and the verifier.

    `lies` are claims put over the right ones in the token, `sign` makes the token of
    them, `userinfo` is told to whoever has the access token, and `instead` holds
    answers that stand in for the right ones, by their path.
    """

    def __init__(self) -> None:
        self.rotate()
        self.be_honest()
        self._codes: dict[str, dict[str, str]] = {}
        self._access = ""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.issuer = f"http://127.0.0.1:{port}"
        config = uvicorn.Config(self._app(), port=port, log_level="error")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> "Provider":
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()

    def be_honest(self) -> None:
        """Tell the truth about nobody in particular."""
        self.claims: Claims = {}
        self.lies: Claims = {}
        self.userinfo: Claims = {}
        self.instead: dict[str, Response] = {}
        self.sign: Callable[[Claims], str] = self.signed

    def rotate(self) -> None:
        """Take a new key, and forget the one before."""
        self.key = RSAKey.generate_key(2048)
        self.key.ensure_kid()

    def signed(self, claims: Claims) -> str:
        """A token as it should be."""
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def _app(self) -> Starlette:
        answers = {
            METADATA: self._metadata,
            "/authorize": self._authorize,
            "/token": self._token,
            "/keys": self._keys,
            "/userinfo": self._userinfo,
        }
        by_post = {"/token": ["POST"]}
        return Starlette(
            routes=[
                Route(path, self._or_instead(path, right), methods=by_post.get(path))
                for path, right in answers.items()
            ]
        )

    def _or_instead(
        self, path: str, right: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            return self.instead.get(path) or await right(request)

        return answer

    async def _metadata(self, _: Request) -> Response:
        ends = ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")
        paths = ("/authorize", "/token", "/keys", "/userinfo")
        return JSONResponse(
            {name: self.issuer + path for name, path in zip(ends, paths, strict=True)}
            | {"issuer": self.issuer, "code_challenge_methods_supported": ["S256"]}
            | {"id_token_signing_alg_values_supported": ["RS256"]}
        )

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert asked["code_challenge_method"] == "S256"
        assert {"openid", "email"} <= set(asked["scope"].split())
        code = f"code-{len(self._codes)}-{time.monotonic_ns()}"
        self._codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", status_code=302)

    async def _token(self, request: Request) -> Response:
        form = await request.form()
        if request.headers.get("authorization") != BASIC:
            return JSONResponse({"error": "invalid_client"}, status_code=401)
        asked = self._codes.pop(str(form["code"]), None)
        proof = sha256(str(form["code_verifier"]).encode()).digest()
        told = (urlsafe_b64encode(proof).decode().rstrip("="), form["redirect_uri"])
        if asked is None or told != (asked["code_challenge"], asked["redirect_uri"]):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        self._access = f"access-{form['code']}"
        token = {"access_token": self._access, "token_type": "Bearer", "expires_in": 300}
        return JSONResponse(token | {"id_token": self.sign(self._told(asked["nonce"]))})

    def _told(self, nonce: str) -> Claims:
        now = int(time.time())
        right = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce}
        return right | self.claims | self.lies

    async def _keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def _userinfo(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {self._access}":
            return JSONResponse({"error": "invalid_token"}, status_code=401)
        return JSONResponse({"sub": self.claims.get("sub")} | self.userinfo)
