"""The suggestions for a match: wordings that hold up, and deleting it where that is better."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from tonfall.detectors.context import Context
from tonfall.draft import Match, Part, Replacement
from tonfall.rephrase import propose
from tonfall.rephrase.situation import Situation
from tonfall.rephrase.trial import Trials
from tonfall.rules.rule import Rule
from tonfall.text.document import Document

WORDINGS = 2
"""Offered for one finding: enough to choose from, few enough to read."""

Asked = tuple[Rule, Match]


@dataclass(frozen=True, slots=True)
class Suggester:
    """For one draft, which has these `parts`."""

    document: Document
    context: Context
    situation: Situation
    parts: set[Part]
    trials: Trials

    def suggestions(self, match: Match, merged: Sequence[Match]) -> list[Replacement]:
        """WORDINGS for a match, or one and deleting it; `merged` are those that gave way to it."""
        rules = self.context.book.rules
        asked = [(rules[each.rule], each) for each in (match, *merged)]
        gone = self._deletion(asked)
        most = 1 if gone else WORDINGS
        found = list(islice(self._that_mend(match, self._wordings(asked)), most))
        if not found:
            # what a rule puts in the place of a word wasn't enough, or facts stand there
            found = list(islice(self._that_mend(match, self._generated(asked[0], all_of_it=True)), most))
        return [*found, gone] if gone and gone not in found else found

    def _deletion(self, asked: Sequence[Asked]) -> Replacement | None:
        _, match = asked[0]
        for rule, source in asked:
            gone = propose.deletion(rule, source, self.document, self.context, self.situation)
            if gone and self.trials.mends(gone, match.rule):
                return gone
        return None

    def _wordings(self, asked: Sequence[Asked]) -> Iterator[Replacement]:
        """What could stand there: a team's own words, then those that ship."""
        rule, match = asked[0]
        for team in (True, False):
            for each, source in asked:
                if (each.id in self.context.book.own) is team:
                    yield from propose.own(each, source, self.document, self.context, self.situation)
            if rule.replace == "sentence" and not match.replacements:
                yield from self._generated(asked[0], team)

    def _generated(
        self, asked: Asked, team: bool | None = None, all_of_it: bool = False
    ) -> Iterator[Replacement]:
        return propose.generated(
            *asked, self.document, self.context, self.situation, self.parts, team, all_of_it
        )

    def _that_mend(self, match: Match, wordings: Iterable[Replacement]) -> Iterator[Replacement]:
        seen = set()
        for each in wordings:
            place = each.text, each.start, each.end
            if place not in seen and self.trials.mends(each, match.rule):
                seen.add(place)
                yield each
