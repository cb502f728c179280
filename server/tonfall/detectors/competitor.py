"""Negative wording beside the name of a competitor: of the configuration, or one that everybody knows."""

from __future__ import annotations

from collections.abc import Iterable

from tonfall.detectors.context import Context
from tonfall.detectors.sentiment import polarity
from tonfall.detectors.wording import named
from tonfall.draft import Match
from tonfall.text.document import Document, Sentence
from tonfall.text.tokens import tokenise

RULE = "any.competitor.negative"
NEAR = 10
"""Tokens between name and wording."""

NEGATIVE = -0.4


def detect(document: Document, context: Context) -> Iterable[Match]:
    """A match for each sentence that speaks badly of a competitor."""
    own = {token.norm for token in tokenise(" ".join((context.draft.company, *context.config.company.names)))}
    for sentence in document.sentences:
        configured = named(sentence, context, "competitor")
        known = [
            (a, b)
            for a, b in named(sentence, context, "known-brand")
            if sentence.tokens[a].norm not in own and sentence.tokens[a].text[:1].isupper()
        ]
        names = configured or known
        if not names:
            continue
        words = [*named(sentence, context, "negative"), *named(sentence, context, "derisive")]
        bad = sorted(span for span in words if not _negated(sentence, context, span))
        near = [span for span in bad if min(abs(span[0] - b) for _, b in names) <= NEAR]
        if near:
            first = min(near[0][0], names[0][0])
            last = max(near[0][1], names[0][1])
            tokens = sentence.tokens[first:last]
            yield Match(RULE, sentence.start + tokens[0].start, sentence.start + tokens[-1].end, 0.8)
        elif (
            configured
            and not named(sentence, context, "apology")
            and any(polarity(sentence.text, language) <= NEGATIVE for language in sentence.languages)
        ):
            yield Match(RULE, sentence.start, sentence.end, 0.5)


def _negated(sentence: Sentence, context: Context, span: tuple[int, int]) -> bool:
    """Whether one of the two words before says the opposite."""
    return any(span[0] - 2 <= a < span[0] for a, _ in named(sentence, context, "negation"))
