"""Word classes for detectors that need more than a rule can say: where a class stands in a sentence."""

from __future__ import annotations

from tonfall.detectors.context import Context
from tonfall.rules.compile import Compiled
from tonfall.rules.match import Span, find, occurs, possible
from tonfall.text.document import Analysis, Document, Sentence


def spans(analysis: Analysis, compiled: Compiled, name: str) -> list[Span]:
    """Where the class `<name>` stands (tokens), outside quotations."""
    key = (compiled, name)
    known: list[Span] | None = analysis.memo.get(key)
    if known is None:
        program = compiled.word_class(name)
        found = find(program, analysis) if possible(program, analysis) and occurs(program, analysis) else []
        known = analysis.memo[key] = [
            (a, b) for a, b in found if not all(token.quoted for token in analysis.tokens[a:b])
        ]
    return known


def named(sentence: Sentence, context: Context, name: str) -> list[Span]:
    """Where the class stands in the sentence, in any of its languages."""
    for language in sentence.languages:
        found = spans(sentence.analysis, context.book.compiled[language], name)
        if found:
            return found
    return []


def anywhere(document: Document, context: Context, name: str) -> bool:
    """Whether the class stands anywhere in the text."""
    return any(named(sentence, context, name) for sentence in document.sentences)
