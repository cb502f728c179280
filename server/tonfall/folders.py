"""Where Tonfall keeps its few files: the team's configuration, the pairings, and rule packs read before."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def config_folder() -> Path:
    """The folder with tonfall.yaml; TONFALL_HOME overrides the platform's own."""
    return _home() or platformdirs.user_config_path("tonfall", appauthor=False)


def data_folder() -> Path:
    """The folder with pairings.json; TONFALL_HOME overrides the platform's own."""
    return _home() or platformdirs.user_data_path("tonfall", appauthor=False)


def cache_folder() -> Path:
    """The folder with what can be made anew: rule packs as they were read last time."""
    home = _home()
    return home / "cache" if home else platformdirs.user_cache_path("tonfall", appauthor=False)


def _home() -> Path | None:
    home = os.environ.get("TONFALL_HOME")
    return Path(home) if home else None
