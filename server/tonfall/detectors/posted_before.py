"""The same reply once more: what is nearly a copy of one that was posted lately."""

from __future__ import annotations

from collections.abc import Iterable

from tonfall.detectors.context import Context
from tonfall.draft import Match
from tonfall.text.document import Document
from tonfall.text.fingerprint import NEAR, distance, fingerprint

RULE = "any.boilerplate.posted-before"


def detect(document: Document, context: Context) -> Iterable[Match]:
    """One match for the whole draft at most; none for a rephrasing that is tried out."""
    posted = context.draft.posted
    if not posted or document.text != context.draft.text:
        return
    own = fingerprint(document)
    if own and distance(own, posted) <= NEAR:
        yield Match(RULE, 0, 0, 0.9)
