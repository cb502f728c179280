"""Finds what the rule packs name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tonfall.detectors.context import Context
from tonfall.draft import Match, Part
from tonfall.rules.compile import Compiled
from tonfall.rules.match import candidates, find, occurs, possible
from tonfall.rules.rule import PartRule, Rule
from tonfall.text.document import Analysis, Document


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule's or part's wording in a sentence, code points from the sentence's start."""

    owner: Rule | PartRule
    start: int
    end: int


def detect(document: Document, context: Context) -> Iterable[Match]:
    """A match for each wording that a rule of a pack names."""
    found = [
        (hit.owner, sentence.start + hit.start, sentence.start + hit.end)
        for sentence in document.sentences
        for language in sentence.languages
        for hit in hits(sentence.analysis, context.book.compiled[language])
        if isinstance(hit.owner, Rule)
    ]
    if not found:
        return
    excepted: dict[str, bool] = {}
    for rule, start, end in found:
        if rule.min_hits > 1 and sum(other is rule for other, _, _ in found) < rule.min_hits:
            continue
        if rule.scope == "reply" and rule.unless:
            if rule.id not in excepted:
                excepted[rule.id] = _excepted(rule, document, context)
            if excepted[rule.id]:
                continue
        yield Match(rule.id, start, end, rule.confidence)


def named_parts(document: Document, context: Context) -> set[Part]:
    """The parts of a good answer that a pack's wording shows."""
    return {
        hit.owner.part
        for sentence in document.sentences
        for language in sentence.languages
        for hit in hits(sentence.analysis, context.book.compiled[language])
        if isinstance(hit.owner, PartRule)
    }


def hits(analysis: Analysis, compiled: Compiled) -> tuple[Hit, ...]:
    """What the sentence holds, exceptions of scope `sentence` applied; remembered with the sentence."""
    known: tuple[Hit, ...] | None = analysis.memo.get(compiled)
    if known is None:
        known = analysis.memo[compiled] = tuple(_hits(analysis, compiled))
    return known


def _hits(analysis: Analysis, compiled: Compiled) -> Iterator[Hit]:
    tokens = analysis.tokens
    quoting = any(token.quoted for token in tokens)
    spans: dict[int, tuple[Rule | PartRule, list[tuple[int, int]]]] = {}
    for program in candidates(compiled, analysis):
        # a part counts once, so one of its patterns is enough
        owners = [
            o for o in compiled.owners[program.number] if not (id(o) in spans and isinstance(o, PartRule))
        ]
        if owners and occurs(program, analysis):
            # where a part stands in a sentence matters only beside quotations
            whole = not quoting and all(isinstance(owner, PartRule) for owner in owners)
            found = [(0, len(tokens))] if whole else find(program, analysis)
            for owner in owners:
                spans.setdefault(id(owner), (owner, []))[1].extend(found)
    for owner, found in spans.values():
        if getattr(owner, "quoted", "skip") == "skip":
            found = [(a, b) for a, b in found if not all(token.quoted for token in tokens[a:b])]
        if found and (
            getattr(owner, "scope", "sentence") == "reply" or not _unless(owner, analysis, compiled)
        ):
            for first, last in _joined(found):
                yield Hit(owner, tokens[first].start, tokens[last - 1].end)


def _unless(owner: Rule | PartRule, analysis: Analysis, compiled: Compiled) -> bool:
    return any(
        possible(program, analysis) and occurs(program, analysis)
        for program in compiled.unless.get(id(owner), ())
    )


def _excepted(rule: Rule, document: Document, context: Context) -> bool:
    return any(
        _unless(rule, sentence.analysis, context.book.compiled[language])
        for sentence in document.sentences
        for language in sentence.languages
    )


def _joined(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Overlapping spans made one."""
    spans.sort()
    start, end = spans[0]
    for a, b in spans[1:]:
        if a < end:
            end = max(end, b)
        else:
            yield start, end
            start, end = a, b
    yield start, end
