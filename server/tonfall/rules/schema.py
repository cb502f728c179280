"""What a rule file may say, as pydantic models. rule.py holds what becomes of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from tonfall.draft import Address, Category, Language, Part, Platform, Role, Severity, Stage

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Wording = Annotated[str, StringConstraints(max_length=2000)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]+(\.[a-z0-9_-]+){1,3}$", max_length=100)]
Patterns = Annotated[list[Text], Field(min_length=1, max_length=500)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BothLanguages(_Strict):
    """One text in German and English."""

    de: Text
    en: Text


class WhenEntry(_Strict):
    """When a rule applies."""

    role: Role | None = None
    platform: Platform | None = None
    stage: Stage | None = None
    comment: Literal["known", "unknown"] | None = None
    address: Address | None = None
    sentiment: Literal["negative", "positive"] | None = None


class ByAddress(_Strict):
    """A rephrasing that differs by form of address."""

    du: Wording | None = None
    sie: Wording | None = None
    ihr: Wording | None = None


class BothWordings(_Strict):
    """A rephrasing of a rule for both languages."""

    de: Wording
    en: Wording


class ExampleEntry(_Strict):
    """An example that needs more than its text."""

    text: Text
    comment: str = ""
    commenter: str = ""
    company: str = ""
    role: Role = "official"
    platform: Platform = "facebook"
    stage: Stage | None = None
    posted: str = ""
    opinion: Category | None = None


class Examples(_Strict):
    """Wording that must be found and wording that must not."""

    flag: Annotated[list[Text | ExampleEntry], Field(min_length=2)]
    passing: Annotated[list[Text | ExampleEntry], Field(min_length=2, alias="pass")]


class RuleEntry(_Strict):
    """One rule of a rule file."""

    id: Identifier
    category: Category
    severity: Severity
    confidence: Literal["high", "medium", "low"] = "high"
    language: Language | None = None
    message: Text | BothLanguages
    why: Text | BothLanguages | None = None
    principle: str
    match: Patterns | None = None
    unless: Patterns | None = None
    detector: str | None = None
    when: WhenEntry = WhenEntry()
    scope: Literal["sentence", "reply"] = "sentence"
    min_hits: Annotated[int, Field(ge=1, le=20)] = 1
    quoted: Literal["skip", "match"] = "skip"
    replace: Literal["match", "sentence"] = "sentence"
    rephrase: Annotated[list[Wording | ByAddress | BothWordings], Field(max_length=10)] = []
    examples: Examples

    @model_validator(mode="after")
    def _one_way_to_find(self) -> RuleEntry:
        if (self.match is None) == (self.detector is None):  # `detector` is for packs/any alone
            raise ValueError("needs `match` with at least one pattern")
        return self


class PartEntry(_Strict):
    """One entry of parts.yaml."""

    part: Part
    match: Patterns
    unless: Patterns | None = None
    examples: Examples


class BlockEntry(_Strict):
    """One entry of blocks.yaml. `for_` is written `for`."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    for_: Annotated[Category | Part | Literal["greeting", "closing"], Field(alias="for")]
    about: Annotated[str, StringConstraints(pattern=r"^[\w-]+$", max_length=60)] | None = None
    stage: Stage | None = None
    text: Annotated[list[Wording], Field(min_length=1, max_length=100)]
