"""Pairing: a browser extension asks, the person clicks once, the extension gets a token.

The server keeps the token's hash only. A token belongs to the origin that asked for it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from tonfall.folders import write_private

EXPIRES_IN = 300  # seconds a request waits for the click and for being collected
MAX_WAITING = 8  # browsers that may wait for a click at the same time

_EXTENSION = re.compile(r"(chrome|moz)-extension://[a-z0-9-]{1,64}")
_BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome/Chromium"}


def is_extension(origin: str | None) -> bool:
    """Whether `origin` is a browser extension's."""
    return origin is not None and _EXTENSION.fullmatch(origin) is not None


def browser_name(user_agent: str) -> str:
    """The browser in the words of a person, or an empty string."""
    return next((name for mark, name in _BROWSERS.items() if mark in user_agent), "")


class StoreError(Exception):
    """The pairings can't be read or written; the message names the file and the mend."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """A paired browser. `created` is an ISO time in UTC, `token_hash` the SHA-256 of the token in hex."""

    id: str
    origin: str
    browser: str
    created: str
    token_hash: str


class PairingStore:
    """The pairings in a JSON file of mode 0600, read again when it changes. Thread-safe."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._stamp: tuple[int, int, int] | None = None
        self._pairings: tuple[Pairing, ...] = ()

    def all(self) -> tuple[Pairing, ...]:
        """All pairings, oldest first. Raises StoreError."""
        with self._lock:
            return self._current()

    def find(self, token: str) -> Pairing | None:
        """The pairing that `token` belongs to. Nobody is paired while the file is unreadable."""
        asked = _hash(token)
        found = None
        for pairing in self._readable():
            if hmac.compare_digest(pairing.token_hash, asked):
                found = pairing
        return found

    def origins(self) -> frozenset[str]:
        """The origins of all paired extensions."""
        return frozenset(pairing.origin for pairing in self._readable())

    def add(self, origin: str, browser: str) -> str:
        """Pair `origin` and return its token, which nobody can read again. Raises StoreError."""
        token = secrets.token_urlsafe(32)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        pairing = Pairing(secrets.token_hex(4), origin, browser, now, _hash(token))
        with self._lock:
            self._write((*self._current(), pairing))
        return token

    def revoke(self, pairing_id: str) -> bool:
        """Forget a pairing; its token is refused from then on. False if there is none. Raises StoreError."""
        with self._lock:
            before = self._current()
            after = tuple(p for p in before if p.id != pairing_id)
            if len(after) < len(before):
                self._write(after)
            return len(after) < len(before)

    def _readable(self) -> tuple[Pairing, ...]:
        try:
            return self.all()
        except StoreError:
            return ()

    def _current(self) -> tuple[Pairing, ...]:
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            self._stamp, self._pairings = None, ()
            return ()
        except OSError as error:
            raise StoreError(f"{self._path}: cannot be read: {error.strerror}; check its rights") from None
        stamp = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        if stamp != self._stamp:
            self._pairings, self._stamp = self._read(), stamp
        return self._pairings

    def _read(self) -> tuple[Pairing, ...]:
        try:
            pairings = tuple(Pairing(**entry) for entry in json.loads(self._path.read_bytes())["pairings"])
            if not all(isinstance(value, str) for pairing in pairings for value in asdict(pairing).values()):
                raise ValueError
        except OSError as error:
            raise StoreError(f"{self._path}: cannot be read: {error.strerror}; check its rights") from None
        except (ValueError, TypeError, KeyError, RecursionError):
            mend = "remove it and pair the browsers again"
            raise StoreError(f"{self._path}: is not a list of pairings; {mend}") from None
        return pairings

    def _write(self, pairings: tuple[Pairing, ...]) -> None:
        written = json.dumps({"pairings": [asdict(p) for p in pairings]}, indent=1)
        try:
            write_private(self._path, written.encode())
        except OSError as error:
            raise StoreError(f"{self._path}: cannot be written: {error.strerror}; check its rights") from None
        self._stamp = None


@dataclass(slots=True)
class Waiting:
    """A request for pairing that waits for the click, or, clicked, for being collected."""

    id: str
    origin: str
    browser: str
    nonce: str
    until: float
    approved: bool = False


class PairingRequests:
    """The requests that wait, in memory only, few and not for long. Thread-safe."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: dict[str, Waiting] = {}

    def start(self, origin: str, browser: str) -> Waiting | None:
        """A new request of `origin`, which replaces its earlier one; None when too many others wait."""
        with self._lock:
            now = self._clock()
            self._waiting = {
                key: w for key, w in self._waiting.items() if w.until > now and w.origin != origin
            }
            if len(self._waiting) >= MAX_WAITING:
                return None
            request = Waiting(
                secrets.token_urlsafe(24), origin, browser, secrets.token_urlsafe(24), now + EXPIRES_IN
            )
            self._waiting[request.id] = request
            return request

    def waiting(self, request_id: str) -> Waiting | None:
        """The request that still waits for its click."""
        with self._lock:
            request = self._alive(request_id)
            return None if request is None or request.approved else request

    def approve(self, request_id: str, nonce: str) -> bool:
        """The person clicked. False if the request is over or the nonce isn't the page's."""
        with self._lock:
            request = self._alive(request_id)
            if request is None or request.approved:
                return False
            request.approved = hmac.compare_digest(request.nonce.encode(), nonce.encode())
            return request.approved

    def finish(self, request_id: str, origin: str) -> Waiting | Literal["pending"] | None:
        """The approved request, once and to the origin that started it; "pending" before the click."""
        with self._lock:
            request = self._alive(request_id)
            if request is None or request.origin != origin:
                return None
            return self._waiting.pop(request_id) if request.approved else "pending"

    def _alive(self, request_id: str) -> Waiting | None:
        request = self._waiting.get(request_id)
        return request if request and request.until > self._clock() else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
