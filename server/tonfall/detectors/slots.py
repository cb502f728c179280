"""Open slots of a rephrasing, like [bis wann?], that nobody has filled yet."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tonfall.detectors.context import Context
from tonfall.draft import Match
from tonfall.text.document import Document

RULE = "any.vague.open-slot"
SLOT = re.compile(r"\[[^\[\]\n]{1,80}\?\]")


def detect(document: Document, context: Context) -> Iterable[Match]:
    """A match for each open slot."""
    if "[" in document.text:
        for found in SLOT.finditer(document.text):
            yield Match(RULE, found.start(), found.end(), 1.0)
