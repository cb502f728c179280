"""What a detector may know besides the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tonfall.draft import Address, Category, Draft, Language
from tonfall.rules.book import Rulebook
from tonfall.team.config import Config
from tonfall.text.document import Document, Sentence

Question = tuple[str, Language]
"""A sentence that somebody else shall judge, and its language."""

Opinion = tuple[Category, int, int]
"""What it is, and where in the sentence (code points)."""


class SecondReader(Protocol):
    """Somebody slower who has opinions on sentences; see `tonfall.llm.second_reader`."""

    def opinion(self, sentence: Sentence) -> Opinion | None:
        """The opinion on a sentence where there is one already."""
        ...

    def ask(self, questions: Sequence[Question]) -> bool:
        """Have sentences judged some time. True: one of them is being judged, ask for the opinion later."""
        ...


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
    second_reader: SecondReader | None = None
