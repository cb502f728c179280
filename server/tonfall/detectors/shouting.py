"""Capital letters and exclamation marks in a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tonfall.detectors.context import Context
from tonfall.draft import Match, Replacement
from tonfall.text.document import Document, Sentence
from tonfall.text.language import function_words
from tonfall.text.tokens import Token, tokenise

LEAST_LETTERS = 4
"""Shorter words in capitals are mostly abbreviations."""

_BANG = re.compile(r"!(?:[!1?]*!){2,}")


def detect(document: Document, context: Context) -> Iterable[Match]:
    """A match for shouted words in a row, a lone shouted function word, and `!!!`.

    What the comment writes in capitals too is a name or a quotation.
    """
    text = document.text
    if "!!!" in text or "!1!" in text or "!?!" in text:
        for found in _BANG.finditer(text):
            yield Match(
                "any.insult.exclamation", found.start(), found.end(), 0.7, (Replacement("!", *found.span()),)
            )
    if not any(map(str.isupper, text.split())):
        return
    names = _names(context)
    for sentence in document.sentences:
        for run in _runs(sentence.tokens, names):
            start, end = sentence.start + run[0].start, sentence.start + run[-1].end
            rule = "any.insult.shouting" if len(run) > 1 else "any.insult.emphasis"
            yield Match(rule, start, end, 0.7, (Replacement(_calm(run, sentence), start, end),))


def _names(context: Context) -> set[str]:
    """Words that may stand in capitals: names, and what the comment writes so too."""
    draft = context.draft
    names = (draft.company, draft.commenter, *context.config.company.names, *context.config.company.products)
    words = " ".join((*names, *(word for word in draft.comment.split() if word.isupper())))
    return {token.norm for token in tokenise(words)}


def _runs(tokens: Sequence[Token], names: set[str]) -> Iterator[list[Token]]:
    """Shouted words that stand together. Two words that aren't common ones may be a name."""
    run: list[Token] = []
    for token in (*tokens, None):
        if (
            token
            and token.kind == "word"
            and not token.quoted
            and token.text.isupper()
            and token.norm not in names
        ):
            run.append(token)
            continue
        if _shouted(run):
            yield run
        run = []


def _shouted(run: list[Token]) -> bool:
    long = [token for token in run if len(token.text) >= LEAST_LETTERS]
    common = any(token.norm in function_words() for token in run)
    return len(long) >= 3 or (common and len(long) >= min(len(run), 2))


def _calm(run: list[Token], sentence: Sentence) -> str:
    """The words without shouting; in German, a word that isn't known to be written small may be a noun."""
    words = []
    for token in run:
        small = sentence.language == "en" or token.norm in function_words() or len(run) == 1
        words.append(token.text.lower() if small else token.text.capitalize())
    text = " ".join(words)
    return text[:1].upper() + text[1:] if run[0].start == 0 else text
