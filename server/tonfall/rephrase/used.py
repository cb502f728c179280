"""Which wordings the writer took today, so that nobody gives the same sentence twice in a day.

Kept are the day and the variants' numbers, never a word of a draft.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from tonfall.folders import data_folder, write_private

SHAPE = re.compile("[0-9a-f]{12}")
MOST = 1000
"""Variants of a day; beyond, the first ones go."""


class UsedStore:
    """The variants of one day in a file of mode 0600; one that can't be read counts as empty. Thread-safe."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._read: tuple[float, date, tuple[str, ...]] | None = None

    @classmethod
    def usual(cls) -> UsedStore:
        """The one in the data folder."""
        return cls(data_folder() / "used.json")

    def today(self) -> tuple[str, ...]:
        """The variants of today."""
        with self._lock:
            return self._today()

    def add(self, variants: Iterable[str]) -> None:
        """Take down variants. Raises OSError."""
        with self._lock:
            kept = tuple(dict.fromkeys((*self._today(), *variants)))[-MOST:]
            data = {"day": date.today().isoformat(), "variants": kept}
            write_private(self.path, json.dumps(data).encode())
            self._read = None

    def _today(self) -> tuple[str, ...]:
        try:
            changed = self.path.stat().st_mtime
        except OSError:
            return ()
        if self._read is None or self._read[0] != changed:
            self._read = (changed, *self._written())
        _, day, variants = self._read
        return variants if day == date.today() else ()

    def _written(self) -> tuple[date, tuple[str, ...]]:
        try:
            held = json.loads(self.path.read_bytes())
            variants = tuple(each for each in held["variants"] if SHAPE.fullmatch(each))
            return date.fromisoformat(held["day"]), variants
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return date.min, ()
