"""The configuration in force, following its file and pack folders while the service runs."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from tonfall.team.config import Config, ConfigError, Location, load

LOOK_EVERY = 1.0  # seconds: well within the two that a change may take

log = logging.getLogger(__name__)

Stamp = tuple[str, int, int, int]
"""A file as it was seen: path, inode, modification time in ns, bytes."""


class Source:
    """Holds the configuration and re-reads it when its file or a file of its packs has changed.

    A new `Config` object means that something changed. The last good one stays in force while the file
    is broken or gone, and `problem` says what is wrong. Thread-safe; a thread that finds another one
    looking doesn't wait, so that a shared drive that hangs holds up one request and no more.
    """

    def __init__(self, location: Location | None = None, *, look_every: float = LOOK_EVERY) -> None:
        """Read the file at `location` (None: no file, standard settings). A broken one leaves a `problem`."""
        self.location = location
        self.problem: str | None = None
        self._look_every = look_every
        self._looking = threading.Lock()
        self._config = Config()
        self._watched: tuple[Path, ...] = ()
        self._seen: frozenset[Stamp] = frozenset()
        self._existed = False
        self._next_look = time.monotonic() + look_every
        self._read()

    def current(self) -> Config:
        """The configuration in force."""
        if time.monotonic() >= self._next_look and self._looking.acquire(blocking=False):
            try:
                # A folder that was missing may be there now, without any file having changed.
                if self.problem or frozenset(self._stamps()) != self._seen:
                    self._read_anew()
            finally:
                self._next_look = time.monotonic() + self._look_every
                self._looking.release()
        return self._config

    def _read(self) -> None:
        if self.location is None:
            return
        # Seen before read: whatever changes in between is noticed at the next look.
        self._seen = frozenset(self._stamps())
        path = self.location.path
        if not path.exists() and not self.location.required and not self._existed:
            return
        try:
            config = load(path)
        except ConfigError as error:
            self.problem = str(error)
            return
        self._existed = True
        if config.packs != self._watched:
            self._watched = config.packs
            self._seen = frozenset(self._stamps())
        self._config = config
        self.problem = None

    def _read_anew(self) -> None:
        before, trouble = self._config, self.problem
        self._read()
        if self.problem and self.problem != trouble:
            log.warning("configuration kept as it was: %s", self.problem)
        elif self._config is not before and self.location:
            log.info("configuration read anew from %s", self.location.path)

    def _stamps(self) -> Iterator[Stamp]:
        if self.location is None:
            return
        files = [self.location.path]
        for folder in self._watched:
            files += folder.rglob("*.y*ml")
        for file in files:
            try:
                stat = file.stat()
            except OSError:
                continue
            yield str(file), stat.st_ino, stat.st_mtime_ns, stat.st_size
