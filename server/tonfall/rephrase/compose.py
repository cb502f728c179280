"""The whole reply: which parts are there, what could be put in, and an answer that has them all.

A reply keeps what holds up of the draft, in its order, and gets the missing parts at their places:

    greeting · acknowledgement · lesson · what was kept · next step · closing
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from tonfall.draft import Draft, Language, Match, Part, Replacement, Reply, Stage
from tonfall.rephrase.letter import after_greeting, is_closing, is_greeting, joined
from tonfall.rephrase.situation import Situation, rotated, seed_of
from tonfall.rephrase.slots import filled
from tonfall.rephrase.trial import Judge, Trials, rules_in
from tonfall.text.document import Document, Sentence
from tonfall.text.tokens import FACTS
from tonfall.text.xlength import fits

PROPOSED = 3
"""Wordings for one missing part."""

TRIED = 12
"""Wordings for one part that whole replies are tried with."""

LEAST_PIECES = 4
"""Sentences of a reply that is set in paragraphs."""

LEAST_WORDS = 4
"""Of a sentence that stays; a shorter one mostly belongs to one that doesn't."""

REGISTER = "any.register."
"""Another language, or du and Sie: what is kept of such a draft would mix them again."""

_KEPT = (*FACTS, "mention")

Parts = Callable[[Document], Sequence[Part]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of a whole reply. `variant` is empty where the writer wrote it."""

    text: str
    variant: str = ""


def insertions(
    part: Part, document: Document, situation: Situation, stage: Stage, trials: Trials, parts: Parts
) -> Iterator[Replacement]:
    """What could be put into the draft for a missing part, each re-checked: it adds nothing but the part."""

    def adds_it(each: Replacement) -> bool:
        return trials.mends(each, None) and part in parts(document.replaced(each.start, each.end, each.text))

    offered = situation.offered([str(part)], stage, seed_of(document.text[:40]))
    proposals = (inserted(part, text, variant, document, trials.draft) for text, variant in offered)
    yield from islice(filter(adds_it, proposals), PROPOSED)


def inserted(part: Part, text: str, variant: str, document: Document, draft: Draft) -> Replacement:
    """The wording at the place where the part belongs, with the white space that it needs there."""
    sentences = document.sentences
    if not sentences:
        return Replacement(text, 0, len(document.text), variant)
    between = "\n\n" if "\n\n" in document.text else "\n" if "\n" in document.text else " "
    body = [s for s in sentences if not is_closing(s, document)] or list(sentences)
    if part == Part.NEXT_STEP:
        at = body[-1].end
        return Replacement(_after(document.text, at) + between + text, at, at, variant)
    first = body[0]
    if is_greeting(first, draft):
        at = first.end
        return Replacement(between + text, at, at, variant)
    start = after_greeting(first, draft)
    if part == Part.LESSON:
        at = first.end
        return Replacement(_after(document.text, at) + between + text, at, at, variant)
    if start == first.start:
        return Replacement(text + between, start, start, variant)
    # "Hallo Jana, wir …": what follows becomes a sentence of its own
    capital = document.text[start : start + 1].upper()
    return Replacement(f"{joined(text, document.text[start:])} {capital}", start, start + 1, variant)


def _after(text: str, at: int) -> str:
    """A full stop where the sentence before has none."""
    return "" if text[at - 1 : at] in ".!?…:" or not text[at - 1 : at].isalnum() else "."


@dataclass(frozen=True, slots=True)
class Composer:
    """Composes whole replies to one comment; `wanted` are the parts that they must have."""

    document: Document
    matches: Sequence[Match]
    situation: Situation
    wanted: Sequence[Part]
    stage: Stage
    draft: Draft
    judge: Judge
    parts: Parts

    def reply(self) -> Reply | None:
        """One that has every part wanted and no finding, slots open and filled; None where none holds up."""
        kept = self._kept()
        facts = [sentence for sentence in kept if _holds_facts(sentence)]
        # first with what was written, then with less of it, at last without
        for number, body in enumerate([kept] * 6 + [facts] * 3 + [[]] * 3):
            paragraphs = self._paragraphs(body, number)
            if paragraphs is None:
                continue
            text = self._mended(_laid_out(paragraphs, self.draft, self.situation.language))
            if text != self.document.text and self._holds_up(text):
                return Reply(
                    text, tuple(p.variant for paragraph in paragraphs for p in paragraph if p.variant)
                )
        return None

    def _kept(self) -> list[Sentence]:
        """What can stay: sentences without a finding that say something."""
        if any(match.rule.startswith(REGISTER) for match in self.matches):
            return []
        sentences = self.document.sentences
        body = [s for s in sentences if not is_greeting(s, self.draft) and not is_closing(s, self.document)]
        clean = [sentence for sentence in body if not self._flagged(sentence.start, sentence.end)]
        return [s for s in clean if len(s.tokens) >= LEAST_WORDS or _holds_facts(s)]

    @property
    def _seed(self) -> int:
        return seed_of(self.document.text)

    def _flagged(self, start: int, end: int) -> bool:
        return any(match.start < end and start < match.end for match in self.matches if match.end)

    def _paragraphs(self, body: list[Sentence], number: int) -> list[list[Piece]] | None:
        """Paragraphs of the reply; None where there is no wording left for a part. `number`: which choice."""
        said = [Piece(_said(sentence, self.draft)) for sentence in body]
        there = set(self.parts(Document.of(" ".join(piece.text for piece in said)))) if said else set()
        added: dict[Part, list[Piece]] = {}
        for part in self.wanted:
            if part not in there:
                offered = self._offered(part)
                # naming the thing once is enough
                named = any(self._names_it(piece) for pieces in added.values() for piece in pieces)
                fresh = [piece for piece in offered if not (named and self._names_it(piece))]
                if not fresh:
                    return None
                added[part] = [fresh[number % len(fresh)]]
        acknowledged = said[:1] if Part.ACKNOWLEDGEMENT in there else []
        main = [
            *added.get(Part.ACKNOWLEDGEMENT, []),
            *acknowledged,
            *added.get(Part.LESSON, []),
            *said[len(acknowledged) :],
        ]
        paragraphs = [self._greeting(said), main, added.get(Part.NEXT_STEP, []), self._closing()]
        return [paragraph for paragraph in paragraphs if paragraph]

    def _names_it(self, piece: Piece) -> bool:
        thing = self.situation.values.get("thing", "").rpartition(" ")[2]
        return bool(thing) and thing in piece.text

    def _offered(self, part: Part) -> list[Piece]:
        """Wordings for a part: a team's first; what is criticised is named where it is acknowledged."""
        own, ours = (
            list(islice(self.situation.offered([str(part)], self.stage, self._seed, team), TRIED))
            for team in (True, False)
        )
        start = 0 if part == Part.ACKNOWLEDGEMENT else self._seed
        return [Piece(*each) for each in (*own, *rotated(ours, start))]

    def _greeting(self, said: list[Piece]) -> list[Piece]:
        """The draft's own greeting, if it greets somebody; else one with the name, unless that is said."""
        for sentence in self.document.sentences[:1]:
            end = sentence.end if is_greeting(sentence, self.draft) else after_greeting(sentence, self.draft)
            if end > sentence.start and not self._flagged(sentence.start, end):
                return [Piece(self.document.text[sentence.start : end].strip())]
        name = self.situation.values["name"]
        if name and any(name.split()[0] in piece.text for piece in said):
            return []
        return self._fixed("greeting")

    def _closing(self) -> list[Piece]:
        own = [Piece(s.text.strip()) for s in self.document.sentences if is_closing(s, self.document)]
        return own or self._fixed("closing")

    def _fixed(self, purpose: str) -> list[Piece]:
        """A wording that may come again: how one greets and signs doesn't change within a day."""
        offered = self.situation.offered([purpose], seed=self._seed)
        return [Piece(text) for text, _ in islice(offered, 1)]

    def _mended(self, text: str) -> str:
        """The text with what a detector puts in by itself, like the wording for a private opinion."""
        for match in self.judge(Document.of(text)):
            for change in match.replacements[:1]:
                return text[: change.start] + change.text + text[change.end :]
        return text

    def _holds_up(self, text: str) -> bool:
        if self.draft.platform == "x" and not fits(text):
            return False
        for each in dict.fromkeys((text, filled(text, self.situation.language))):
            document = Document.of(each)
            if rules_in(self.judge(document)) or not set(self.wanted) <= set(self.parts(document)):
                return False
        return True


def _holds_facts(sentence: Sentence) -> bool:
    return any(token.kind in _KEPT for token in sentence.tokens)


def _said(sentence: Sentence, draft: Draft) -> str:
    text = sentence.text[after_greeting(sentence, draft) - sentence.start :].strip()
    return text if text[-1:] in ".!?…" or not text[-1:].isalnum() else text + "."


def _laid_out(paragraphs: list[list[Piece]], draft: Draft, language: Language) -> str:
    """Paragraphs, unless it is short or for X, where space is."""
    lines = [" ".join(_capital(piece.text) for piece in paragraph) for paragraph in paragraphs]
    between = " " if draft.platform == "x" or sum(map(len, paragraphs)) < LEAST_PIECES else "\n\n"
    # English begins a new paragraph large even after "Hi Jana,"
    if len(lines) > 1 and lines[0].endswith(",") and (language == "de" or between == " "):
        first = paragraphs[1][0]
        small = joined(first.text, "x") if first.variant else first.text
        lines[1] = small + lines[1][len(first.text) :]
    return between.join(lines)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
