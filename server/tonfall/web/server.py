"""waitress, set up so that nothing leaves this machine and no draft is written to its disk."""

from __future__ import annotations

import json
import logging
import socket
import sys
from collections.abc import Callable
from typing import Any

from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.server import create_server  # type: ignore[import-untyped]
from waitress.task import ErrorTask  # type: ignore[import-untyped]
from waitress.wasyncore import close_all  # type: ignore[import-untyped]

from tonfall.web.guard import MAX_IN_FLIGHT
from tonfall.web.problems import MEDIA_TYPE, TYPE

HOST = "127.0.0.1"
# What the guard refuses with a reason is read in full first; only beyond this is the connection cut.
MAX_BODY = 8 * 1024 * 1024
NEVER = 1 << 30
"""bytes: beyond it waitress would buffer in a temporary file"""


def listen(port: int) -> socket.socket:
    """A socket that listens on 127.0.0.1; port 0 picks a free one. Raises OSError."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # there it would let two programs share a port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((HOST, port))
        sock.listen(128)
    except OSError:
        sock.close()
        raise
    return sock


def make_server(app: Callable[..., Any], sock: socket.socket) -> Any:
    """A waitress server for `app` on `sock`, to be given to `run`."""
    # A request that has to wait for a thread is no trouble; waitress would log each.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = create_server(
        app,
        sockets=[sock],
        threads=MAX_IN_FLIGHT + 4,  # the others answer "busy"
        ident=None,
        max_request_body_size=MAX_BODY,
        inbuf_overflow=NEVER,
        outbuf_overflow=NEVER,
        clear_untrusted_proxy_headers=True,
    )
    server.channel_class = _Channel
    return server


def run(server: Any) -> None:
    """Serve until SystemExit or KeyboardInterrupt, end what is being answered (5 s), close everything."""
    try:
        server.run()
    finally:
        close_all(server._map, ignore_all=True)


class _Problem(ErrorTask):  # type: ignore[misc]
    """What waitress itself refuses, before the app sees it, in the shape of every other refusal."""

    def execute(self) -> None:
        error = self.request.error
        problem = {
            "type": f"{TYPE}http",
            "title": error.reason,
            "status": error.code,
            "detail": "The request is not proper HTTP or too large; send it anew, shorter and well-formed.",
        }
        body = json.dumps(problem).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.append(("Content-Type", MEDIA_TYPE))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Channel(HTTPChannel):  # type: ignore[misc]
    error_task_class = _Problem
