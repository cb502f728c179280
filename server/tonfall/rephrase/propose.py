"""From a match to wordings that could stand there instead. Nothing is shown before it was re-checked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tonfall.detectors.context import Context
from tonfall.draft import Language, Match, Replacement
from tonfall.rules.rule import Rule
from tonfall.text import data
from tonfall.text.document import Document, Sentence

_PLACEHOLDER = re.compile(r"\{(company|name|disclosure)\}")
_GREETINGS = frozenset(data.words("greetings"))
LONGEST_GREETING = 6
"""Tokens of a greeting: "Sehr geehrte Frau Dr. von Berg,"."""


def proposals(rule: Rule, match: Match, document: Document, context: Context) -> Iterator[Replacement]:
    """The detector's own replacements, then the rule's rephrasings that can be filled in."""
    yield from match.replacements
    if not rule.rephrase or match.end == 0:
        return
    sentence = next((s for s in document.sentences if s.start <= match.start < s.end), None)
    if sentence is None:
        return
    start, end = (match.start, match.end) if rule.replace == "match" else _span(match, sentence)
    language: Language = sentence.language or document.language or "de"
    for rephrase in rule.rephrase:
        if rephrase.language not in (None, language):
            continue
        text = rephrase.du if context.address == "du" else rephrase.sie
        filled = None if text is None else _filled(text, language, context)
        if filled is None:
            continue
        if filled == "":
            yield _deletion(document.text, start, end)
        else:
            yield Replacement(_capital(filled, start, sentence), start, end)


def _span(match: Match, sentence: Sentence) -> tuple[int, int]:
    """The sentence, without a greeting before the match: "Hallo Jana, …"."""
    tokens = sentence.tokens
    if tokens and tokens[0].norm in _GREETINGS:
        for number, token in enumerate(tokens[:LONGEST_GREETING]):
            following = (
                sentence.start + tokens[number + 1].start if number + 1 < len(tokens) else sentence.end
            )
            if token.after.strip()[:1] in {",", "!"} and match.start >= following:
                return following, sentence.end
    return sentence.start, sentence.end


def _filled(text: str, language: Language, context: Context) -> str | None:
    """The text with names put in; None where one of them isn't known."""
    draft = context.draft
    name = draft.commenter.strip()
    if context.address == "du" and not name.startswith("@"):
        name = name.split()[0] if name else ""
    known = {
        "company": draft.company or next(iter(context.config.company.names), ""),
        "name": name,
        "disclosure": context.config.disclosure[language][draft.platform],
    }
    if any(not known[wanted] for wanted in _PLACEHOLDER.findall(text)):
        return None
    return _PLACEHOLDER.sub(lambda found: known[found.group(1)], text)


def _capital(text: str, start: int, sentence: Sentence) -> str:
    return text[:1].upper() + text[1:] if start == sentence.start else text


def _deletion(text: str, start: int, end: int) -> Replacement:
    """Delete text[start:end] with the space that would be left over."""
    while start > 0 and text[start - 1] in " \t":
        start -= 1
    if start == 0 or text[start - 1] == "\n":
        while end < len(text) and text[end] in " \t\n":
            end += 1
    return Replacement("", start, end)
