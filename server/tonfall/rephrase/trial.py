"""Trying rephrasings out: what is shown has been put in and judged like any draft, slots open and filled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tonfall.detectors import slots
from tonfall.draft import Draft, Language, Match, Replacement
from tonfall.rephrase.slots import filled
from tonfall.text.document import Document
from tonfall.text.xlength import LIMIT, weight

MOST_TRIALS = 150
MOST_REREAD = 400_000
"""Rephrasings tried out for one draft, and characters read again for it; what comes after gets none."""

Judge = Callable[[Document], list[Match]]


@dataclass(slots=True)
class Trials:
    """The trials for one draft. `before`: how often each rule was found in it."""

    draft: Draft
    document: Document
    language: Language
    judge: Judge
    before: Mapping[str, int]
    left: int = field(init=False)

    def __post_init__(self) -> None:
        self.left = min(MOST_TRIALS, MOST_REREAD // max(1, len(self.document.text)))

    def mends(self, proposal: Replacement, rule: str | None) -> bool:
        """Whether the proposal removes a finding of `rule` (None: nothing to remove) and adds none."""
        if self.left <= 0:
            return False
        self.left -= 1
        for text in dict.fromkeys((proposal.text, filled(proposal.text, self.language))):
            changed = self.document.replaced(proposal.start, proposal.end, text)
            if not changed.text.strip() or not self.fits(changed.text):
                return False
            after = rules_in(self.judge(changed))
            if rule is not None and after[rule] >= self.before[rule]:
                return False
            if any(count > self.before.get(name, 0) for name, count in after.items()):
                return False
        return True

    def fits(self, text: str) -> bool:
        """Whether X takes the text as one post, or it is at least no longer than what was written."""
        if self.draft.platform != "x":
            return True
        return weight(text) <= max(LIMIT, weight(self.document.text))


def rules_in(matches: list[Match]) -> Counter[str]:
    """How often each rule was found; open slots are the writer's to fill."""
    return Counter(match.rule for match in matches if match.rule != slots.RULE)
