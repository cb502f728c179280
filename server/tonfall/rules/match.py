"""Running programs over the tokens of a sentence.

Two ways, because most patterns don't match: `occurs` says whether one does, by moving all positions through
the pattern at once as bits of a number; `find` then says where. Both take time linear in the text, whatever
somebody wrote into a rule: `occurs` does one shift for each element, and `find` visits each step of a program
at most once for each token, so at most steps × (tokens + 1).

Of several matches the leftmost counts; choices and optional elements are tried in the order written, gaps as
short as possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tonfall.rules import pattern as p
from tonfall.rules.compile import ACCEPT, ANY, MARK, NOT, SPLIT, STEM, WORD, Compiled, Program
from tonfall.text.document import Analysis
from tonfall.text.tokens import Token

Span = tuple[int, int]
"""First token and the one after the last."""


def candidates(compiled: Compiled, analysis: Analysis) -> Iterator[Program]:
    """The programs that could match, because every word they need is there."""
    forms = analysis.forms
    index = compiled.index
    seen: set[int] = set()
    for key in _keys(analysis) if compiled.stems else forms:
        branch = index.get(key)
        if branch is None:
            continue
        for program in branch.alone:
            if program.number not in seen:
                seen.add(program.number)
                yield program
        for second in branch.seconds & forms:
            for program in branch.by_second[second]:
                if program.number not in seen:
                    seen.add(program.number)
                    if not any(map(forms.isdisjoint, program.needs)):
                        yield program


def possible(program: Program, analysis: Analysis) -> bool:
    """Whether the sentence holds every word that the program needs."""
    return not program.anchor.isdisjoint(_keys(analysis)) and not any(
        map(analysis.forms.isdisjoint, program.needs)
    )


def occurs(program: Program, analysis: Analysis) -> bool:
    """Whether the pattern matches anywhere in the sentence."""
    view = _view(analysis)
    return view.ends(program.tree, view.tokens_mask) != 0


class _View:
    """A sentence's tokens as bits: bit i of a mask stands for the place before token i."""

    __slots__ = ("_forms", "_spellings", "_tokens", "_words", "count", "tokens_mask")

    def __init__(self, analysis: Analysis) -> None:
        self._tokens = analysis.tokens
        self.count = len(analysis.tokens)
        self.tokens_mask = (1 << self.count) - 1
        self._words: dict[p.Word, int] = {}
        self._forms: dict[str, int] = {}
        self._spellings: dict[str, int] = {}
        forms, spellings = self._forms, self._spellings
        bit = 1
        for token in analysis.tokens:
            spellings[token.text] = spellings.get(token.text, 0) | bit
            forms[token.norm] = forms.get(token.norm, 0) | bit
            for other in token.others:
                forms[other] = forms.get(other, 0) | bit
            if token.kind != "word":
                kind = f"<{token.kind}>"
                forms[kind] = forms.get(kind, 0) | bit
            bit <<= 1

    def ends(self, node: p.Node, at: int) -> int:
        """Where the node can end when it begins at one of the places `at`."""
        kind = type(node)
        if kind is p.Word:
            return (at & self.word(node)) << 1  # type: ignore[arg-type]
        if kind is p.Sequence:
            words = self._words
            for item in node.items:  # type: ignore[union-attr]
                if type(item) is p.Word:
                    mask = words.get(item)
                    at = (at & (self.word(item) if mask is None else mask)) << 1
                else:
                    at = self.ends(item, at)
                if not at:
                    return 0
            return at
        if kind is p.Choice:
            found = 0
            for option in node.options:  # type: ignore[union-attr]
                found |= self.ends(option, at)
            return found
        if kind is p.Optional:
            return at | self.ends(node.item, at)  # type: ignore[union-attr]
        if kind is p.Gap:
            return self._gap(node, at)  # type: ignore[arg-type]
        if kind is p.Not:
            return at & ~self.starts(node.options)  # type: ignore[union-attr]
        if kind is p.Mark:
            return at & self.marks(node.characters)  # type: ignore[union-attr]
        return at & (1 if node.start else 1 << self.count)  # type: ignore[union-attr]

    def _gap(self, gap: p.Gap, at: int) -> int:
        free = self.tokens_mask & ~self.starts(gap.without) if gap.without else self.tokens_mask
        found = 0 if gap.least else at
        for length in range(1, gap.most + 1):
            at = (at & free) << 1
            if not at:
                break
            if length >= gap.least:
                found |= at
        return found

    def word(self, word: p.Word) -> int:
        """The places where the word stands."""
        known = self._words.get(word)
        if known is None:
            known = self._words[word] = self._stands(word)
        return known

    def _stands(self, word: p.Word) -> int:
        found = 0
        forms, spellings = self._forms, self._spellings
        if word.forms:
            for form in word.forms & forms.keys():
                found |= forms[form]
        if word.exact:
            for text in word.exact & spellings.keys():
                found |= spellings[text]
        if word.exact_starts:
            for text, mask in spellings.items():
                if text.startswith(word.exact_starts):
                    found |= mask
        if word.starts or word.ends:
            for form, mask in forms.items():
                if form.startswith(word.starts) or form.endswith(word.ends):
                    found |= mask
        return found

    def starts(self, options: Sequence[p.Node]) -> int:
        """The places where one of the options, words one after the other, stands."""
        found = 0
        for option in options:
            words = option.items if isinstance(option, p.Sequence) else (option,)
            here = self.tokens_mask
            for number, word in enumerate(words):
                here &= self.word(word) >> number  # type: ignore[arg-type]
            found |= here
        return found

    def marks(self, characters: str) -> int:
        found = 0
        for number, token in enumerate(self._tokens):
            if not set(characters).isdisjoint(token.after):
                found |= 2 << number
        return found


def find(program: Program, analysis: Analysis, visited: set[int] | None = None) -> list[Span]:
    """All matches, leftmost first, not overlapping. `visited` collects what the search visited, for tests."""
    seen: set[int] = set() if visited is None else visited
    view = _view(analysis)
    found: list[Span] = []
    free = 0
    for start in _starts(program, analysis.tokens):
        if start >= free:
            end = _run(program, view, start, seen)
            if end is not None:
                found.append((start, end))
                free = end
    return found


def _view(analysis: Analysis) -> _View:
    view: _View | None = analysis.memo.get("view")
    if view is None:
        view = analysis.memo["view"] = _View(analysis)
    return view


def _keys(analysis: Analysis) -> frozenset[str]:
    keys: frozenset[str] | None = analysis.memo.get("keys")
    if keys is None:
        forms = analysis.forms
        keys = forms.union([f[:STEM] + "*" for f in forms], ["*" + f[-STEM:] for f in forms])
        analysis.memo["keys"] = keys
    return keys


def _starts(program: Program, tokens: Sequence[Token]) -> Iterable[int]:
    first = program.first
    if first is None:
        return range(len(tokens))
    return [
        i
        for i, token in enumerate(tokens)
        if token.norm in first
        or (token.others and not first.isdisjoint(token.others))
        or (token.kind != "word" and f"<{token.kind}>" in first)
    ]


def _run(program: Program, view: _View, start: int, seen: set[int]) -> int | None:
    """Where a match that begins at `start` ends. What was visited without success is never tried again."""
    steps = program.steps
    width = view.count + 1
    stack = [(0, start)]
    while stack:
        at, position = stack.pop()
        key = at * width + position
        if key in seen:
            continue
        seen.add(key)
        operation, argument, following, other = steps[at]
        if operation == WORD:
            if view.word(argument) >> position & 1:  # type: ignore[arg-type]
                stack.append((following, position + 1))
        elif operation == SPLIT:
            stack.append((other, position))
            stack.append((following, position))
        elif operation == ANY:
            if position < view.count and not (argument and view.starts(argument) >> position & 1):  # type: ignore[arg-type]
                stack.append((following, position + 1))
        elif operation == ACCEPT:
            return position
        elif operation == NOT:
            if not view.starts(argument) >> position & 1:  # type: ignore[arg-type]
                stack.append((following, position))
        elif operation == MARK:
            if view.marks(argument) >> position & 1:  # type: ignore[arg-type]
                stack.append((following, position))
        elif position == (0 if argument else view.count):  # EDGE
            stack.append((following, position))
    return None
