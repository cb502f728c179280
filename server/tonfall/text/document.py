"""A text with its sentences and tokens.

Sentences that were seen before are not taken apart again: a keystroke costs one sentence. What a sentence is
made of is an `Analysis`, shared between documents; where it stands is a `Sentence`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Self

from tonfall.draft import Language
from tonfall.text import sentences
from tonfall.text.inflections import lemma
from tonfall.text.language import Verdict, judge, settle
from tonfall.text.quotes import may_quote, quotations
from tonfall.text.tokens import Token, tokenise

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What a sentence is made of, wherever it stands. `memo` is for what detectors find in it."""

    text: str
    tokens: tuple[Token, ...]
    forms: frozenset[str]
    """Every reading of every token, and `<kind>` for tokens that aren't words."""
    verdict: Verdict
    quoted: tuple[tuple[int, int], ...] = ()
    """The quotations in it, code points of the sentence."""
    memo: dict[Hashable, Any] = field(default_factory=dict)


LONG = 600
"""Characters from which few sentences are remembered: what is worked out for one is far larger."""


def analyse(text: str, quoted: tuple[tuple[int, int], ...] = ()) -> Analysis:
    """Take a sentence apart; `quoted` are the quotations in it (code points of the sentence)."""
    return (_analysed_long if len(text) > LONG else _analysed)(text, quoted)


def forget() -> None:
    """Let go of all sentences: what they remember of rules keeps those alive."""
    _analysed.cache_clear()
    _analysed_long.cache_clear()


@lru_cache(maxsize=2048)
def _analysed(text: str, quoted: tuple[tuple[int, int], ...]) -> Analysis:
    return _analysis(text, quoted)


@lru_cache(maxsize=16)
def _analysed_long(text: str, quoted: tuple[tuple[int, int], ...]) -> Analysis:
    return _analysis(text, quoted)


def _analysis(text: str, quoted: tuple[tuple[int, int], ...]) -> Analysis:
    tokens = tokenise(text)
    forms = set()
    for token in tokens:
        forms.add(token.norm)
        forms.update(token.others)
        if token.kind != "word":
            forms.add(f"<{token.kind}>")
        for start, end in quoted:
            if start <= token.start and token.end <= end:
                token.quoted = True
    return Analysis(text, tuple(tokens), frozenset(forms), judge(text, tokens), quoted)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence at text[start:end] (code points); its tokens count from its own start.

    `languages` are those whose rules apply: one, none (another language), or both where nothing tells.
    """

    start: int
    end: int
    languages: tuple[Language, ...]
    analysis: Analysis

    @property
    def text(self) -> str:
        """The sentence as written."""
        return self.analysis.text

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Its tokens; `start` and `end` count from the sentence's start."""
        return self.analysis.tokens

    @property
    def language(self) -> Language | None:
        """Its language, None where it is another one or can't be told."""
        return self.languages[0] if len(self.languages) == 1 else None

    @property
    def lemmas(self) -> tuple[str, ...]:
        """The base form of each token, by the words that rules know; else the token's norm."""
        language = self.language
        return tuple(lemma(token.norm, language) if language else token.norm for token in self.tokens)


class Document:
    """A text, its sentences and its language (that of most words; None: another one, or it can't be told)."""

    def __init__(self, text: str, parts: tuple[Sentence, ...], hint: Language | None) -> None:
        self.text = text
        self.sentences = parts
        self._hint = hint

    @classmethod
    def of(cls, text: str, *, hint: Language | None = None) -> Self:
        """Take a text apart. `hint` is the language of a text that doesn't tell."""
        quotes = quotations(text)
        pieces = [(start, end, _within(quotes, start, end)) for start, end in sentences.split(text)]
        return cls._made(
            text, [(start, end, analyse(text[start:end], quoted)) for start, end, quoted in pieces], hint
        )

    def replaced(self, start: int, end: int, new: str) -> Self:
        """The document of text[:start] + new + text[end:].

        Where that is safe, only one sentence is taken apart.
        """
        text = self.text[:start] + new + self.text[end:]
        place = self._lone(start, end, new)
        if place is None:
            return type(self).of(text, hint=self._hint)
        old = self.sentences[place]
        shift = len(text) - len(self.text)
        fresh = text[old.start : old.end + shift]
        return self._made(
            text,
            [
                *((s.start, s.end, s.analysis) for s in self.sentences[:place]),
                *((old.start + a, old.start + b, analyse(fresh[a:b])) for a, b in sentences.split(fresh)),
                *((s.start + shift, s.end + shift, s.analysis) for s in self.sentences[place + 1 :]),
            ],
            self._hint,
        )

    @cached_property
    def language(self) -> Language | None:
        """The language of most words; None: another one, or it can't be told."""
        weight: Counter[Language | None] = Counter()
        for sentence in self.sentences:
            weight[sentence.language] += len(sentence.tokens)
        return weight.most_common(1)[0][0] if weight else None

    @classmethod
    def _made(cls, text: str, parts: list[tuple[int, int, Analysis]], hint: Language | None) -> Self:
        languages = settle([analysis.verdict for _, _, analysis in parts], hint)
        return cls(
            text,
            tuple(
                Sentence(start, end, language, analysis)
                for (start, end, analysis), language in zip(parts, languages, strict=True)
            ),
            hint,
        )

    def place(self, index: int) -> int:
        """The number of the sentence that begins at or last before `index`."""
        return bisect_right(self.sentences, index, key=lambda s: s.start) - 1

    def _lone(self, start: int, end: int, new: str) -> int | None:
        """Which sentence the replacement changes and leaves one of its own; None where that isn't sure.

        It must begin with a capital letter and end with a full stop, and nothing may be quoted.
        """
        if may_quote(self.text) or may_quote(new):
            return None
        place = self.place(start)
        if place < 0 or end > self.sentences[place].end:
            return None
        old = self.sentences[place]
        fresh = self.text[old.start : start] + new + self.text[end : old.end]
        return place if sentences.stands_alone(fresh) and sentences.stands_alone(old.text) else None

    @cached_property
    def _astral(self) -> list[int]:
        return [] if self.text.isascii() else [m.start() for m in _ASTRAL.finditer(self.text)]

    def utf16(self, index: int) -> int:
        """The position in UTF-16 code units of the code point at `index`."""
        return index + bisect_left(self._astral, index)


def code_point(text: str, utf16: int) -> int:
    """The index of the code point at a position in UTF-16 code units; inside a pair, that of the pair."""
    units = 0
    for index, character in enumerate(text):
        width = 2 if character > "\uffff" else 1
        if units + width > utf16:
            return index
        units += width
    return len(text)


def sentences_at(text: str, start: int, end: int) -> str | None:
    """The sentences that text[start:end] (UTF-16 code units) stands in.

    None where the text is shorter, where a surrogate pair would be split, or where nothing is written there.
    """
    first, last = code_point(text, start), code_point(text, end)
    if (utf16_length(text[:first]), utf16_length(text[:last])) != (start, end):
        return None
    found = [(s, e) for s, e in sentences.split(text) if s < last and first < e]
    return text[found[0][0] : found[-1][1]] if found else None


def utf16_length(text: str) -> int:
    """How many UTF-16 code units the text has."""
    return len(text) + len(_ASTRAL.findall(text))


def _within(quotes: list[tuple[int, int]], start: int, end: int) -> tuple[tuple[int, int], ...]:
    return tuple((max(a, start) - start, min(b, end) - start) for a, b in quotes if a < end and b > start)
