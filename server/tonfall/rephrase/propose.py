"""From a match to wordings that could stand there instead. Nothing is shown before it was re-checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from tonfall.detectors.context import Context
from tonfall.draft import Category, Language, Match, Part, Replacement
from tonfall.rephrase.letter import after_greeting, is_closing, is_greeting, joined
from tonfall.rephrase.situation import Situation, rotated, seed_of
from tonfall.rephrase.template import fill, variant
from tonfall.rules.rule import Rephrase, Rule
from tonfall.text import data
from tonfall.text.document import Document, Sentence
from tonfall.text.tokens import FACTS

ACKNOWLEDGED = (
    Category.INSULT,
    Category.DEFENSIVE,
    Category.LECTURING,
    Category.SILENCING,
    Category.BOILERPLATE,
)
"""In the place of these an acknowledgement can stand, unless the draft has one."""

OTHER_LANGUAGE = "any.register.other-language"
LEAST_LEFT = 5
"""Words of a sentence that can stand when its end is gone."""

_SUBORDINATE = frozenset(data.words("subordinates"))
"""Words that begin a clause which needs the one after it."""

_CORRELATIVE = frozenset(data.words("correlatives"))
"""Words that begin a clause which the one before it may need."""

_PIECE = re.compile(r"(?:;|:|\s[–—-])\s+")


def own(
    rule: Rule, match: Match, document: Document, context: Context, situation: Situation
) -> Iterator[Replacement]:
    """The detector's own replacements, then the rule's rephrasings that can be filled in."""
    yield from match.replacements
    if match.end == 0:
        if rule.id == OTHER_LANGUAGE:
            yield from _in_their_language(document, context)
        return
    sentence = document.sentences[document.place(match.start)]
    at_match = rule.replace == "match"
    span = (match.start, match.end) if at_match else _span(match, sentence, document, context)
    offers = [offer for offer in rule.rephrase if offer.language in (None, situation.language)]
    for offer in rotated(offers, seed_of(sentence.text)):
        written = _written(offer, situation)
        if at_match and written and "{name}" in written and situation.values["name"] in document.text:
            continue  # "Jana, guten Tag Jana"
        text = fill(written, situation.address, situation.values) if written else None
        # how one greets somebody may come again, a sentence may not
        which = "" if at_match else variant(written or "")
        if text and which not in situation.taken:
            yield _placed(text, which, span, document)


def generated(
    rule: Rule,
    match: Match,
    document: Document,
    context: Context,
    situation: Situation,
    parts: set[Part],
    team: bool | None = None,
    all_of_it: bool = False,
) -> Iterator[Replacement]:
    """Building blocks for the rule's category, a team's or the others; the draft has these parts.

    None where a sentence with facts in it would go, unless `all_of_it` may.
    """
    if match.end == 0:
        return
    sentence = document.sentences[document.place(match.start)]
    span = _span(match, sentence, document, context)
    if not all_of_it and _holds_facts(sentence, *span):
        return
    purposes = [str(rule.category)]
    if rule.category in ACKNOWLEDGED and Part.ACKNOWLEDGEMENT not in parts:
        purposes.append(str(Part.ACKNOWLEDGEMENT))
    for text, which in situation.offered(purposes, seed=seed_of(sentence.text), team=team):
        yield _placed(text, which, span, document)


def _in_their_language(document: Document, context: Context) -> Iterator[Replacement]:
    """First reactions in the comment's language, for a draft in another one."""
    comment = context.comment
    if comment is None or comment.language is None:
        return
    situation = Situation.of(document, context, language=comment.language)
    greeting = [text for text, _ in islice(situation.offered(["greeting"]), 1)]
    known, step = (
        islice(situation.offered([part], "first"), 3) for part in (Part.ACKNOWLEDGEMENT, Part.NEXT_STEP)
    )
    for (acknowledged, _), (following, which) in zip(known, step, strict=False):
        said = joined(acknowledged, "x") if greeting else acknowledged
        yield Replacement(" ".join([*greeting, said, following]), 0, len(document.text), which)


def deletion(
    rule: Rule, match: Match, document: Document, context: Context, situation: Situation
) -> Replacement | None:
    """Deleting what was found, where the rule or its category offers that and something remains."""
    if match.end == 0:
        return None
    named = any(r.sie == "" for r in rule.rephrase)
    if not named and (match.replacements or not situation.deletes(rule.category)):
        return None
    sentence = document.sentences[document.place(match.start)]
    cut = _last_clause(match, sentence, document, context)
    if cut:
        return cut
    if rule.replace == "match" and named:
        span = match.start, match.end
    else:
        span = _span(match, sentence, document, context)
    if _holds_facts(sentence, *span):
        return None
    said = [
        other
        for other in document.sentences
        if other is not sentence
        and not is_greeting(other, context.draft)
        and not is_closing(other, document)
        and len(other.tokens) > 2
    ]
    return _deletion(document.text, *span, situation.language) if said or rule.replace == "match" else None


def _span(match: Match, sentence: Sentence, document: Document, context: Context) -> tuple[int, int]:
    """The sentence without its greeting; just the piece of it where another piece holds facts to keep."""
    start, end = after_greeting(sentence, context.draft), sentence.end
    if match.end <= start:
        return sentence.start, end
    text = document.text
    cuts = [found.span() for found in _PIECE.finditer(text, start, end)]
    first = max((b for _, b in cuts if b <= match.start), default=start)
    last = min((a for a, _ in cuts if a >= match.end), default=end)
    if (first, last) == (start, end):
        return start, end
    outside = [
        t
        for t in sentence.tokens
        if start <= sentence.start + t.start and not first <= sentence.start + t.start < last
    ]
    return (first, last) if any(t.kind in FACTS for t in outside) else (start, end)


def _holds_facts(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a number, an address or a link stands there (code points of the text)."""
    return any(t.kind in FACTS and start <= sentence.start + t.start < end for t in sentence.tokens)


def _last_clause(
    match: Match, sentence: Sentence, document: Document, context: Context
) -> Replacement | None:
    """Deleting the end of a sentence from the comma before the match on, where enough is left to stand."""
    start = after_greeting(sentence, context.draft)
    text = document.text
    comma = text.rfind(",", start, match.start)
    before = [
        t for t in sentence.tokens if start <= sentence.start + t.start and sentence.start + t.end <= comma
    ]
    following = [t for t in sentence.tokens if comma < sentence.start + t.start]
    if comma < 0 or len(before) < LEAST_LEFT or any(t.kind in FACTS for t in following):
        return None
    if before[0].norm in _SUBORDINATE or following[0].norm in _CORRELATIVE:
        return None
    return Replacement(".", comma, sentence.end)


def _written(offer: Rephrase, situation: Situation) -> str | None:
    return {"du": offer.du, "sie": offer.sie, "ihr": offer.ihr}[situation.address]


def _placed(text: str, which: str, span: tuple[int, int], document: Document) -> Replacement:
    """The wording as it fits between what stands around it."""
    start, end = span
    before, old = document.text[:start].rstrip(), document.text[start:end]
    if before and before[-1:] not in ".!?…" and "\n" not in document.text[len(before) : start]:
        text = joined(text, old)
    if text.endswith(".") and _PIECE.match(document.text, end):
        text = text[:-1]
    return Replacement(text, start, end, which)


def _deletion(text: str, start: int, end: int, language: Language) -> Replacement | None:
    """Delete text[start:end] with the space left over; None where what follows would not fit."""
    before, following = text[:start].rstrip(), text[end:].lstrip(" \t")
    if before.endswith(",") and following[:1].isupper():
        # "Hallo Jana, Wir …"
        small = joined(following, text[start:end])
        if small == following and language == "en":
            return None  # it may be a name
        return Replacement(small[:1], start, len(text) - len(following) + 1)
    while start > 0 and text[start - 1] in " \t":
        start -= 1
    if start == 0 or text[start - 1] == "\n":
        while end < len(text) and text[end] in " \t\n":
            end += 1
    return Replacement("", start, end)
