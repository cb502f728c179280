"""Nothing gets through that shouldn't, and every refusal says why, in one shape."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.server.service import CHROME, FIREFOX, OneFinding, Service

from tonfall.draft import Draft, Report
from tonfall.rephrase.used import UsedStore
from tonfall.web.app import create_app
from tonfall.web.guard import MAX_BODY, MAX_IN_FLIGHT, ROUTES
from tonfall.web.kinds import KINDS
from tonfall.web.problems import MEDIA_TYPE, TYPE

FORM = "application/x-www-form-urlencoded"
CASE = b'{"rule": "de.insult.test", "text": "Hallo", "start": 0, "end": 5}'
BIG = b" " * (MAX_BODY + 1)


@dataclass(frozen=True)
class Route:
    """A request that is right, and for each attack what must come of it (None: it is not an attack here)."""

    method: str
    path: str
    body: bytes | None = None
    origin: str | None = None
    token: bool = False
    content_type: str = "application/json"
    answer: int = 200

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


ROUTE_LIST = [
    Route("POST", "/v1/check", b'{"text": "Hallo"}', CHROME, token=True),
    Route("POST", "/v1/rephrase", b'{"text": ""}', CHROME, token=True),
    Route("POST", "/v1/used", b'{"variants": []}', CHROME, token=True),
    Route("POST", "/v1/feedback", CASE, CHROME, token=True),
    Route("POST", "/v1/rewrite", b'{"text": "Hallo"}', CHROME, token=True, answer=404),  # no model here
    Route("POST", "/v1/pair/start", b"{}", FIREFOX),
    Route("POST", "/v1/pair/finish", b'{"request": "gone"}', FIREFOX, answer=410),
    Route("GET", "/v1/status"),
    Route("GET", "/openapi.json"),
    Route("GET", "/"),
    Route("GET", "/pair?request=gone", answer=410),
    Route("POST", "/pair", b"request=gone&nonce=x", "own", content_type=FORM, answer=410),
    Route("GET", "/static/pages.css"),
]
DATA = ("POST /v1/check", "POST /v1/rephrase", "POST /v1/used", "POST /v1/rewrite", "POST /v1/feedback")
JSON_ROUTES = (*DATA, "POST /v1/pair/start", "POST /v1/pair/finish")
PAIR = ("POST /v1/pair/start", "POST /v1/pair/finish")
EVERY = tuple(route.name for route in ROUTE_LIST)
POSTS = (*JSON_ROUTES, "POST /pair")
NO_PAIR = tuple(name for name in EVERY if name not in PAIR)

# attack → for these routes, expected kind of problem
ATTACKS: dict[str, list[tuple[tuple[str, ...], str]]] = {
    "no token": [(DATA, "no-token")],
    "another scheme": [(DATA, "no-token")],
    "wrong token": [(DATA, "unknown-token")],
    "revoked token": [(DATA, "unknown-token")],
    "token of another browser": [(DATA, "foreign-origin")],
    "foreign host": [(EVERY, "foreign-host")],
    "host without port": [(EVERY, "foreign-host")],
    "no host": [(EVERY, "foreign-host")],
    "foreign origin": [(PAIR, "not-an-extension"), (NO_PAIR, "foreign-origin")],
    "origin null": [(PAIR, "not-an-extension"), (NO_PAIR, "foreign-origin")],
    "origin that looks like ours": [(PAIR, "not-an-extension"), (NO_PAIR, "foreign-origin")],
    "origin of a page on another port": [(PAIR, "not-an-extension"), (NO_PAIR, "foreign-origin")],
    "unpaired extension": [(DATA, "foreign-origin")],
    "no origin": [(PAIR, "not-an-extension")],
    "oversized": [(POSTS, "body-too-large")],
    "wrong type": [(JSON_ROUTES, "not-json"), (("POST /pair",), "not-a-form")],
    "no type": [(JSON_ROUTES, "not-json"), (("POST /pair",), "not-a-form")],
    "form": [(JSON_ROUTES, "not-json")],
    "broken JSON": [(JSON_ROUTES, "broken-json")],
    "empty body": [(JSON_ROUTES, "broken-json"), (("POST /pair",), "broken-form")],
    "JSON that isn't UTF-8": [(JSON_ROUTES, "broken-json")],
    "JSON nested too deeply": [(JSON_ROUTES, "broken-json")],
    "not an object": [(JSON_ROUTES, "invalid")],
    "unknown field": [(JSON_ROUTES, "invalid")],
    "wrong method": [(EVERY, "wrong-method")],
}
CASES = [(attack, name, kind) for attack, rows in ATTACKS.items() for names, kind in rows for name in names]


@pytest.mark.parametrize(("attack", "name", "kind"), CASES, ids=lambda value: str(value).replace(" ", "_"))
def test_refused_with_a_reason(service: Service, attack: str, name: str, kind: str) -> None:
    route = next(route for route in ROUTE_LIST if route.name == name)
    method, body = route.method, route.body
    headers: dict[str, str | None] = {"Content-Type": route.content_type if body is not None else None}
    headers["Origin"] = service.origin if route.origin == "own" else route.origin
    token = service.store.add(CHROME, "Chrome")
    if route.token:
        headers["Authorization"] = f"Bearer {token}"

    match attack:
        case "no token":
            headers["Authorization"] = None
        case "another scheme":
            headers["Authorization"] = "Basic eDp5"
        case "wrong token":
            headers["Authorization"] = "Bearer " + "A" * 43
        case "revoked token":
            service.store.revoke(service.store.all()[0].id)
            service.store.add(CHROME, "Chrome")  # so that the origin stays a known one
        case "token of another browser":
            headers["Authorization"] = f"Bearer {service.store.add(FIREFOX, 'Firefox')}"
        case "foreign host":
            headers["Host"] = f"rebound.example:{service.port}"
        case "host without port":
            headers["Host"] = "127.0.0.1"
        case "no host":
            headers["Host"] = None
        case "foreign origin":
            headers["Origin"] = "https://www.facebook.com"
        case "origin null":
            headers["Origin"] = "null"
        case "origin that looks like ours":
            headers["Origin"] = f"{service.origin}.evil.example"
        case "origin of a page on another port":
            headers["Origin"] = "http://127.0.0.1:1"
        case "unpaired extension":
            headers["Origin"] = "chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba"
        case "no origin":
            headers["Origin"] = None
        case "oversized":
            body = BIG
        case "wrong type":
            headers["Content-Type"] = "text/plain"
        case "no type":
            headers["Content-Type"] = None
        case "form":
            headers["Content-Type"] = FORM
        case "broken JSON":
            body = b'{"text": '
        case "empty body":
            body = b""
        case "JSON that isn't UTF-8":
            body = b'{"text": "\xff"}'
        case "JSON nested too deeply":
            body = b'{"text": ' + b"[" * 100_000
        case "not an object":
            body = b"[1]"
        case "unknown field":
            body = b'{"Geheimer Entwurf": 1}'
        case "wrong method":
            method = "DELETE"
    if body is not None:
        headers["Content-Length"] = str(len(body))

    answer = service.ask(method, route.path, body, headers)

    problem = answer.json
    assert problem["type"] == TYPE + kind
    assert answer.status == problem["status"] == KINDS[kind].status
    assert answer.headers["Content-Type"] == MEDIA_TYPE
    assert (problem["title"], problem["detail"]) == (KINDS[kind].title.en, KINDS[kind].detail.en)
    assert "*" not in answer.headers.get("Access-Control-Allow-Origin", "")
    assert "Set-Cookie" not in answer.headers
    assert "Geheimer" not in answer.text
    for header, value in KINDS[kind].headers.items():
        assert answer.headers[header] == value
    if attack == "wrong method":
        assert route.method in answer.headers["Allow"]


@pytest.mark.parametrize("route", ROUTE_LIST, ids=lambda route: route.name)
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LocalHost"])
def test_what_is_right_gets_through(service: Service, route: Route, host: str) -> None:
    token = service.store.add(CHROME, "Chrome")
    own = f"http://{host.lower()}:{service.port}"
    answer = service.ask(
        route.method,
        route.path,
        route.body,
        {
            "Host": f"{host}:{service.port}",
            "Origin": own if route.origin == "own" else route.origin,
            "Authorization": f"Bearer {token}" if route.token else None,
            "Content-Type": route.content_type if route.body else None,
        },
    )

    assert answer.status == route.answer
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "Server" not in answer.headers
    assert "Set-Cookie" not in answer.headers


def test_every_route_is_in_the_table_and_in_the_list_above(service: Service) -> None:
    app = create_app(service.source, service.store, service.cases, UsedStore(Path()), build=OneFinding)
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    tried = set()
    for route in ROUTE_LIST:
        endpoint, _ = app.url_map.bind("").match(route.path.partition("?")[0], method=route.method)
        tried.add(endpoint)

    assert endpoints == set(ROUTES) == tried


def test_a_token_without_an_origin_is_for_programs_without_one(service: Service) -> None:
    token = service.store.add(CHROME, "Chrome")

    assert service.check("Hallo", token).status == 200


def test_cors_answers_exactly_the_paired_origin(service: Service) -> None:
    service.store.add(CHROME, "Chrome")
    preflight = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }

    allowed = service.ask("OPTIONS", "/v1/check", None, {"Origin": CHROME, **preflight})
    refused = service.ask("OPTIONS", "/v1/check", None, {"Origin": FIREFOX, **preflight})
    web_page = service.ask("OPTIONS", "/v1/check", None, {"Origin": "https://x.com", **preflight})

    assert allowed.status == 200
    assert allowed.headers["Access-Control-Allow-Origin"] == CHROME
    assert "authorization" in allowed.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in allowed.headers
    for answer in (refused, web_page):
        assert answer.status == 403
        assert not [name for name in answer.headers if name.startswith("Access-Control")]


def test_a_refusal_can_be_read_by_the_paired_extension(service: Service) -> None:
    service.store.add(CHROME, "Chrome")

    answer = service.check("Hallo", "wrong", Origin=CHROME)

    assert answer.status == 401
    assert answer.headers["Access-Control-Allow-Origin"] == CHROME


@pytest.mark.parametrize("path", ["/nothing", "/v1", "/v1/check/", "/static/../api.py", "/docs"])
def test_what_isnt_there(service: Service, path: str) -> None:
    answer = service.ask("GET", path)

    assert answer.status == 404
    assert answer.json["type"] == TYPE + "not-found"


def test_a_person_gets_a_page_instead_of_json(service: Service) -> None:
    headers = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}

    answer = service.ask("GET", "/pair?request=gone", None, headers)

    assert answer.status == 410
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "Anfrage abgelaufen" in answer.text


def test_problems_speak_the_language_asked_for(service: Service) -> None:
    answer = service.ask("POST", "/v1/check", {}, {"Accept-Language": "de"})

    assert answer.json["title"] == "Nicht verbunden"
    assert answer.headers["Content-Language"] == "de"


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\x00\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 403),
        (b"GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 403),
        (b"GET / HTTP/1.1\r\nHost: \xfc\xe4\r\n\r\n", 403),
        (b"GET / HTTP/1.0\r\n\r\n", 403),
        (b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nHost: evil.example\r\n\r\n", 403),
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400),
        (b"POST /v1/check HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST /v1/check HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n", 413),
        (b"POST /v1/check HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
    ],
)
def test_strange_http_is_a_problem_too(service: Service, request_line: bytes, status: int) -> None:
    with socket.create_connection(("127.0.0.1", service.port), timeout=10) as connection:
        connection.sendall(request_line.replace(b"PORT", str(service.port).encode()))
        connection.shutdown(socket.SHUT_WR)
        received = b"".join(iter(lambda: connection.recv(65536), b""))

    head, _, body = received.partition(b"\r\n\r\n")
    assert int(head.split()[1]) == status
    assert MEDIA_TYPE.encode() in head
    assert json.loads(body)["status"] == status


class Slow(OneFinding):
    """Waits in the middle of a check until it may go on."""

    go_on = threading.Event()
    busy = threading.Semaphore(0)

    def check(self, draft: Draft) -> Report:
        if draft.text == "wait":
            self.busy.release()
            self.go_on.wait(20)
        return super().check(draft)


def test_the_21st_request_in_flight_is_told_to_come_back(start_service: Callable[..., Service]) -> None:
    Slow.go_on.clear()
    service = start_service(build=Slow)
    token = service.store.add(CHROME, "Chrome")
    statuses: list[int] = []
    waiting = [
        threading.Thread(target=lambda: statuses.append(service.check("wait", token).status))
        for _ in range(MAX_IN_FLIGHT)
    ]
    try:
        for thread in waiting:
            thread.start()
        for _ in waiting:
            assert Slow.busy.acquire(timeout=20)
        too_many = service.check("one more", token)
    finally:
        Slow.go_on.set()
        for thread in waiting:
            thread.join(20)

    assert too_many.status == 503
    assert too_many.headers["Retry-After"] == "1"
    assert too_many.json["type"] == TYPE + "busy"
    assert statuses == [200] * MAX_IN_FLIGHT
    assert service.check("later", token).status == 200
