"""What a rephrasing is made from: whom it addresses, what is criticised, and what was said before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2s
from itertools import zip_longest
from typing import TypeVar

from tonfall.detectors.context import Context
from tonfall.detectors.wording import anywhere
from tonfall.draft import Address, Language, Stage
from tonfall.rephrase import things
from tonfall.rephrase.template import Wording, wordings
from tonfall.rules.book import Rulebook
from tonfall.rules.rule import Block
from tonfall.text.address import address, formal
from tonfall.text.document import Document

Item = TypeVar("Item")

TRIED_PER_TEMPLATE = 3
"""Wordings of one template that are offered before the next purpose; the others say nearly the same."""


@dataclass(frozen=True, slots=True)
class Situation:
    """One draft's. `values` fill templates, `about` are the word classes that the comment matches.

    `taken`: variants that are not to be offered again. `unsaid`: words for a writer who speaks otherwise.
    """

    language: Language
    address: Address
    values: Mapping[str, str]
    about: frozenset[str]
    taken: frozenset[str]
    unsaid: frozenset[str]
    seed: int
    book: Rulebook

    @classmethod
    def of(
        cls,
        document: Document,
        context: Context,
        avoid: Sequence[str] = (),
        language: Language | None = None,
    ) -> Situation:
        """The situation of a draft. Without a comment nothing tells what is criticised."""
        draft = context.draft
        theirs = context.comment
        language = language or document.language or (context.comment and context.comment.language) or "de"
        form = _address(document, context)
        name = draft.commenter.strip()
        if (form == "du" or language == "en") and not name.startswith("@"):
            name = name.split()[0] if name else ""
        config = context.config
        values = {
            "company": draft.company or next(iter(config.company.names), ""),
            "name": name,
            "disclosure": config.disclosure[language][draft.platform],
            "contact": config.contact[language][draft.platform],
            "signature": config.signature[language],
            **(things.values(theirs) if theirs and theirs.language == language else {}),
        }
        about = _about(theirs, context) if theirs and theirs.language == language else frozenset()
        return cls(
            language,
            form,
            values,
            about,
            frozenset(draft.used).union(avoid),
            # nobody is right in asking something
            _unsaid(document)
            | (frozenset({"recht.", "recht", "right"}) if "question" in about else frozenset()),
            seed_of(draft.comment, draft.commenter),
            context.book,
        )

    def offered(
        self, purposes: Sequence[str], stage: Stage | None = None, seed: int = 0, team: bool | None = None
    ) -> Iterator[tuple[str, str]]:
        """Text and variant of each wording for these purposes: a team's first, or `team` tells which.

        What is said about just this criticism and what holds for any take turns, so that a choice is one.
        """
        concrete: dict[bool, list[Sequence[Wording]]] = {True: [], False: []}
        seed += self.seed
        for own in (True, False):
            if team is not None and team is not own:
                continue
            for each in concrete.values():
                each.clear()
            for block in (b for p in purposes for b in self.book.blocks.get((p, self.language), ())):
                if block.team is own and self._suits(block, stage):
                    for text in filter(None, block.texts):
                        for is_concrete, found in self._fresh(block, text):
                            concrete[is_concrete].append(found)
            yield from _in_turn(
                self._filled(_turns(concrete[True], seed)), self._filled(_turns(concrete[False], seed))
            )

    def _filled(self, found: Iterator[Wording]) -> Iterator[tuple[str, str]]:
        for wording in found:
            text = wording.filled(self.address, self.values)
            if text and self.unsaid.isdisjoint(text.replace(",", " ").split()):
                yield text[:1].upper() + text[1:], wording.variant

    def deletes(self, purpose: str) -> bool:
        """Whether a block offers to delete what was found."""
        return any("" in block.texts for block in self.book.blocks.get((purpose, self.language), ()))

    def _suits(self, block: Block, stage: Stage | None) -> bool:
        return (block.about is None or block.about in self.about) and (
            block.stage == stage
            if stage == "first" and self._has(block.purpose, stage)
            else block.stage in (None, "detailed")
        )

    def _has(self, purpose: str, stage: Stage) -> bool:
        return any(block.stage == stage for block in self.book.blocks.get((purpose, self.language), ()))

    def _fresh(self, block: Block, template: str) -> Iterator[tuple[bool, Sequence[Wording]]]:
        """The wordings not taken yet: whether they name what is criticised."""
        for is_concrete, found in _kinds(template, block.about is not None):
            yield is_concrete, [w for w in found if w.variant not in self.taken] if self.taken else found


@lru_cache(maxsize=4096)
def _kinds(template: str, about: bool) -> tuple[tuple[bool, Sequence[Wording]], ...]:
    found: dict[bool, list[Wording]] = {}
    for wording in wordings(template):
        found.setdefault(about or "{thing" in wording.text, []).append(wording)
    return tuple(found.items())


def _turns(templates: Sequence[Sequence[Wording]], seed: int) -> Iterator[Wording]:
    """One wording of each template, then another of each."""
    choices = [rotated(found, seed // 7) for found in rotated(templates, seed)]
    for turn in range(TRIED_PER_TEMPLATE):
        yield from (each[turn] for each in choices if turn < len(each))


def _in_turn(first: Iterator[Item], second: Iterator[Item]) -> Iterator[Item]:
    """The first's first, the second's first, the first's second, …"""
    for pair in zip_longest(first, second):
        yield from (each for each in pair if each is not None)


_TO_THE_COMPANY = frozenset({"euch", "euer", "eure", "euren", "eurem", "eurer", "eures", "seid", "habt"})
"""Whoever says these to a company is answered with du."""


_FORMAL = frozenset({"guten", "sehr", "good", "gruezi", "grüezi"})


def _address(document: Document, context: Context) -> Address:
    """The draft's form of address, else the comment's; where neither tells, a first name makes it du."""
    own = address(document)
    name = context.draft.commenter.strip()
    if own is not None:
        # to one person "eure Ehe" is said beside du
        return "du" if own == "ihr" and name and not name.startswith("Familie") else own
    if context.comment:
        theirs = address(context.comment)
        words = {token.norm for sentence in context.comment.sentences for token in sentence.tokens}
        if theirs in ("du", "ihr") or words & _TO_THE_COMPANY:
            return "du"
        if theirs == "sie":
            return "sie"
    first = {name.split()[0].casefold()} if name else set()
    opening = document.sentences[0].tokens[:3] if document.sentences else ()
    plain = bool(opening) and opening[0].norm not in _FORMAL and not formal(document)
    if name.startswith("@") or (plain and first & {token.norm for token in opening}):
        return "du"
    return "sie"


_ONE = frozenset({"Ich", "ich", "mir", "mich", "I"})
_ALL = frozenset({"Wir", "wir", "uns", "We", "we", "us"})


def _unsaid(document: Document) -> frozenset[str]:
    """Who says ich goes on with it; whoever says wir, or neither, speaks for the company."""
    said = {token.text for sentence in document.sentences for token in sentence.tokens if not token.quoted}
    if said & _ONE and not said & _ALL:
        return frozenset({"Wir", "wir", "We", "we"})
    return frozenset({"Ich", "ich", "I"})


def seed_of(*texts: str) -> int:
    """A number that is the same for the same texts, and another one for others."""
    return int.from_bytes(blake2s("\0".join(texts).encode("utf-8", "surrogatepass"), digest_size=4).digest())


def rotated(items: Sequence[Item], seed: int) -> Sequence[Item]:
    """The items from another place on."""
    at = seed % len(items) if items else 0
    return [*items[at:], *items[:at]]


@lru_cache(maxsize=4)
def _abouts(book: Rulebook, language: Language) -> tuple[str, ...]:
    return tuple(
        sorted(
            {
                b.about
                for (_, spoken), blocks in book.blocks.items()
                for b in blocks
                if b.about and spoken == language
            }
        )
    )


def _about(document: Document, context: Context) -> frozenset[str]:
    if document.language is None:
        return frozenset()
    compiled = context.book.compiled[document.language]
    return frozenset(
        name
        for name in _abouts(context.book, document.language)
        if compiled.has_class(f"about-{name}") and anywhere(document, context, f"about-{name}")
    )
