"""A draft's fingerprint: 128 bits that near-copies share for the most part and that hold no word of it.

A SimHash of the pairs of neighbouring words. Numbers and addresses all count as the same word, and pairs with
a word of a greeting or a closing weigh a quarter, so that another name, date or amount changes few bits.

Measured on the 1,193 replies of eight words and more by four writers (t18 to t21 of the bench). With another
greeting, name and signature and all numbers changed, all copies but one differ in at most NEAR bits; with one
word in twelve changed on top, 91 %; with a foreign sentence added on top of that, 64 %. Of the 177,317 pairs
of different replies by one writer none does, the nearest differ in 39 bits. It takes 10 µs, 30 µs more for
each sentence that wasn't seen before, and comparing it with 300 others 16 µs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from tonfall.text import data
from tonfall.text.document import Analysis, Document
from tonfall.text.tokens import Token

BITS: Final = 128
NEAR: Final = 34
"""Fingerprints that differ in no more bits are of nearly the same text."""

MOST: Final = 300
"""So many are compared at most."""

LEAST_WORDS: Final = 8
"""Shorter replies resemble each other without anybody having copied."""

SHAPE: Final = re.compile(r"[0-9a-f]{32}")

_FORMAL = frozenset((*data.words("greetings"), *data.words("closings")))
_WEIGHT = 4
_FORMAL_WEIGHT = 1
_ANY = "#"
_DIGIT = re.compile(r"\d")

Votes = npt.NDArray[np.int32]


def fingerprint(document: Document) -> str:
    """As hexadecimal digits; empty where the text is too short to tell."""
    parts = [sentence.analysis for sentence in document.sentences]
    if sum(token.kind == "word" for part in parts for token in part.tokens) < LEAST_WORDS:
        return ""
    votes: Votes = np.sum([_votes(part) for part in parts], axis=0)
    return np.packbits(votes > 0).tobytes().hex() if votes.any() else ""


def distance(one: str, others: Sequence[str]) -> int:
    """In how many bits a fingerprint differs from the most similar of the others; there is one at least."""
    rows = np.frombuffer(bytes.fromhex("".join(others)), np.uint64).reshape(len(others), -1)
    own = np.frombuffer(bytes.fromhex(one), np.uint64)
    return int(np.bitwise_count(rows ^ own).sum(axis=1, dtype=np.int32).min())


def _votes(sentence: Analysis) -> Votes:
    """How strongly the sentence is for or against each bit."""
    known: Votes | None = sentence.memo.get("fingerprint")
    if known is not None:
        return known
    pairs = list(_pairs(sentence.tokens))
    digests = (blake2b(f"{a} {b}".encode(errors="replace"), digest_size=BITS // 8).digest() for a, b in pairs)
    bits = np.unpackbits(np.frombuffer(b"".join(digests), np.uint8)).reshape(-1, BITS)
    weights = [_FORMAL_WEIGHT if _FORMAL.intersection(pair) else _WEIGHT for pair in pairs]
    votes: Votes = np.array(weights, np.int32) @ (2 * bits.astype(np.int32) - 1)
    sentence.memo["fingerprint"] = votes
    return votes


def _pairs(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Neighbouring words of a sentence, once for each time they occur."""
    words = [
        token.norm if token.kind == "word" and not _DIGIT.search(token.norm) else _ANY
        for token in tokens
        if token.kind != "emoji"
    ]
    for pair in pairwise(words):
        if pair != (_ANY, _ANY):
            yield pair
