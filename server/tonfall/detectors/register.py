"""Form of address and language: mixed in the draft, or another one than the comment's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tonfall.detectors.context import Context
from tonfall.draft import Match, Replacement
from tonfall.text import data
from tonfall.text.address import Addressed, address, addressed, formal
from tonfall.text.document import Analysis, Document
from tonfall.text.normalise import fold

_TO_SIE = {
    "dir": "Ihnen", "dich": "Sie", "dein": "Ihr", "deine": "Ihre", "deinen": "Ihren", "deinem": "Ihrem",
    "deiner": "Ihrer", "deines": "Ihres",
}  # fmt: skip
_TO_DU = {
    "Ihnen": "dir", "Ihr": "dein", "Ihre": "deine", "Ihren": "deinen", "Ihrem": "deinem", "Ihrer": "deiner",
    "Ihres": "deines",
}  # fmt: skip
_DIALECT = frozenset(fold(word) for word in data.words("words.dialect"))
_PARTICIPLE = re.compile("g[bdfhkmstvwz]\\w+[nt]$")
LEAST_WORDS = 3
"""Fewer words than these don't tell a language surely enough to blame it."""


def detect(document: Document, context: Context) -> Iterable[Match]:
    """At most one match for the form of address, and one for the language."""
    uses = [
        (sentence.start, use)
        for sentence in document.sentences
        if "de" in sentence.languages
        for use in addressed(sentence.analysis)
        if use.sure
    ]
    yield from _address(uses, document, context)
    yield from _language(document, context)


def _address(uses: list[tuple[int, Addressed]], document: Document, context: Context) -> Iterator[Match]:
    du = [use for use in uses if use[1].form == "du"]
    sie = [use for use in uses if use[1].form == "sie"]
    expected = address(context.comment) if context.comment else None
    if expected is None and context.comment and formal(context.comment):
        expected = "sie"
    if du and sie:
        # what the comment doesn't use is the odd one out, else what is rarer, else what comes later
        if expected in ("du", "sie"):
            odd = sie if expected == "du" else du
        else:
            odd = min(du, sie, key=lambda found: (len(found), -found[0][1].token.start - found[0][0]))
        yield _match("any.register.mixed", odd[0], 0.8)
    elif sie and not du and (both := _both(uses)):
        yield _match("any.register.mixed", both, 0.7)
    elif expected == "du" and sie:
        yield _match("any.register.other-form", sie[0], 0.7)
    elif expected == "sie" and du:
        yield _match("any.register.other-form", du[0], 0.8)
    elif du and formal(document):
        # "Guten Tag Frau Berger, … du"
        yield _match("any.register.mixed", du[0], 0.7)


def _both(uses: list[tuple[int, Addressed]]) -> tuple[int, Addressed] | None:
    """The first "euer" in a sentence that also says Sie."""
    polite = {start for start, use in uses if use.form == "sie"}
    return next((use for use in uses if use[1].form == "ihr" and use[0] in polite), None)


def _match(rule: str, use: tuple[int, Addressed], confidence: float) -> Match:
    sentence, found = use
    start, end = sentence + found.token.start, sentence + found.token.end
    other = _TO_SIE.get(found.token.norm) if found.form == "du" else _TO_DU.get(found.token.text)
    return Match(rule, start, end, confidence, (Replacement(other, start, end),) if other else ())


def _language(document: Document, context: Context) -> Iterator[Match]:
    comment = context.comment
    if comment is None:
        return
    theirs, ours = _spoken(comment), _spoken(document)
    if theirs and ours and not theirs & ours:
        yield Match("any.register.other-language", 0, 0, 0.8)


def _spoken(document: Document) -> set[str]:
    """The languages of the sentences that tell theirs surely."""
    return {language for sentence in document.sentences for language in _told(sentence.analysis)}


def _told(analysis: Analysis) -> frozenset[str]:
    known: frozenset[str] | None = analysis.memo.get("told")
    if known is None:
        found: set[str] = set()
        least = LEAST_WORDS + 3 * (analysis.verdict == "other")
        if analysis.verdict != "unsure" and (len(analysis.tokens) >= least or not analysis.text.isascii()):
            found.add(analysis.verdict)
        # dialect is German, whatever its short words look like
        if any(t.norm in _DIALECT or _PARTICIPLE.match(t.norm) for t in analysis.tokens):
            found.add("de")
        known = analysis.memo["told"] = frozenset(found)
    return known
