"""German, English or another language: by function words first, by letters where there are none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

from tonfall.draft import Language
from tonfall.text import data
from tonfall.text.normalise import fold
from tonfall.text.tokens import Token

Verdict = Literal["de", "en", "other", "unsure"]

_LETTERS = {
    "de": re.compile(
        r"[äöüß]|sch|ung(?:en)?\b|(?:ig|lich)(?:e[nmrs]?)?\b|keit|heit|pf|tz|ck(?!s\b)|^ge\w+t\b|ei(?!n)",
        re.I,
    ),
    "en": re.compile(r"th|wh|tion|ing\b|ough|ee|oo|sh|ly\b|ed\b|'[stdm]\b|y\b", re.I),
    "other": re.compile(r"[ñçéèêàâîôûøåæłışğœíóúãõ]|ij|sz|cz|ção|eux\b|zione", re.I),
}
_LATIN_LETTER = re.compile("[a-zäöüß]", re.I)


@cache
def function_words() -> dict[str, str]:
    """Function word → language."""
    words = {}
    for language in ("other", "en", "de"):
        for word in data.words(f"words.{language}"):
            words[fold(word)] = language
    return words


def judge(text: str, tokens: Sequence[Token]) -> Verdict:
    """What one sentence says about its language. `unsure` where it says nothing."""
    known = function_words()
    counts = {"de": 0.0, "en": 0.0, "other": 0.0}
    words = 0
    for token in tokens:
        if token.kind == "word":
            words += 1
            language = known.get(token.norm)
            if language:
                counts[language] += 1
    if not words:
        return "unsure"
    letters = sum(map(str.isalpha, text))
    if letters and len(_LATIN_LETTER.findall(text)) < letters / 2:
        return "other"
    if abs(counts["de"] - counts["en"]) < 1:
        for language, pattern in _LETTERS.items():
            counts[language] += min(2, len(pattern.findall(text))) * 0.5
    german, english, other = counts["de"], counts["en"], counts["other"]
    if other >= 2 and other > german and other > english:
        return "other"
    if german - english >= 1:
        return "de"
    if english - german >= 1:
        return "en"
    return "unsure"


def settle(verdicts: Sequence[Verdict], hint: Language | None) -> list[tuple[Language, ...]]:
    """The languages whose rules apply to each sentence.

    An unsure sentence follows the one before it, else the one after it, else the hint; where nothing tells,
    both languages apply. Another language: none.
    """
    settled: list[tuple[Language, ...]] = []
    following = next((v for v in verdicts if v in ("de", "en", "other")), None)
    current: Verdict | None = following or hint
    for verdict in verdicts:
        if verdict != "unsure":
            current = verdict
        if current == "de":
            settled.append(("de",))
        elif current == "en":
            settled.append(("en",))
        else:
            settled.append(() if current == "other" else ("de", "en"))
    return settled
