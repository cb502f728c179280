"""A language model's server for tests: real HTTP and the real protocol, and every way to misbehave."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tonfall.team.config import RewriterSettings

Behaviour = Callable[["Reply"], None]


class Reply:
    """What a behaviour can do with one request."""

    def __init__(self, handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
        self.handler = handler
        self.asked = asked

    def head(self, status: int = 200, kind: str = "text/event-stream", **headers: str) -> None:
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", kind)
        self.handler.send_header("Connection", "close")
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()

    def raw(self, data: bytes) -> None:
        self.handler.wfile.write(data)
        self.handler.wfile.flush()

    def piece(self, text: str, finish: str | None = None) -> None:
        chunk = {
            "id": "c",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": "m",
            "choices": [{"index": 0, "delta": {"content": text} if text else {}, "finish_reason": finish}],
        }
        self.raw(f"data: {json.dumps(chunk)}\n\n".encode())

    def done(self) -> None:
        self.piece("", "stop")
        self.raw(b"data: [DONE]\n\n")

    def wait(self, seconds: float = 30) -> None:
        """Silence, until the client hangs up."""
        self.handler.connection.settimeout(seconds)
        with suppress(OSError):
            self.handler.connection.recv(1)


def says(text: str, size: int = 7) -> Behaviour:
    """Answers with `text`, in pieces."""

    def behave(reply: Reply) -> None:
        reply.head()
        for start in range(0, len(text), size):
            reply.piece(text[start : start + size])
        reply.done()

    return behave


def silent(reply: Reply) -> None:
    reply.wait()


def silent_after_head(reply: Reply) -> None:
    reply.head()
    reply.wait()


def drips(reply: Reply) -> None:
    """A letter every now and then, for ever."""
    reply.head()
    while True:
        reply.piece("a")
        time.sleep(0.05)


def fails(reply: Reply) -> None:
    reply.head(500, "application/json")
    reply.raw(b'{"error": {"message": "Sie haben wohl die Anleitung nicht gelesen"}}')


def hangs_up(reply: Reply) -> None:
    """In the middle of its answer."""
    reply.head()
    reply.piece("Das tut uns ")


def endless(reply: Reply) -> None:
    reply.head()
    while True:
        reply.piece("bla " * 100)


def one_endless_line(reply: Reply) -> None:
    reply.head()
    reply.raw(b"data: ")
    while True:
        reply.raw(b"a" * 65536)


def packed(reply: Reply) -> None:
    import gzip

    reply.head(Content_Encoding="gzip")
    reply.raw(gzip.compress(b"a" * 10_000_000))


def garbage(reply: Reply) -> None:
    reply.head()
    reply.raw(b"data: {not json\n\ndata: 5\n\n")


def knows_no_schemas(then: Behaviour) -> Behaviour:
    def behave(reply: Reply) -> None:
        if "response_format" not in reply.asked:
            return then(reply)
        reply.head(400, "application/json")
        return reply.raw(b'{"error": {"message": "response_format is not supported"}}')

    return behave


def redirects(to: str) -> Behaviour:
    def behave(reply: Reply) -> None:
        reply.head(307, "text/plain", Location=to)

    return behave


@dataclass
class ModelServer:
    """A running server. `asked` holds what came, `gone` counts answers that the client didn't wait for."""

    port: int
    behave: Behaviour
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    gone: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def settings(self, timeout: float = 5.0, **more: Any) -> RewriterSettings:
        return RewriterSettings(self.url, timeout=timeout, **more)


@contextmanager
def serving(behave: Behaviour) -> Iterator[ModelServer]:
    """A server on a free port for the time of the block."""
    state: ModelServer

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: Any) -> None:
            pass

        def do_GET(self) -> None:
            state.headers.append({name.lower(): value for name, value in self.headers.items()})
            reply = Reply(self, {})
            reply.head(kind="application/json")
            reply.raw(b'{"object": "list", "data": [{"id": "first", "object": "model", "created": 0}]}')

        def do_POST(self) -> None:
            state.headers.append({name.lower(): value for name, value in self.headers.items()})
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append(asked)
            try:
                state.behave(Reply(self, asked))
            except OSError:
                state.gone += 1

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, request: object, client_address: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    server.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    state = ModelServer(server.server_address[1], behave)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.socket.close()
        thread.join()
