"""Where Tonfall keeps its few files: the team's configuration, pairings, kept cases, and rule packs."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import platformdirs


def config_folder() -> Path:
    """The folder with tonfall.yaml; TONFALL_HOME overrides the platform's own."""
    return _home() or platformdirs.user_config_path("tonfall", appauthor=False)


def data_folder() -> Path:
    """The folder with pairings, kept cases and used.json; TONFALL_HOME overrides the platform's own."""
    return _home() or platformdirs.user_data_path("tonfall", appauthor=False)


def cache_folder() -> Path:
    """The folder with what can be made anew: rule packs as they were read last time."""
    home = _home()
    return home / "cache" if home else platformdirs.user_cache_path("tonfall", appauthor=False)


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read: all of it or, where that fails, nothing. Raises OSError."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def _home() -> Path | None:
    home = os.environ.get("TONFALL_HOME")
    return Path(home) if home else None
