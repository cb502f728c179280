"""Drafts and reports as plain data, for JSON on the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, Final, get_args

from tonfall.draft import Draft, Language, Platform, Rephrasing, Report, Role, Stage
from tonfall.rephrase import used
from tonfall.text.fingerprint import MOST, SHAPE

CHOICES: Final[Mapping[str, tuple[str | None, ...]]] = {
    "platform": get_args(Platform),
    "role": get_args(Role),
    "stage": (None, *get_args(Stage)),
    "interface_language": (None, *get_args(Language)),
}


def draft_of(data: Mapping[str, Any]) -> Draft:
    """The draft that `data` describes. Raises ValueError, which says what to mend."""
    known = [field.name for field in fields(Draft)]
    for name, value in data.items():
        if name not in known:
            raise ValueError(f"unknown field {name!r}; known: {', '.join(known)}")
        if name in CHOICES:
            if value not in CHOICES[name]:
                allowed = ", ".join(str(choice) for choice in CHOICES[name] if choice)
                raise ValueError(f"{name} {value!r} is not known; write one of {allowed}")
        elif name == "posted":
            _look_at(value, "posted", SHAPE, MOST, "fingerprints, as reports hold them in `fingerprint`")
        elif name == "used":
            _look_at(value, "used", used.SHAPE, used.MOST, "variants, as suggestions hold them in `variant`")
        elif name != "commented_at" and not isinstance(value, str):
            raise ValueError(f"{name} must be text")
    if "text" not in data:
        raise ValueError("text is missing; it holds the draft")
    data = {**data, "posted": tuple(data.get("posted", ())), "used": tuple(data.get("used", ()))}
    written = data.get("commented_at")
    if written is None:
        return Draft(**data)
    try:
        when = datetime.fromisoformat(written)
    except (TypeError, ValueError):
        when = None
    if when is None or when.tzinfo is None:
        raise ValueError("commented_at must be a time with its offset, like 2026-11-19T10:00:00Z")
    return Draft(**{**data, "commented_at": when})


def _look_at(value: Any, name: str, shape: re.Pattern[str], most: int, what: str) -> None:
    if not isinstance(value, list) or not all(
        isinstance(each, str) and shape.fullmatch(each) for each in value
    ):
        raise ValueError(f"{name} must be a list of {what}")
    if len(value) > most:
        raise ValueError(f"{name} may hold {most} at most")


def plain(report: Report | Rephrasing) -> dict[str, Any]:
    """The answer as JSON's types, in the shape that the service answers with."""
    return asdict(report)
