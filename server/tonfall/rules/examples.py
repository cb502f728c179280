"""Running the examples of rules: flag examples must be found, pass examples must not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tonfall.detectors.context import Opinion, Question
from tonfall.draft import Draft
from tonfall.rules.rule import Example, PartRule, Rule
from tonfall.team.config import Company, Config
from tonfall.text.document import Document, Sentence
from tonfall.text.fingerprint import fingerprint

if TYPE_CHECKING:
    from tonfall.checker import Checker

EXAMPLE_CONFIG = Config(
    company=Company(names=("Nordkante Mode",)),
    competitors=("Nordwerk",),
    confidential=("Projekt Nordlicht", "Q3-Zahlen"),
)
"""What the examples of rules that ship may take for configured."""

_MARKED = re.compile("«([^«»]+)»")


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that didn't come out as it should. `text`: `FILE:LINE: what, and what was found instead`."""

    rule: str
    text: str


def run(checker: Checker, rules: Iterable[Rule], parts: Iterable[PartRule] = ()) -> Iterator[Failure]:
    """Every example that fails."""
    for rule in rules:
        for example in rule.flag:
            yield from flag(checker, rule, example)
        for example in rule.passing:
            yield from passes(checker, rule, example)
    for part in parts:
        for expected, examples in ((True, part.flag), (False, part.passing)):
            for example in examples:
                yield from _part(checker, part, example, expected)


def flag(checker: Checker, rule: Rule, example: Example) -> Iterator[Failure]:
    """Nothing where the rule is found at the marked wording and its finding stays in the report."""
    text, spans = unmarked(example.text)
    draft = _draft(example, text)
    found = checker.recognised(draft, rule.language, _Said(example))
    own = [m for m in found if m.rule == rule.id]
    where = f"{rule.file}:{example.line}: {rule.id}"
    if not own:
        others = ", ".join(sorted({m.rule for m in found})) or "nothing"
        yield Failure(rule.id, f"{where} does not find {example.text!r} (found: {others})")
        return
    for start, end in spans:
        if not any((m.start < end and start < m.end) or m.end == 0 for m in own):
            quotes = ", ".join(repr(text[m.start : m.end]) for m in own)
            yield Failure(rule.id, f"{where} finds {quotes} instead of {text[start:end]!r}")


def passes(checker: Checker, rule: Rule, example: Example) -> Iterator[Failure]:
    """Nothing where the rule isn't found."""
    text, _ = unmarked(example.text)
    for match in checker.recognised(_draft(example, text), rule.language, _Said(example)):
        if match.rule == rule.id:
            quote = text[match.start : match.end]
            where = f"{rule.file}:{example.line}: {rule.id}"
            yield Failure(rule.id, f"{where} finds {quote!r} in {text!r}, but must not")


def unmarked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without «…», and where the marked wording stands in it (code points)."""
    plain, spans, end = "", [], 0
    for found in _MARKED.finditer(text):
        plain += text[end : found.start()]
        spans.append((len(plain), len(plain) + len(found.group(1))))
        plain += found.group(1)
        end = found.end()
    return plain + text[end:], spans


class _Said:
    """A second reader that has the example's opinion of its marked wording."""

    def __init__(self, example: Example) -> None:
        self._category = example.opinion
        self._wordings = _MARKED.findall(example.text)

    def opinion(self, sentence: Sentence) -> Opinion | None:
        for wording in self._wordings if self._category else ():
            start = sentence.text.find(wording)
            if self._category and start >= 0:
                return self._category, start, start + len(wording)
        return None

    def ask(self, questions: Sequence[Question]) -> bool:
        return False


def _part(checker: Checker, part: PartRule, example: Example, expected: bool) -> Iterator[Failure]:
    text, _ = unmarked(example.text)
    at = checker.part_hits(_draft(example, text), part, part.language)
    where = f"{part.file}:{example.line}: {part.part}"
    if not expected and at:
        yield Failure(str(part.part), f"{where} is seen in {text!r} ({text[slice(*at[0])]!r}), but must not")
    if expected and not at:
        yield Failure(str(part.part), f"{where} is not seen in {text!r}")


def _draft(example: Example, text: str) -> Draft:
    return Draft(
        text,
        platform=example.platform,
        role=example.role,
        stage=example.stage,
        company=example.company,
        comment=example.comment,
        commenter=example.commenter,
        posted=tuple(filter(None, [fingerprint(Document.of(example.posted))])),
    )
