"""From a draft to a report: the one pipeline. Whoever is new reads this first.

    text → Document → detectors → configuration → second look → merging → suggestions, re-checked → Report

The score starts at 100, and every finding takes a share of what is left: COST of its severity times its
confidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from tonfall import second_look
from tonfall.detectors import DETECTORS, rules, slots
from tonfall.detectors.context import Context
from tonfall.detectors.sentiment import polarity
from tonfall.draft import (
    Address,
    Category,
    Certainty,
    Draft,
    Finding,
    Language,
    Match,
    Part,
    Replacement,
    Report,
    Rewrite,
    Severity,
    Suggestion,
    Texts,
)
from tonfall.rephrase.propose import proposals
from tonfall.rules.book import Rulebook
from tonfall.rules.rule import Pack, PartRule
from tonfall.team.config import Config
from tonfall.text.address import address
from tonfall.text.document import Document
from tonfall.text.fingerprint import fingerprint

COST = {Severity.HINT: 0.06, Severity.WARNING: 0.22, Severity.BLOCK: 0.5}
MOST_SUGGESTIONS = 3
"""More than these don't fit on a card."""

MOST_TRIALS = 150
MOST_REREAD = 400_000
"""Rephrasings tried out for one draft, and characters read again for it; what comes after gets none."""

CERTAIN, LIKELY = 0.8, 0.6
"""From these confidences on; so a rule's `high`, `medium` and `low` have one word each."""

CLEARLY = 0.2
"""Sentiment beyond this counts as negative or positive for `when: {sentiment: …}`."""

_RANK = {severity: number for number, severity in enumerate(Severity)}
_BECAUSE = Texts("Alle ersten Vorschläge eingesetzt: {titles}.", "Every first suggestion put in: {titles}.")


class Checker:
    """Judges drafts by one configuration. Thread-safe; what it remembers of sentences is bounded."""

    def __init__(self, config: Config | None = None, packs: Sequence[Pack] | None = None) -> None:
        """`packs`: just these instead of the shipped and the configured ones. Raises RuleError."""
        self.config = config or Config()
        self.book = Rulebook.of(self.config, packs)

    def check(self, draft: Draft) -> Report:
        """The report on a draft."""
        document, context = self._read(draft)
        matches = self._judge(document, context)
        language: Language = draft.interface_language or document.language or "de"
        kept = self._merged(matches)
        trials = iter(range(min(MOST_TRIALS, MOST_REREAD // max(1, len(draft.text)))))
        chosen = {id(match) for match in kept}
        merged = [match for match in matches if id(match) not in chosen]
        before = _counts(matches)
        better = {id(match): self._better(match, merged, before, document, context, trials) for match in kept}
        findings = tuple(
            self._finding(match, better[id(match)], document, language)
            for match in sorted(kept, key=lambda m: (m.start, m.end))
        )
        return Report(
            language=document.language,
            score=score(findings),
            parts=second_look.parts(document, context),
            findings=findings,
            rewrite=self._rewrite(kept, better, matches, document, context, language),
            fingerprint=fingerprint(document),
        )

    def matches(self, draft: Draft, hint: Language | None = None) -> list[Match]:
        """What the detectors find and the configuration allows, before merging."""
        return self._judge(*self._read(draft, hint))

    def packs(self) -> dict[str, int]:
        """The packs and how many rules of each are in force."""
        off = {rule for rule, setting in self.config.rules.items() if setting == "off"}
        return {pack.name: sum(rule.id not in off for rule in pack.rules) for pack in self.book.packs}

    def knows(self, rule: str) -> bool:
        """Whether there is a rule with this id, switched on or off."""
        return rule in self.book.rules

    def part_hits(self, draft: Draft, part: PartRule, hint: Language | None = None) -> list[tuple[int, int]]:
        """Where one part of a good answer was seen (code points)."""
        document, context = self._read(draft, hint)
        return [
            (sentence.start + hit.start, sentence.start + hit.end)
            for sentence in document.sentences
            for language in sentence.languages
            for hit in rules.hits(sentence.analysis, context.book.compiled[language])
            if hit.owner is part
        ]

    def _read(self, draft: Draft, hint: Language | None = None) -> tuple[Document, Context]:
        comment = _comment(draft.comment)
        document = Document.of(draft.text, hint=hint or (comment.language if comment else None))
        form = self._address(document, comment)
        return document, Context(draft, self.config, self.book, comment, form)

    def _address(self, document: Document, comment: Document | None) -> Address | None:
        return address(document) or (address(comment) if comment else None)

    def recognised(self, draft: Draft, hint: Language | None = None) -> list[Match]:
        """All that the detectors and the models find, whether it stands or not: what rules are tested by."""
        document, context = self._read(draft, hint)
        _, added = second_look.look([], document, context)
        return [
            *self._named(document, context),
            *(match for match in added if self._applies(match, document, context)),
        ]

    def named(self, draft: Draft) -> tuple[list[Match], set[Part]]:
        """What the detectors find, and the parts of a good answer that wording shows, without the models."""
        document, context = self._read(draft)
        return self._named(document, context), rules.named_parts(document, context)

    def _judge(self, document: Document, context: Context) -> list[Match]:
        kept, added = second_look.look(self._named(document, context), document, context)
        told: dict[tuple[int, int, Category], Match] = {}
        for match in added:
            if self._applies(match, document, context):
                told.setdefault((match.start, match.end, self.book.rules[match.rule].category), match)
        return [*kept, *told.values()]

    def _named(self, document: Document, context: Context) -> list[Match]:
        found = (
            match
            for detect in DETECTORS.values()
            for match in detect(document, context)
            if self._applies(match, document, context)
        )
        # the rules come from sets: where two weigh the same, the same one shall be shown every time
        return sorted(found, key=lambda match: (match.start, match.end, match.rule))

    def _applies(self, match: Match, document: Document, context: Context) -> bool:
        """Whether the configuration leaves the rule on and the situation is one the rule is for."""
        rule = self.book.rules.get(match.rule)
        if rule is None or self.config.rules.get(rule.id) == "off":
            return False
        when, draft = rule.when, context.draft
        return (
            when.role in (None, draft.role)
            and when.platform in (None, draft.platform)
            and when.stage in (None, draft.stage)
            and when.address in (None, context.address)
            and when.comment in (None, "known" if context.comment else "unknown")
            and (when.sentiment is None or when.sentiment == _sentiment(match, document))
        )

    def severity(self, match: Match) -> Severity:
        """How bad a match is: as the configuration says, else as its rule, but a hint where it is doubted."""
        rule = self.book.rules[match.rule]
        setting = self.config.rules.get(rule.id, "on")
        if setting not in ("on", "off"):
            return Severity(setting)
        return Severity.HINT if match.doubted else rule.severity

    def _strength(self, match: Match) -> tuple[int, float, int]:
        return _RANK[self.severity(match)], match.confidence, match.end - match.start

    def _merged(self, matches: Iterable[Match]) -> list[Match]:
        """Of overlapping matches of one category the strongest; of different ones both.

        Of different categories the stronger alone where one lies in the other and they share a principle.
        """
        kept: list[Match] = []
        for match in sorted(matches, key=self._strength, reverse=True):
            if not any(self._same(match, other) for other in kept):
                kept.append(match)
        return kept

    def _same(self, match: Match, other: Match) -> bool:
        one, two = self.book.rules[match.rule], self.book.rules[other.rule]
        if not (match.start < other.end and other.start < match.end) and (match.start, match.end) != (
            other.start,
            other.end,
        ):
            return False
        inside = (match.start >= other.start and match.end <= other.end) or (
            other.start >= match.start and other.end <= match.end
        )
        return one.category == two.category or (inside and one.principle == two.principle)

    def _better(
        self,
        match: Match,
        merged: list[Match],
        before: dict[str, int],
        document: Document,
        context: Context,
        trials: Iterator[int],
    ) -> list[Replacement]:
        """The suggestions for a match that hold up: its own, then those of the matches merged into it."""
        found: list[Replacement] = []
        for source in (match, *(other for other in merged if self._same(other, match))):
            for proposal in proposals(self.book.rules[source.rule], source, document, context):
                if proposal in found or next(trials, None) is None:
                    continue
                if self._holds_up(proposal, match, before, document, context):
                    found.append(proposal)
                    if len(found) == MOST_SUGGESTIONS:
                        return found
        return found

    def _holds_up(
        self,
        proposal: Replacement,
        match: Match,
        before: dict[str, int],
        document: Document,
        context: Context,
    ) -> bool:
        """Whether the proposal removes the finding and adds none, open slots of its own apart."""
        changed = document.replaced(proposal.start, proposal.end, proposal.text)
        if not changed.text.strip():
            return False
        after = self._rules_in(changed, context)
        return after.get(match.rule, 0) < before[match.rule] and all(
            count <= before.get(rule, 0) for rule, count in after.items() if rule != slots.RULE
        )

    def _rules_in(self, document: Document, context: Context) -> dict[str, int]:
        """How often each rule is found in a changed draft."""
        form = self._address(document, context.comment)
        changed = context if form == context.address else replace(context, address=form)
        return _counts(self._judge(document, changed))

    def _finding(
        self, match: Match, better: list[Replacement], document: Document, language: Language
    ) -> Finding:
        rule = self.book.rules[match.rule]
        title, why = self.book.principles[rule.principle]
        return Finding(
            rule=rule.id,
            category=rule.category,
            severity=self.severity(match),
            confidence=match.confidence,
            certainty=certainty(match.confidence),
            start=document.utf16(match.start),
            end=document.utf16(match.end),
            quote=document.text[match.start : match.end],
            message=getattr(rule.message, language),
            why=getattr(rule.why or why, language),
            principle=getattr(title, language),
            suggestions=tuple(
                Suggestion(r.text, document.utf16(r.start), document.utf16(r.end)) for r in better
            ),
        )

    def _rewrite(
        self,
        kept: list[Match],
        better: dict[int, list[Replacement]],
        matches: list[Match],
        document: Document,
        context: Context,
        language: Language,
    ) -> Rewrite | None:
        """Every first suggestion applied at once, where that leaves nothing of them and adds nothing."""
        mended = [match for match in kept if better[id(match)]]
        if not mended:
            return None
        chosen: list[Replacement] = []
        for match in sorted(mended, key=lambda m: m.start):
            first = better[id(match)][0]
            if not any(_overlap(first, other) for other in chosen):
                chosen.append(first)
        text = apply(document.text, chosen)
        after = self._rules_in(document.replaced(0, len(document.text), text), context)
        before = _counts(matches)
        gone = {match.rule for match in mended}
        if any(
            count and (rule in gone or count > before.get(rule, 0))
            for rule, count in after.items()
            if rule != slots.RULE
        ):
            return None
        titles = dict.fromkeys(
            getattr(self.book.principles[self.book.rules[m.rule].principle][0], language) for m in mended
        )
        return Rewrite(text, getattr(_BECAUSE, language).format(titles=" · ".join(titles)))


def _counts(matches: Iterable[Match]) -> dict[str, int]:
    """How often each rule was found."""
    counts: dict[str, int] = {}
    for match in matches:
        counts[match.rule] = counts.get(match.rule, 0) + 1
    return counts


def score(findings: Iterable[Finding]) -> int:
    """0 (don't post) to 100 (nothing found)."""
    left = 100.0
    for finding in findings:
        left *= 1 - COST[finding.severity] * finding.confidence
    return round(left)


def certainty(confidence: float) -> Certainty:
    """How sure the checker is, in a word."""
    if confidence >= CERTAIN:
        return "certain"
    return "likely" if confidence >= LIKELY else "perhaps"


def apply(text: str, replacements: Iterable[Replacement]) -> str:
    """The text with replacements put in; they must not overlap."""
    for each in sorted(replacements, key=lambda r: r.start, reverse=True):
        text = text[: each.start] + each.text + text[each.end :]
    return text


def _overlap(one: Replacement, two: Replacement) -> bool:
    return (one.start < two.end and two.start < one.end) or (one.start, one.end) == (two.start, two.end)


@lru_cache(maxsize=256)
def _comment(text: str) -> Document | None:
    return Document.of(text) if text.strip() else None


def _sentiment(match: Match, document: Document) -> str | None:
    for sentence in document.sentences:
        if sentence.start <= match.start < sentence.end:
            found = [polarity(sentence.text, language) for language in sentence.languages]
            if any(value < -CLEARLY for value in found):
                return "negative"
            if any(value > CLEARLY for value in found):
                return "positive"
    return None
