"""A real service on a free port for tests, and a client that may lie about Host and Origin."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPMessage
from pathlib import Path
from typing import Any

from waitress.wasyncore import dispatcher  # type: ignore[import-untyped]

from tonfall.draft import Category, Draft, Finding, Rephrasing, Report, Severity, Suggestion
from tonfall.feedback import CaseStore
from tonfall.rephrase.used import UsedStore
from tonfall.team.config import Config
from tonfall.team.source import Source
from tonfall.web.app import create_app
from tonfall.web.live import Judge
from tonfall.web.pairing import PairingStore
from tonfall.web.server import listen, make_server, run

CHROME = "chrome-extension://abcdefghijklmnopabcdefghijklmnop"
FIREFOX = "moz-extension://0f8fad5b-d9cb-469f-a165-70867728950e"


class OneFinding:
    """A checker that finds the first word and remembers what it was asked."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.drafts: list[Draft] = []

    def check(self, draft: Draft) -> Report:
        self.drafts.append(draft)
        end = len(draft.text.split(" ")[0])
        finding = Finding(
            rule="de.insult.test",
            category=Category.INSULT,
            severity=Severity.WARNING,
            confidence=0.9,
            certainty="certain",
            start=0,
            end=end,
            quote=draft.text[:end],
            message="m",
            why="w",
            principle="p",
            suggestions=(Suggestion("x", 0, end),),
        )
        return Report("de", 50, findings=(finding,))

    def rephrase(self, draft: Draft, avoid: Sequence[str] = ()) -> Rephrasing:
        self.drafts.append(draft)
        return Rephrasing("de", "detailed", True, ())

    def packs(self) -> dict[str, int]:
        return {"de": 1}

    def knows(self, rule: str) -> bool:
        return rule == "de.insult.test"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Service:
    """A running service. `ask` sends exactly what it is told."""

    port: int
    store: PairingStore
    cases: CaseStore
    source: Source
    bell: socket.socket
    thread: threading.Thread

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | str | dict[str, Any] | list[Any] | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Answer:
        """`headers` are added to a proper Host and Content-Type; None leaves one out."""
        sent: dict[str, str | None] = {"Host": f"127.0.0.1:{self.port}"}
        if isinstance(body, dict | list):
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode()
        if body is not None:
            sent["Content-Type"] = "application/json"
            sent["Content-Length"] = str(len(body))
        sent |= headers or {}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                if value is not None:
                    connection.putheader(name, value)
            connection.endheaders(body)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def check(self, text: str, token: str, **headers: str | None) -> Answer:
        return self.ask("POST", "/v1/check", {"text": text}, {"Authorization": f"Bearer {token}", **headers})

    def stop(self) -> None:
        self.bell.send(b"x")
        self.thread.join(20)
        self.bell.close()


class _EndBell(dispatcher):  # type: ignore[misc]
    """Ends the server's loop as a signal would, from another thread."""

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def handle_read(self) -> None:
        raise SystemExit


def start(
    folder: Path, *, source: Source | None = None, build: Callable[[Config], Judge] = OneFinding
) -> Service:
    """Start a service that keeps its files in `folder`."""
    listening = listen(0)
    port = listening.getsockname()[1]
    source = source or Source()
    store = PairingStore(folder / "data" / "pairings.json")
    cases = CaseStore(folder / "data" / "feedback.jsonl")
    server = make_server(
        create_app(source, store, cases, UsedStore(folder / "data" / "used.json"), port=port, build=build),
        listening,
    )
    ear, bell = socket.socketpair()
    _EndBell(ear, map=server._map)
    thread = threading.Thread(target=run, args=[server], daemon=True)
    thread.start()
    return Service(port, store, cases, source, bell, thread)
