"""What a detector may know besides the text."""

from __future__ import annotations

from dataclasses import dataclass

from tonfall.draft import Address, Draft
from tonfall.rules.book import Rulebook
from tonfall.team.config import Config
from tonfall.text.document import Document


@dataclass(frozen=True, slots=True)
class Context:
    """The draft, the configuration, the rules in force and the comment that is answered (None: unknown).

    When a rephrasing is tried out, the document is another one and the draft is still the writer's: what is
    judged is the document's text, never `draft.text`.
    `address` is the draft's form of address, else the comment's, None where neither shows one.
    """

    draft: Draft
    config: Config
    book: Rulebook
    comment: Document | None
    address: Address | None
