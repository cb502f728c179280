"""A rule as the checker uses it. How a file must look is schema.py's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tonfall.draft import Address, Category, Language, Part, Platform, Role, Severity, Stage, Texts


@dataclass(frozen=True, slots=True)
class When:
    """In which situations a rule applies; None is any."""

    role: Role | None = None
    platform: Platform | None = None
    stage: Stage | None = None
    comment: Literal["known", "unknown"] | None = None
    address: Address | None = None
    sentiment: Literal["negative", "positive"] | None = None


@dataclass(frozen=True, slots=True)
class Rephrase:
    """One rephrasing in each form of address (the same where it addresses nobody). None: not in this form.

    `language` None: the rule's.
    """

    du: str | None
    sie: str | None
    ihr: str | None
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A text with «…» around the wording, and what is known around it; `posted` is a reply posted before.

    `opinion` is what a second reader says of the sentence, quoting the wording.
    """

    text: str
    line: int
    comment: str = ""
    commenter: str = ""
    company: str = ""
    role: Role = "official"
    platform: Platform = "facebook"
    stage: Stage | None = None
    posted: str = ""
    opinion: Category | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `match` and `unless` are patterns as written; `language` None means both."""

    id: str
    category: Category
    severity: Severity
    confidence: float
    message: Texts
    why: Texts | None
    principle: str
    file: str
    line: int
    language: Language | None = None
    match: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    detector: str | None = None
    when: When = When()
    scope: Literal["sentence", "reply"] = "sentence"
    min_hits: int = 1
    quoted: Literal["skip", "match"] = "skip"
    replace: Literal["match", "sentence"] = "sentence"
    rephrase: tuple[Rephrase, ...] = ()
    flag: tuple[Example, ...] = ()
    passing: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class PartRule:
    """Wording that shows one part of a good answer."""

    part: Part
    language: Language
    file: str
    line: int
    match: tuple[str, ...]
    unless: tuple[str, ...] = ()
    flag: tuple[Example, ...] = ()
    passing: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Wordings in the language of `tonfall.rephrase.template`, for one purpose.

    `purpose`: a category (stands in place of wording found), a part of a good answer, `greeting` or
    `closing`. `about`: the word class of what must be criticised. `team`: not one that ships.
    """

    purpose: str
    language: Language
    texts: tuple[str, ...]
    file: str
    line: int
    about: str | None = None
    stage: Stage | None = None
    team: bool = True


@dataclass(frozen=True, slots=True)
class Pack:
    """A folder of rules: a shipped language, or a team's own."""

    name: str
    rules: tuple[Rule, ...] = ()
    parts: tuple[PartRule, ...] = ()
    classes: tuple[WordClass, ...] = ()
    blocks: tuple[Block, ...] = ()

    @property
    def owners(self) -> tuple[Rule | PartRule, ...]:
        """Everything with patterns."""
        return (*self.rules, *self.parts)


@dataclass(frozen=True, slots=True)
class WordClass:
    """A named set of patterns, `<name>` in rules. `language` None means both."""

    name: str
    language: Language | None
    entries: tuple[str, ...]
    file: str
    line: int
