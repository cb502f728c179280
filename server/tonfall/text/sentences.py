"""Where sentences end, in carefully and in carelessly written text."""

from __future__ import annotations

import re
from functools import lru_cache

from tonfall.text.data import words
from tonfall.text.tokens import EMOJI

_ABBREVIATIONS = frozenset(words("abbreviations"))
_WORDS_TOO = frozenset({"do", "so", "sa", "mi"})
"""Weekdays ("am So. um 9") are written large; small these are words."""

_BEFORE_ORDINAL = frozenset(words("before-ordinals"))
_AFTER_ORDINAL = words("after-ordinals")


_BREAK = re.compile(
    r"[ \t]*\n\s*|[.!?…]+(?:[\"'”“’‘»«)]*(?=\s|$)|(?=[A-ZÄÖÜ][a-zäöüß]))"
    rf"|(?:{EMOJI})(?=\s+[A-ZÄÖÜ„»\"“]|\s*$)"
)
_ALONE = re.compile(r"[^\W\d_a-zäöü].*[^\W\d_]{4,}[.!?]", re.S)
_LAST_WORD = re.compile(r"(\w+)$")
_WORD_BEFORE = re.compile(r"(\w+)[^\w]+\w+$")
_LOOK_BACK = 60


@lru_cache(maxsize=512)
def split(text: str) -> list[tuple[int, int]]:
    """Start and end (code points) of each sentence, without the white space around it."""
    spans: list[tuple[int, int]] = []
    start = 0
    for found in _BREAK.finditer(text):
        if _ends(text, found):
            _add(spans, text, start, found.end())
            start = found.end()
    _add(spans, text, start, len(text))
    return spans


def stands_alone(sentence: str) -> bool:
    """Whether it stays a sentence of its own whatever stands beside it."""
    return bool(_ALONE.fullmatch(sentence))


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    part = text[start:end]
    stripped = part.strip()
    if not stripped:
        return
    start += len(part) - len(part.lstrip())
    if spans and not any(c.isalnum() for c in stripped) and "\n" not in text[spans[-1][1] : start]:
        # emoji, dashes and stray marks belong to what stands before them
        spans[-1] = (spans[-1][0], start + len(stripped))
    else:
        spans.append((start, start + len(stripped)))


def _ends(text: str, found: re.Match[str]) -> bool:
    mark = found.group()
    at, after = found.start(), found.end()
    if mark[0] in " \t\n" or not mark.startswith((".", "!", "?", "…")):
        return True
    rest = text[after : after + _LOOK_BACK]
    following = rest.lstrip()
    if not following:
        return True
    before = text[max(0, at - _LOOK_BACK) : at]
    if rest[0] not in " \t\n\r\u00a0\u2003\u2009\u202f" and not rest[0].isspace():
        # "gelesen.Wir" without a space ends one; "www.Muster.De" doesn't
        chunk = before.rsplit(None, 1)[-1] if before.split() else ""
        return chunk[-1:].islower() and not any(c in chunk for c in "/@.")
    if mark.endswith(")") and (before.rstrip()[-1:] == "(" or following[0].islower()):
        return False
    if mark.startswith(("…", "..")):
        return not following[0].islower()
    if not mark.startswith("."):
        return True
    last = _LAST_WORD.search(before)
    if not last:
        return not following[0].islower()
    word = last.group(1)
    if word.isdigit():
        return not _ordinal(word, before, following)
    if word in _WORDS_TOO:
        return True
    if len(word) == 1 or word.casefold() in _ABBREVIATIONS:
        # "am Mo. um", "Fr. Berger", but "… usw. Wir melden uns"
        return word.casefold() in {"usw", "etc", "mfg"} and following[0].isupper()
    if word.casefold().endswith(("nr", "str")):
        # "Bestellnr. 4711", "Ahornstr. 27"
        return not following[0].isdigit()
    return True


def _ordinal(number: str, before: str, following: str) -> bool:
    """Whether the number with its full stop is one like in `am 3. Mai`."""
    if len(number) > 2:
        return following[0].islower()
    if following[0].islower() or following.casefold().startswith(_AFTER_ORDINAL):
        return True
    previous = _WORD_BEFORE.search(before)
    return previous is not None and previous.group(1).casefold() in _BEFORE_ORDINAL
