"""The team's own confidential words, as tonfall.yaml lists them; quoted or not, whatever the comment says."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from tonfall.detectors.context import Context
from tonfall.draft import Match
from tonfall.rules.compile import inflected
from tonfall.text.document import Document
from tonfall.text.tokens import Token, tokenise

RULE = "any.confidential.own-word"
Words = tuple[frozenset[str], ...]


def detect(document: Document, context: Context) -> Iterable[Match]:
    """A match for each place where an entry stands."""
    entries = _index(context.config.confidential)
    if not entries:
        return
    for sentence in document.sentences:
        tokens = sentence.tokens
        for place, token in enumerate(tokens):
            lengths = [
                len(words)
                for form in (token.norm, *token.others)
                for words in entries.get(form, ())
                if _stands(words, tokens[place : place + len(words)])
            ]
            if lengths:
                last = tokens[place + max(lengths) - 1]
                yield Match(RULE, sentence.start + token.start, sentence.start + last.end, 1.0)


@lru_cache(maxsize=8)
def _index(entries: tuple[str, ...]) -> dict[str, list[Words]]:
    """First word, in each of its forms → the entries that begin with it."""
    index: dict[str, list[Words]] = {}
    for entry in dict.fromkeys(
        each for e in entries for each in (e, e.replace("-", " "), e.replace(" ", "-"))
    ):
        words = tuple(inflected(token.norm) for token in tokenise(entry))
        for form in words[0] if words else ():
            index.setdefault(form, []).append(words)
    return index


def _stands(words: Words, tokens: tuple[Token, ...]) -> bool:
    return len(tokens) == len(words) and all(
        token.norm in forms or not forms.isdisjoint(token.others)
        for forms, token in zip(words, tokens, strict=True)
    )
