"""From a draft to a report: the one pipeline. Whoever is new reads this first.

    text → Document → detectors → configuration → second look → merging → suggestions, re-checked → Report

The score starts at 100, and every finding takes a share of what is left: COST of its severity times its
confidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from tonfall import second_look
from tonfall.detectors import DETECTORS, rules
from tonfall.detectors.context import Context, SecondReader
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
    PartReview,
    Rephrasing,
    Replacement,
    Report,
    Rewrite,
    Severity,
    Stage,
    Suggestion,
    Texts,
)
from tonfall.rephrase import compose, propose
from tonfall.rephrase.situation import Situation
from tonfall.rephrase.stage import guess, wanted
from tonfall.rephrase.suggest import Suggester
from tonfall.rephrase.trial import Trials, rules_in
from tonfall.rules.book import Rulebook
from tonfall.rules.rule import Pack, PartRule
from tonfall.team.config import Config
from tonfall.text.address import address
from tonfall.text.document import Document
from tonfall.text.fingerprint import fingerprint

COST = {Severity.HINT: 0.06, Severity.WARNING: 0.22, Severity.BLOCK: 0.5}
CERTAIN, LIKELY = 0.8, 0.6
"""From these confidences on; so a rule's `high`, `medium` and `low` have one word each."""

CLEARLY = 0.2
"""Sentiment beyond this counts as negative or positive for `when: {sentiment: …}`."""

_RANK = {severity: number for number, severity in enumerate(Severity)}
_BECAUSE = Texts("Alle ersten Vorschläge eingesetzt: {titles}.", "Every first suggestion put in: {titles}.")


class Checker:
    """Judges drafts by one configuration. Thread-safe; what it remembers of sentences is bounded."""

    def __init__(
        self,
        config: Config | None = None,
        packs: Sequence[Pack] | None = None,
        second_reader: SecondReader | None = None,
    ) -> None:
        """`packs`: just these instead of the shipped and the configured ones. Raises RuleError."""
        self.config = config or Config()
        self.book = Rulebook.of(self.config, packs)
        self._second_reader = second_reader

    def check(self, draft: Draft) -> Report:
        """The report on a draft."""
        document, context = self._read(draft)
        matches = self._judge(document, context)
        language: Language = draft.interface_language or document.language or "de"
        kept = self._merged(matches)
        parts = second_look.parts(document, context)
        better = self._better(kept, matches, set(parts), document, context)
        findings = tuple(
            self._finding(match, better[id(match)], document, language)
            for match in sorted(kept, key=lambda m: (m.start, m.end))
        )
        return Report(
            language=document.language,
            score=score(findings),
            parts=parts,
            findings=findings,
            rewrite=self._rewrite(kept, better, matches, document, context, language),
            fingerprint=fingerprint(document),
            pending=self._ask(matches, document, context),
        )

    def rephrase(self, draft: Draft, avoid: Sequence[str] = ()) -> Rephrasing:
        """The parts of a good answer, what could be put in for those that are missing, and a whole reply.

        `avoid`: variants not to be offered, besides `draft.used`.
        """
        document, context = self._read(draft)
        matches = self._judge(document, context)
        there = second_look.parts(document, context)
        stage = draft.stage or guess(draft, there)
        situation = self._situation(document, context, matches, avoid)
        trials = self._trials(document, context, matches)
        needed = wanted(stage)
        parts_of = self._parts_of(context)
        reviews = []
        for part in Part:
            missing = part in needed and part not in there
            found = compose.insertions(part, document, situation, stage, trials, parts_of) if missing else ()
            proposals = tuple(_suggestion(each, document) for each in found)
            reviews.append(PartReview(part, part in there, part in needed, proposals))
        return Rephrasing(
            language=document.language or situation.language,
            stage=stage,
            stage_guessed=draft.stage is None,
            parts=tuple(reviews),
            reply=self._composer(document, matches, situation, stage, context).reply(),
        )

    def _ask(self, matches: list[Match], document: Document, context: Context) -> bool:
        reader = self._second_reader
        return reader is not None and reader.ask(second_look.unsure(matches, document, context))

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
        return document, Context(draft, self.config, self.book, comment, form, self._second_reader)

    def _address(self, document: Document, comment: Document | None) -> Address | None:
        return address(document) or (address(comment) if comment else None)

    def recognised(
        self, draft: Draft, hint: Language | None = None, second_reader: SecondReader | None = None
    ) -> list[Match]:
        """All that the detectors and the models find, whether it stands or not: what rules are tested by."""
        document, context = self._read(draft, hint)
        context = replace(context, second_reader=second_reader)
        _, added = second_look.look([], document, context)
        return [
            *self._named(document, context),
            *(match for match in added if self._applies(match, document, context)),
            *second_look.opinions([], document, context),
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
        found = [*kept, *told.values()]
        return found + [
            m for m in second_look.opinions(found, document, context) if self._applies(m, document, context)
        ]

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
        kept: Sequence[Match],
        matches: Sequence[Match],
        parts: set[Part],
        document: Document,
        context: Context,
    ) -> dict[int, list[Replacement]]:
        """For the `id` of each match kept the suggestions that hold up."""
        if not kept:
            return {}
        situation = self._situation(document, context, matches)
        trials = self._trials(document, context, matches)
        suggester = Suggester(document, context, situation, parts, trials)
        chosen = {id(match) for match in kept}
        merged = [match for match in matches if id(match) not in chosen]
        found = {
            id(match): suggester.suggestions(match, [other for other in merged if self._same(other, match)])
            for match in kept
        }
        if not all(found.values()):
            # one place can't be mended by itself: offer the whole reply
            stage = context.draft.stage or guess(context.draft, parts)
            reply = self._composer(document, matches, situation, stage, context).reply()
            whole = reply and Replacement(reply.text, 0, len(document.text))
            for match in kept:
                if whole and match.end and not found[id(match)] and trials.mends(whole, match.rule):
                    found[id(match)] = [whole]
        return found

    def _composer(
        self,
        document: Document,
        matches: Sequence[Match],
        situation: Situation,
        stage: Stage,
        context: Context,
    ) -> compose.Composer:
        return compose.Composer(
            document,
            matches,
            situation,
            wanted(stage),
            stage,
            context.draft,
            lambda changed: self._judge_again(changed, context),
            self._parts_of(context),
        )

    def _parts_of(self, context: Context) -> compose.Parts:
        return lambda changed: second_look.parts(changed, context)

    def _situation(
        self, document: Document, context: Context, matches: Sequence[Match], avoid: Sequence[str] = ()
    ) -> Situation:
        """The draft's; in the comment's language where the draft is in another one."""
        foreign = any(match.rule == propose.OTHER_LANGUAGE for match in matches)
        language = context.comment.language if foreign and context.comment else None
        return Situation.of(document, context, avoid, language)

    def _trials(self, document: Document, context: Context, matches: Sequence[Match]) -> Trials:
        language: Language = document.language or "de"
        return Trials(
            context.draft,
            document,
            language,
            lambda changed: self._judge_again(changed, context),
            rules_in(list(matches)),
        )

    def _judge_again(self, document: Document, context: Context) -> list[Match]:
        """What is found in a changed draft."""
        form = self._address(document, context.comment)
        changed = context if form == context.address else replace(context, address=form)
        return self._judge(document, changed)

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
            suggestions=tuple(_suggestion(each, document) for each in better),
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
        after = rules_in(self._judge_again(document.replaced(0, len(document.text), text), context))
        before = rules_in(matches)
        gone = {match.rule for match in mended}
        if any(rule in gone or count > before[rule] for rule, count in after.items()):
            return None
        titles = dict.fromkeys(
            getattr(self.book.principles[self.book.rules[m.rule].principle][0], language) for m in mended
        )
        return Rewrite(text, getattr(_BECAUSE, language).format(titles=" · ".join(titles)))


def _suggestion(found: Replacement, document: Document) -> Suggestion:
    return Suggestion(found.text, document.utf16(found.start), document.utf16(found.end), found.variant)


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
