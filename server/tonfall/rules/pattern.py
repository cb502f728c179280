"""The pattern language: from what somebody wrote to a tree. docs/rules.md describes it for its users."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn

from tonfall.text.normalise import fold
from tonfall.text.tokens import tokenise

LONGEST_GAP = 12
LONGEST_PATTERN = 2000
"""Characters of one pattern; bounds what a hostile rule can cost."""

DEEPEST = 8
SHORTEST_STEM = 3
ENDINGS = ("'re", "'ve", "'ll", "'m", "'d", "'s")
"""What stays of a shortened word, a token of its own: you + 're."""

MARKS = {",": ",", "?": "?", "!": "!", ":": ":", ";": ";", "…": "….", ".": ".", "-": "-–—", "(": "("}


class PatternError(ValueError):
    """A pattern that can't be read; `column` counts from 1."""

    def __init__(self, what: str, column: int) -> None:
        super().__init__(f"column {column}: {what}")
        self.column = column


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """One token: a folded form, a form in exact case, or one that starts or ends so.

    Compared by identity, which lets a sentence remember cheaply where a word stands.
    """

    forms: frozenset[str] = frozenset()
    exact: frozenset[str] = frozenset()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    exact_starts: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether any token can be this word."""
        return bool(self.forms or self.exact or self.starts or self.ends or self.exact_starts)

    def __or__(self, other: Word) -> Word:
        return Word(
            self.forms | other.forms,
            self.exact | other.exact,
            self.starts + other.starts,
            self.ends + other.ends,
            self.exact_starts + other.exact_starts,
        )


@dataclass(frozen=True, slots=True)
class Lemma:
    """`[lesen]`: any form of a word, resolved when compiling."""

    name: str
    column: int


@dataclass(frozen=True, slots=True)
class Class:
    """`<customer>`: a word class, resolved when compiling."""

    name: str
    column: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """Elements one after the other."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Optional:
    """May be there; is taken where it is."""

    item: Node


@dataclass(frozen=True, slots=True)
class Gap:
    """As few tokens as possible, from `least` to `most`, none of them starting one of `without`."""

    least: int
    most: int
    without: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """Next comes none of these."""

    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """One of these punctuation characters follows the previous token."""

    characters: str


@dataclass(frozen=True, slots=True)
class Edge:
    """The sentence starts (`^`) or ends (`$`) here."""

    start: bool


Node = Word | Lemma | Class | Sequence | Choice | Optional | Gap | Not | Mark | Edge

_GAP = re.compile(r"\{\s*(\d+)\s*(?:-\s*(\d+)\s*)?(?:!([^{}]*))?\}")
_LITERAL = re.compile(r"[^\s|()\[\]{}<>?^]+")


@lru_cache(maxsize=65_536)
def parse(pattern: str) -> Node:
    """The pattern's tree. Raises PatternError, which says what to mend."""
    if len(pattern) > LONGEST_PATTERN:
        raise PatternError(
            f"longer than {LONGEST_PATTERN} characters; split it into several patterns", LONGEST_PATTERN
        )
    reader = _Reader(pattern)
    node = reader.sequence(0)
    if not reader.at_end:
        reader.fail(f"unexpected {reader.here!r}; every bracket must be opened before it is closed")
    return node


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    @property
    def at_end(self) -> bool:
        return self.at >= len(self.text)

    @property
    def here(self) -> str:
        return self.text[self.at : self.at + 1]

    def fail(self, what: str, at: int | None = None) -> NoReturn:
        raise PatternError(what, (self.at if at is None else at) + 1)

    def skip_space(self) -> None:
        while self.here.isspace():
            self.at += 1

    def sequence(self, depth: int, closing: str = ")") -> Node:
        if depth > DEEPEST:
            self.fail(f"more than {DEEPEST} brackets inside each other; use a word class or several patterns")
        items: list[Node] = []
        started = self.at
        self.skip_space()
        while not self.at_end and self.here not in (closing, "|"):
            before = self.at
            item = self.item(depth)
            if isinstance(item, Mark) and not items and depth == 0:
                self.fail("punctuation follows a word; put a word or a gap before it", before)
            items.append(item)
            if not self.at_end and not self.here.isspace() and self.here not in (closing, "|"):
                self.fail("put a space between two elements")
            self.skip_space()
        if not items:
            self.fail("nothing here; write a word", started)
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def item(self, depth: int) -> Node:
        here, following = self.here, self.text[self.at + 1 : self.at + 2]
        alone = not following or following.isspace() or following in ")|"
        if here in MARKS and alone and here != "(":
            self.at += 1
            return Mark(MARKS[here])
        if here in MARKS and self.text[self.at + 1 : self.at + 3].rstrip() == "?":
            self.at += 2
            return Optional(Mark(MARKS[here]))
        if here in "^$" and alone:
            self.at += 1
            return Edge(here == "^")
        if here == "{":
            return self.gap()
        if here == "!":
            self.at += 1
            return Not(self.alternatives(depth))
        # inside a group | separates whole sequences: (a b|c d)
        options = self.alternatives(depth) if depth == 0 else (self.single(depth),)
        node = _choice(options)
        if self.here == "?":
            self.at += 1
            return Optional(node)
        return node

    def alternatives(self, depth: int) -> tuple[Node, ...]:
        options = [self.single(depth)]
        while self.here == "|":
            self.at += 1
            options.append(self.single(depth))
        return tuple(options)

    def single(self, depth: int) -> Node:
        here = self.here
        if here == "(":
            return self.group(depth)
        if here == "[":
            return self.lemmas()
        if here == "<":
            return self.word_class()
        if here == "{":
            self.fail("a gap is no alternative; put it beside, or into a group (… {0-2} …)")
        return self.literal()

    def group(self, depth: int) -> Node:
        opened = self.at
        options: list[Node] = []
        while not options or self.here == "|":
            self.at += 1
            options.append(self.sequence(depth + 1))
        if self.here != ")":
            self.fail("this bracket is never closed; add )", opened)
        self.at += 1
        return _choice(tuple(options))

    def lemmas(self) -> Node:
        opened = self.at
        end = self.text.find("]", opened)
        if end < 0:
            self.fail("this bracket is never closed; add ]", opened)
        names = self._names(opened + 1, end, "[lesen] or [lesen|verstehen]")
        self.at = end + 1
        return _choice(tuple(Lemma(name, column) for name, column in names))

    def word_class(self) -> Node:
        opened = self.at
        end = self.text.find(">", opened)
        name = self.text[opened + 1 : end].strip() if end > 0 else ""
        if not re.fullmatch(r"[\w-]+", name):
            self.fail("a word class looks like <customer>", opened)
        self.at = end + 1
        return Class(name, opened + 1)

    def gap(self) -> Node:
        found = _GAP.match(self.text, self.at)
        if not found:
            self.fail("a gap looks like {0-6}, {2} or {0-6 !nicht|kein}")
        least = int(found.group(1))
        most = int(found.group(2)) if found.group(2) else least
        if most > LONGEST_GAP:
            self.fail(
                f"a gap of at most {LONGEST_GAP} words, please; more would join what doesn't belong together"
            )
        if least > most:
            self.fail(f"write the smaller number first: {{{most}-{least}}}")
        if most == 0:
            self.fail("a gap of no words does nothing; remove it")
        without: tuple[Node, ...] = ()
        if found.group(3) is not None:
            inner = _Reader(self.text[: found.end(3)])
            inner.at = found.start(3)
            inner.skip_space()
            if inner.at_end:
                self.fail("name the words the gap must not hold: {0-6 !nicht|kein}")
            without = inner.alternatives(1)
            inner.skip_space()
            if not inner.at_end:
                inner.fail("in a gap, put | and no spaces between the words it must not hold")
        self.at = found.end()
        return Gap(least, most, without)

    def literal(self) -> Node:
        found = _LITERAL.match(self.text, self.at)
        if not found:
            self.fail("a word is missing here")
        started, word = self.at, found.group()
        self.at = found.end()
        exact = word.startswith("=")
        word = word[1:] if exact else word
        starts, ends = word.endswith("*") and len(word) > 1, word.startswith("*") and len(word) > 1
        stem = word.strip("*") if starts or ends else word
        if starts and ends:
            self.fail("a star at one end only: the start of the word or its end", started)
        if (starts or ends) and sum(map(str.isalnum, stem)) < SHORTEST_STEM:
            self.fail(f"at least {SHORTEST_STEM} letters beside a star", started)
        if exact and ends:
            self.fail("= and a star at the front don't go together", started)
        if starts:
            return Word(exact_starts=(stem,)) if exact else Word(starts=(fold(stem),))
        if ends:
            return Word(ends=(fold(stem),))
        if fold(stem) in ENDINGS:
            return Word(forms=frozenset({fold(stem)}))
        tokens = tokenise(stem.rstrip("'’"))
        if not tokens or any(token.before or token.after for token in tokens):
            self.fail(
                f"{stem!r} is not one word; put spaces between words, and leave out punctuation inside",
                started,
            )
        # "you're" is two tokens
        words = [
            Word(exact=frozenset({t.text})) if exact else Word(forms=frozenset({t.norm})) for t in tokens
        ]
        return words[0] if len(words) == 1 else Sequence(tuple(words))

    def _names(self, start: int, end: int, example: str) -> Iterator[tuple[str, int]]:
        at = start
        for name in self.text[start:end].split("|"):
            if not re.fullmatch(r"\s*[\w'’-]+\s*", name):
                self.fail(f"write single base forms: {example}", at)
            yield name.strip(), at + 1
            at += len(name) + 1


def _choice(options: tuple[Node, ...]) -> Node:
    return options[0] if len(options) == 1 else Choice(options)
