"""How long X counts a post, by twitter-text's published configuration, version 3.

A post may weigh 280. A code point weighs 1 in Latin and neighbouring scripts and in general punctuation, else
2; an emoji weighs 2 whatever it is made of; a URL weighs 23. The text is counted in Unicode's form NFC.
"""

from __future__ import annotations

import re
import unicodedata

from tonfall.text.tokens import EMOJI, URL

LIMIT = 280
URL_WEIGHT = 23
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_SPECIAL = re.compile(f"(?P<url>{URL})|(?P<emoji>{EMOJI})")


def weight(text: str) -> int:
    """What X counts for the text."""
    text = unicodedata.normalize("NFC", text)
    total = end = 0
    for found in _SPECIAL.finditer(text):
        total += _plain(text[end : found.start()]) + (URL_WEIGHT if found.lastgroup == "url" else 2)
        end = found.end()
    return total + _plain(text[end:])


def fits(text: str) -> bool:
    """Whether X takes the text as one post."""
    return weight(text) <= LIMIT


def fitting(text: str) -> int:
    """How many code points of the text X takes, from its start."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(text[:middle]) else (low, middle - 1)
    return low


def _plain(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(1 if any(low <= ord(c) <= high for low, high in _LIGHT) else 2 for c in text)
