"""The vocabulary of Tonfall: what is checked, what is found, what is proposed.

Plain frozen dataclasses without logic. Inside the pipeline positions are Python string
indices (code points) and the type is `Match`; what leaves the checker is a `Finding`, whose
positions are UTF-16 code units as browsers count them. `tonfall.text` does the one conversion.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

Language = Literal["de", "en"]
Platform = Literal["facebook", "x", "other"]
Role = Literal["official", "employee"]
Stage = Literal["first", "detailed"]
Address = Literal["du", "sie", "ihr"]
Certainty = Literal["certain", "likely", "perhaps"]


class Category(StrEnum):
    """What is wrong with a wording; see docs/categories.md."""

    INSULT = "insult"
    DEFENSIVE = "defensive"
    LECTURING = "lecturing"
    BOILERPLATE = "boilerplate"
    VAGUE = "vague"
    DEFLECTION = "deflection"
    COMPETITOR = "competitor"
    CONFIDENTIAL = "confidential"
    SILENCING = "silencing"
    IMPERSONAL = "impersonal"
    REGISTER = "register"
    ADVERTISING = "advertising"
    PRIVATE_OPINION = "private_opinion"


class Severity(StrEnum):
    """How bad a finding is, never how sure the checker is."""

    HINT = "hint"
    WARNING = "warning"
    BLOCK = "block"


class Part(StrEnum):
    """The three parts of a full answer."""

    ACKNOWLEDGEMENT = "acknowledgement"
    LESSON = "lesson"
    NEXT_STEP = "next_step"


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply somebody is about to post, with what is known around it."""

    text: str
    platform: Platform = "facebook"
    role: Role = "official"
    stage: Stage | None = None
    company: str = ""
    comment: str = ""
    commenter: str = ""
    commented_at: datetime | None = None
    interface_language: Language | None = None
    """Language of messages; the draft's own where None."""
    posted: tuple[str, ...] = ()
    """Fingerprints (`Report.fingerprint`) of replies that were posted lately."""
    used: tuple[str, ...] = ()
    """Variants (`Suggestion.variant`) that the writer took today: not to be offered again."""


@dataclass(frozen=True, slots=True)
class Texts:
    """One text in both interface languages."""

    de: str
    en: str


@dataclass(frozen=True, slots=True)
class Replacement:
    """Wording proposed for text[start:end] (code points)."""

    text: str
    start: int
    end: int
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """What a detector reports: a rule holds at text[start:end] (code points).

    `start == end == 0` means the whole draft. `confidence` is between 0 and 1. `doubted`: by the second
    look, so at most a hint.
    """

    rule: str
    start: int
    end: int
    confidence: float
    replacements: tuple[Replacement, ...] = ()
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rephrasing that was re-checked; positions in UTF-16 code units.

    `variant`: 12 hex digits, which wording it is whatever is filled in; empty where there is just one.
    """

    replacement: str
    start: int
    end: int
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One underlined wording; positions in UTF-16 code units, `quote` the text there.

    An empty quote with start == end == 0 is about the whole draft.
    """

    rule: str
    category: Category
    severity: Severity
    confidence: float
    certainty: Certainty
    """The confidence in a word."""
    start: int
    end: int
    quote: str
    message: str
    why: str
    principle: str
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Rewrite:
    """The whole reply with the first suggestion of each finding applied."""

    text: str
    because: str


@dataclass(frozen=True, slots=True)
class Report:
    """The answer to one check. `score` is 0 (don't post) to 100 (nothing found)."""

    language: Language | None
    score: int
    parts: tuple[Part, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    rewrite: Rewrite | None = None
    fingerprint: str = ""
    """Near-copies share most of it, it holds no word of the text; empty where that is too short to tell."""
    pending: bool = False
    """A second reader is still reading: another check in a second or so may find more."""


@dataclass(frozen=True, slots=True)
class PartReview:
    """One part of a good answer: whether the draft has it, and what could be put in where it is missing.

    `wanted` is false where the stage does without it.
    """

    part: Part
    present: bool
    wanted: bool
    proposals: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply, re-checked; it may hold paragraphs and open slots."""

    text: str
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rephrasing:
    """The answer to asking for a whole reply. `reply` None: nothing better was found."""

    language: Language | None
    stage: Stage
    stage_guessed: bool
    parts: tuple[PartReview, ...]
    reply: Reply | None = None
