"""First reaction or detailed answer: a guess from what is there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from tonfall.draft import Draft, Part, Stage

SOON = timedelta(hours=3)
"""After so long a first reaction has usually been given."""

SHORT = 140
"""Characters of a reaction that explains nothing."""


def guess(draft: Draft, parts: Collection[Part], now: datetime | None = None) -> Stage:
    """The stage. First: the comment is fresh and little is written yet, or just that somebody is on it."""
    if Part.LESSON in parts or len(draft.text.strip()) > SHORT:
        return "detailed"
    if draft.commented_at is not None:
        fresh = (now or datetime.now(UTC)) - draft.commented_at < SOON
        return "first" if fresh else "detailed"
    only_next_step = Part.NEXT_STEP in parts and Part.ACKNOWLEDGEMENT not in parts
    return "first" if only_next_step and draft.text.strip() else "detailed"


def wanted(stage: Stage) -> tuple[Part, ...]:
    """The parts that an answer of this stage has."""
    return (Part.ACKNOWLEDGEMENT, Part.NEXT_STEP) if stage == "first" else tuple(Part)
