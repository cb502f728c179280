"""What doesn't fit into one post on X: the part beyond the limit, and what could go instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tonfall.detectors.context import Context
from tonfall.draft import Match, Replacement
from tonfall.text.document import Document, Sentence
from tonfall.text.tokens import FACTS
from tonfall.text.xlength import fits, fitting

RULE = "any.register.too-long"
MOST_SENTENCES = 30
"""Of a longer draft nothing is proposed: it needs another place, not a cut."""

OFFERED = 3


def detect(document: Document, context: Context) -> Iterable[Match]:
    """At most one match, from where X would cut the text."""
    if context.draft.platform != "x" or fits(document.text):
        return
    cuts = sorted(_cuts(document), key=lambda cut: cut[0])[:OFFERED]
    end = len(document.text.rstrip())
    yield Match(RULE, min(fitting(document.text), end - 1), end, 1.0, tuple(cut for _, cut in cuts))


def _cuts(document: Document) -> Iterator[tuple[tuple[int, int], Replacement]]:
    """Sentences in a row without which the rest fits, with what is lost: facts, characters."""
    sentences = document.sentences
    if len(sentences) > MOST_SENTENCES:
        return
    for first in range(len(sentences)):
        for last in range(first, len(sentences)):
            start, end = _room(document.text, sentences[first], sentences[last])
            if start == 0 and end == len(document.text):
                break
            if fits(document.text[:start] + document.text[end:]):
                lost = sentences[first : last + 1]
                facts = sum(token.kind in FACTS for sentence in lost for token in sentence.tokens)
                yield (facts, end - start), Replacement("", start, end)
                break


def _room(text: str, first: Sentence, last: Sentence) -> tuple[int, int]:
    """The sentences with the white space that would be left over."""
    start, end = first.start, last.end
    if start == 0:
        while end < len(text) and text[end].isspace():
            end += 1
    while start > 0 and text[start - 1].isspace() and (end == len(text) or text[start - 1] == " "):
        start -= 1
    return start, end
