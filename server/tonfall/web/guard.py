"""Who may ask what: one look at every request before anything else happens, and a reason for each refusal.

A page on the web can send requests to 127.0.0.1, and with DNS rebinding even read the answers. So Host must
be this service's own address, Origin must be the paired extension's or one of our own pages', and data
needs a token that was made for that origin. No cookies, no wildcard.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass
from enum import Enum, auto

from apiflask import APIFlask
from flask import Response, g, request
from flask_cors import cross_origin

from tonfall.web.pairing import PairingStore, is_extension
from tonfall.web.problems import ProblemError

MAX_BODY = 512 * 1024  # bytes: 20,000 characters of draft and of comment, each as \uXXXX\uXXXX
MAX_IN_FLIGHT = 20

JSON = ("application/json", "not-json")
FORM = ("application/x-www-form-urlencoded", "not-a-form")

POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Not no-referrer: with that a browser sends `Origin: null` with our own form.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Who(Enum):
    """Who may use a route."""

    PAIRED = auto()
    """Whoever has a token; Origin, where sent, must be the one the token was made for."""
    EXTENSION = auto()
    """A browser extension, paired or not."""
    ANYONE = auto()
    """Any program on this machine and any extension, but no foreign web page. Nothing secret here."""
    PAGE = auto()
    """The browser itself, following a link or showing one of our pages."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use a route, and the content type a POST must have (with the problem otherwise)."""

    who: Who
    body: tuple[str, str] | None = None


ROUTES = {
    "api.check": Access(Who.PAIRED, JSON),
    "api.rephrase": Access(Who.PAIRED, JSON),
    "api.take": Access(Who.PAIRED, JSON),
    "api.rewrite": Access(Who.PAIRED, JSON),
    "api.feedback": Access(Who.PAIRED, JSON),
    "api.pair_start": Access(Who.EXTENSION, JSON),
    "api.pair_finish": Access(Who.EXTENSION, JSON),
    "api.status": Access(Who.ANYONE),
    "openapi.spec": Access(Who.ANYONE),
    "pages.try_out": Access(Who.PAGE),
    "pages.pair": Access(Who.PAGE),
    "pages.pair_click": Access(Who.PAGE, FORM),
    "static": Access(Who.PAGE),
}


class Guard:
    """Admits or refuses the requests to the service on `port`."""

    def __init__(self, port: int, store: PairingStore) -> None:
        self.page_token = secrets.token_urlsafe(32)
        """The try-out page's token, good for this process and our own origin only."""
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self._store = store
        self._places = threading.BoundedSemaphore(MAX_IN_FLIGHT)

    def install(self, app: APIFlask) -> None:
        """Look at every request of `app`, before routing errors too."""
        app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
        app.before_request(self._admit)
        app.after_request(self._finish)
        app.teardown_request(self._leave)

    def _admit(self) -> None:
        g.has_place = self._places.acquire(blocking=False)
        if not g.has_place:
            raise ProblemError("busy")
        if request.headers.get("Host", "").lower() not in self._hosts:
            raise ProblemError("foreign-host")
        if request.routing_exception is not None:
            raise request.routing_exception
        access = ROUTES[request.endpoint or ""]
        self._check_origin(access.who)
        if request.method == "OPTIONS":
            return
        if access.who is Who.PAIRED:
            self._check_token()
        if (request.content_length or 0) > MAX_BODY:
            raise ProblemError("body-too-large")
        if access.body and request.mimetype != access.body[0]:
            raise ProblemError(access.body[1])

    def _check_origin(self, who: Who) -> None:
        origin = request.headers.get("Origin")
        if who is Who.EXTENSION:
            if not is_extension(origin):
                raise ProblemError("not-an-extension")
            return
        welcome = (
            origin in (None, self._own_origin())
            or (who is Who.PAIRED and origin in self._store.origins())
            or (who is Who.ANYONE and is_extension(origin))
        )
        if not welcome:
            raise ProblemError("foreign-origin")

    def _check_token(self) -> None:
        authorization = request.authorization
        if authorization is None or authorization.type != "bearer" or not authorization.token:
            raise ProblemError("no-token")
        made_for = self._origin_of(authorization.token)
        if made_for is None:
            raise ProblemError("unknown-token")
        if request.headers.get("Origin", made_for) != made_for:
            raise ProblemError("foreign-origin")

    def _origin_of(self, token: str) -> str | None:
        if hmac.compare_digest(_digest(token), _digest(self.page_token)):
            return self._own_origin()
        pairing = self._store.find(token)
        return pairing.origin if pairing else None

    @staticmethod
    def _own_origin() -> str:
        """Our origin under the name the browser used, which is one of ours by now."""
        return "http://" + request.headers["Host"].lower()

    def _finish(self, response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", policy())
        paired = self._store.origins()
        if request.headers.get("Origin") not in paired:
            return response
        answer = cross_origin(
            origins=sorted(paired),
            methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
            expose_headers=["Retry-After"],
            allow_private_network=True,
            always_send=False,
            automatic_options=False,
        )
        return answer(lambda: response)()

    def _leave(self, _error: BaseException | None) -> None:
        if g.pop("has_place", False):
            self._places.release()


def policy(**more: str) -> str:
    """The Content-Security-Policy, with what a page needs beside it: `policy(script_src="'self'")`."""
    directives = POLICY | {name.replace("_", "-"): value for name, value in more.items()}
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
