"""How good the rephrasings are that can be counted: do they hold up, do they vary, how long do they take.

What can't be counted, whether they fit, was read: docs/rephrasings-read.md.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.bench import recognition
from training import bench

from tonfall.checker import Checker
from tonfall.detectors import slots
from tonfall.draft import Category, Draft, Finding, Language, Part, Suggestion
from tonfall.rephrase.slots import filled
from tonfall.text.document import code_point

LANGUAGES: tuple[Language, ...] = ("de", "en")
PROPOSALS = 100
GOALS = {
    "suggestions that hold up": 1.0,
    "whole replies with all parts and no finding": 0.95,
    "different wordings of 100, worst category": 60,
    "suggestions of one draft, ms": 3.0,
    "whole reply, ms": None,
}
ALWAYS_THE_SAME = {Category.REGISTER, Category.PRIVATE_OPINION}
"""What is put in there is what the team has agreed on, or a form of address."""


def own_drafts(language: Language) -> list[Draft]:
    """The drafts of training/drafts in one language."""
    return [Draft(r["draft"], **{n: r[n] for n in recognition.KNOWN}) for r in bench.drafts(language)]


def holding_up(checker: Checker) -> float:
    """Share of the suggestions for dev.jsonl that remove their finding and add none, with any slots."""
    shown = good = 0
    for language in LANGUAGES:
        for draft in recognition.dev_drafts(language):
            before = Counter(match.rule for match in checker.matches(draft))
            for finding in checker.check(draft).findings:
                for suggestion in finding.suggestions:
                    shown += 1
                    good += all(
                        _mends(checker, draft, finding, replace(suggestion, replacement=wording), before)
                        for wording in {suggestion.replacement, filled(suggestion.replacement, language)}
                    )
    return good / shown


def put_in(text: str, suggestion: Suggestion) -> str:
    """The text with the suggestion taken."""
    start, end = code_point(text, suggestion.start), code_point(text, suggestion.end)
    return text[:start] + suggestion.replacement + text[end:]


def _mends(
    checker: Checker, draft: Draft, finding: Finding, suggestion: Suggestion, before: Counter[str]
) -> bool:
    changed = replace(draft, text=put_in(draft.text, suggestion))
    after = Counter(match.rule for match in checker.matches(changed))
    added = {rule for rule in after if after[rule] > before[rule]} - {slots.RULE}
    return after[finding.rule] < before[finding.rule] and not added


def whole_replies(checker: Checker) -> float:
    """Share of the drafts of dev.jsonl that, answered in detail, have all parts and no finding afterwards.

    A draft for which nothing better is proposed counts as it is.
    """
    good = total = 0
    for language in LANGUAGES:
        for draft in recognition.dev_drafts(language):
            detailed = replace(draft, stage="detailed")
            reply = checker.rephrase(detailed).reply
            text = filled(reply.text, language) if reply else draft.text
            report = checker.check(replace(detailed, text=text))
            good += not report.findings and set(report.parts) == set(Part)
            total += 1
    return good / total


def variety(checker: Checker, category: Category, language: Language) -> int:
    """Different wordings among the first proposals for 100 findings of a category, to one writer in one day.

    Findings come from our drafts that are labelled so, from the start again where there are fewer.
    """
    rows = [r for r in bench.drafts(language) if category in {label["category"] for label in r["labels"]}]
    random.Random(0).shuffle(rows)
    drafts = [Draft(r["draft"], **{n: r[n] for n in recognition.KNOWN}) for r in rows]
    offered: list[str] = []
    used: list[str] = []
    for draft in islice(cycle(drafts), PROPOSALS * 4):
        for finding in checker.check(replace(draft, used=tuple(used))).findings:
            worded = [suggestion for suggestion in finding.suggestions if suggestion.replacement]
            if finding.category == category and worded and len(offered) < PROPOSALS:
                offered.append(worded[0].replacement)
                used += filter(None, [worded[0].variant])
        if len(offered) == PROPOSALS:
            break
    return len(set(offered))


def variety_by_category(checker: Checker) -> dict[tuple[Category, Language], int]:
    """The same for every category and language."""
    return {
        (category, language): variety(checker, category, language)
        for language in LANGUAGES
        for category in Category
        if category not in ALWAYS_THE_SAME
    }


def suggesting() -> float:
    """Median milliseconds that suggestions add to the check of a new draft with findings."""
    with_them, without = [], []
    for language in LANGUAGES:
        checker = Checker()
        for number, draft in enumerate(own_drafts(language)[:300]):
            if not checker.matches(draft):
                continue
            first, second = (replace(draft, text=f"{draft.text} {number}{salt}") for salt in (1, 2))
            started = perf_counter()
            checker.check(first)
            with_them.append(perf_counter() - started)
            started = perf_counter()
            checker.matches(second)
            without.append(perf_counter() - started)
    return (median(a - b for a, b in zip(with_them, without, strict=True))) * 1000


def replying() -> float:
    """Median milliseconds for the parts and the whole reply of a draft."""
    checker = Checker()
    times = []
    for language in LANGUAGES:
        for draft in own_drafts(language)[:150]:
            started = perf_counter()
            checker.rephrase(draft)
            times.append(perf_counter() - started)
    return median(times) * 1000


def table() -> Iterator[str]:
    """The figures beside their goals."""
    checker = Checker()
    by_category = variety_by_category(checker)
    worst = min(by_category, key=lambda key: by_category[key])
    figures = {
        "suggestions that hold up": holding_up(checker),
        "whole replies with all parts and no finding": whole_replies(checker),
        "different wordings of 100, worst category": by_category[worst],
        "suggestions of one draft, ms": suggesting(),
        "whole reply, ms": replying(),
    }
    yield from ["| figure | measured | goal | |", "|---|---|---|---|"]
    for name, value in figures.items():
        goal = GOALS[name]
        at_most = name.endswith("ms")
        reached = goal is None or (value <= goal if at_most else value >= goal)
        written = "" if goal is None else f"{'≤' if at_most else '≥'} {goal:g}"
        verdict = "" if goal is None else "reached" if reached else "missed"
        yield f"| {name} | {value:.3f} | {written} | {verdict} |"
    counts = ", ".join(f"{category} {language} {n}" for (category, language), n in by_category.items())
    yield from ["", f"Different wordings of 100 by category: {counts}.", ""]


def main() -> None:
    """Draw proposals at random for somebody to read: `python -m tests.bench.rephrasings FILE [SEED]`.

    For each language 35 suggestions for findings that are right, wording and all, and 15 whole replies to
    drafts that need one.
    """
    import sys

    checker = Checker()
    lines: list[str] = []
    draw = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    for language in LANGUAGES:
        rows = [row for row in bench.drafts(language) if row["labels"]]
        drafts = [(Draft(r["draft"], **{n: r[n] for n in recognition.KNOWN}), r["labels"]) for r in rows]
        shown = [
            (draft, finding, suggestion)
            for draft, labels in drafts
            for finding in checker.check(draft).findings
            if any(_names(label, finding, draft.text) for label in labels)
            for suggestion in finding.suggestions
        ]
        for draft, finding, suggestion in draw.sample(shown, 35):
            lines += _shown(draft, f"{finding.rule} «{finding.quote}»", put_in(draft.text, suggestion))
        official = [draft for draft, _ in drafts if draft.role == "official"]
        for draft in draw.sample(official, 15):
            reply = checker.rephrase(draft).reply
            lines += _shown(draft, "whole reply", reply.text if reply else "(none)")
    Path(sys.argv[1]).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _names(label: dict[str, str], finding: Finding, text: str) -> bool:
    """Whether the label is about the finding's category and wording."""
    start, end = (code_point(text, at) for at in (finding.start, finding.end))
    at = text.find(label["quote"])
    overlaps = not label["quote"] or not finding.quote or (at < end and start < at + len(label["quote"]))
    return label["category"] == finding.category and overlaps


def _shown(draft: Draft, what: str, after: str) -> Iterator[str]:
    yield f"- comment: {draft.comment or '(unknown)'}"
    yield f"  - draft: {draft.text}"
    yield f"  - {what}"
    yield f"  - after: {after}".replace("\n\n", " ¶ ").replace("\n", " ")


if __name__ == "__main__":
    main()
