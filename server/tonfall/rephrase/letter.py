"""What stands around what a reply says: whom it greets, and how it ends."""

from __future__ import annotations

from itertools import pairwise

from tonfall.draft import Draft
from tonfall.text import data
from tonfall.text.document import Document, Sentence
from tonfall.text.language import function_words
from tonfall.text.tokens import Token

_GREETINGS = frozenset(data.words("greetings"))
_CLOSINGS = frozenset(data.words("closings"))
_TITLES = frozenset({"frau", "herr", "mr", "mrs", "ms", "miss"})
_SMALL = frozenset(data.words("openers"))
"""Words that rephrasings begin with, besides function words."""

_ANSWERS = frozenset(data.words("answers"))
"""What else a text may begin with before a comma."""

_ALWAYS_CAPITAL = frozenset({"Sie", "Ihnen", "Ihr", "Ihre", "Ihren", "Ihrem", "Ihrer", "I"})

LONGEST_GREETING = 6
"""Tokens of a greeting: "Sehr geehrte Frau Dr. von Berg,"."""

LONGEST_CLOSING = 7
"""Tokens of a closing: "Viele Grüße, dein Team der Muster GmbH"."""


def after_greeting(sentence: Sentence, draft: Draft) -> int:
    """Where what the sentence says begins (code points of the text): behind "Hallo Jana, " and "@jana "."""
    tokens = sentence.tokens
    if not tokens:
        return sentence.start
    first = tokens[0]
    if first.kind == "mention" and len(tokens) > 1:
        return sentence.start + tokens[1].start
    names = _names(draft)
    greets = first.norm in _GREETINGS or first.norm in _TITLES or first.norm in names
    if not greets and not (sentence.start == 0 and not names and _is_name(first)):
        return sentence.start
    for token, following in pairwise(tokens[: LONGEST_GREETING + 1]):
        initial = token.after.strip()[:1] == "." and len(token.text) == 1
        if set(token.after) & {",", "!", ":"} or (initial and following.text == "Sie"):
            return sentence.start + following.start
    return sentence.start


def _names(draft: Draft) -> set[str]:
    """The parts of the commenter's name, as tokens are compared."""
    return {part.strip(".").casefold() for part in draft.commenter.split()}


def _is_name(token: Token) -> bool:
    """Whether a text may begin with it as somebody's name: "Renate, …"."""
    return (
        token.after.startswith(",")
        and token.text.istitle()
        and token.text.isalpha()
        and token.norm not in function_words()
        and token.norm not in _SMALL
        and token.norm not in _ANSWERS
    )


def is_greeting(sentence: Sentence, draft: Draft) -> bool:
    """Whether the sentence only greets."""
    tokens = sentence.tokens
    names = _names(draft)
    return (
        0 < len(tokens) <= LONGEST_GREETING
        and after_greeting(sentence, draft) == sentence.start
        and (tokens[0].norm in _GREETINGS or tokens[0].kind == "mention" or {t.norm for t in tokens} <= names)
        and sentence.text.rstrip()[-1:] in {",", "!", ":", tokens[-1].text[-1:]}
    )


def is_closing(sentence: Sentence, document: Document) -> bool:
    """Whether the sentence only says goodbye or who writes: "LG Mira", "^MK", "– Dein Team"."""
    tokens = sentence.tokens
    if not 0 < len(tokens) <= LONGEST_CLOSING or sentence.start == 0:
        return False
    before = document.text[max(0, sentence.start - 1) : sentence.start + 1].lstrip()
    return (
        before[:1] in {"^", "/", "–", "—", "-", "~"}
        or (tokens[0].norm in _CLOSINGS and tokens[0].norm != "frau")
        or (tokens[0].norm == "mit" and {token.norm for token in tokens[1:]} <= _CLOSINGS)
        or (sentence.text[:1] in "^/–—-~" and len(tokens) <= 3)
        or (
            sentence is document.sentences[-1]
            and len(tokens) <= 2
            and sentence.text.istitle()
            and sentence.text[-1:].isalpha()
        )
    )


def joined(text: str, following: str) -> str:
    """The text behind "Hallo Jana, ": small, unless it is a noun or the writer begins it large."""
    word, old = text.split(" ", 1)[0], following.split(" ", 1)[0]
    if not _is_small(word) or (old[:1].isupper() and _is_small(old)):
        return text
    return text[:1].lower() + text[1:]


def _is_small(word: str) -> bool:
    """Whether a word is written large only where a sentence begins."""
    plain = word.strip(".,:;!?").casefold()
    return (plain in function_words() or plain in _SMALL) and word.strip(".,:;!?") not in _ALWAYS_CAPITAL
