"""What a model sees of a text: words, characters inside words, skeletons and pairs of stems.

Training and checking share this file, so that a weight means the same in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from tonfall.draft import Language

BLOCKS = ("words", "chars", "skeleton", "pairs")
"""Families of features; each is scaled to length 1 before its weights apply."""

DATA = Path(__file__).parent / "data"

_TOKEN = re.compile(
    r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,:]\d+)*|[!?…]+|\.{2,}|[.,;]|[\"„“”»«‘]|[€$£%@#]"
    r"|[\U0001F000-\U0001FAFF☀-➿]|:-?[()]|;-?[()]|[:–\-/(]"
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "’": "'"})
_FORMAL = frozenset(("Sie", "Ihnen", "Ihr", "Ihre", "Ihren", "Ihrem", "Ihrer", "Ihres"))
_STEM = 6
_REACH = 6  # words up to which two stems count as a pair


@cache
def function_words(language: Language) -> frozenset[str]:
    """The words that make up a sentence's skeleton."""
    return frozenset((DATA / f"function_words.{language}.txt").read_text(encoding="utf-8").split())


@dataclass(slots=True)
class Word:
    """A word, number or mark at text[start:end]. `norm` is folded; a German formal pronoun starts with `=`.

    `shape` is what the skeleton shows of it: itself, `N` (capitalised) or its last three letters.
    """

    norm: str
    shape: str
    start: int
    end: int


def words(text: str, language: Language) -> list[Word]:
    """Take a text apart into words, numbers and punctuation."""
    found = []
    functional = function_words(language)
    starts = True  # a capital says nothing at the start of a sentence
    for match in _TOKEN.finditer(text):
        raw = match.group()
        if raw[0].isalpha():
            norm = raw.lower().translate(_UMLAUTS)
            shape = norm if norm in functional else "N" if raw[0].isupper() else "~" + norm[-3:]
            if language == "de" and not starts and raw in _FORMAL:
                norm = shape = "=" + norm
            starts = False
        elif raw[0].isdigit():
            norm = shape = "0" if len(raw) < 3 else "00:00" if ":" in raw else "000"
            starts = False
        else:
            norm = shape = raw[:3]
            starts = raw[0] in '.!?…„“"»:'
        found.append(Word(norm, shape, match.start(), match.end()))
    return found


@lru_cache(maxsize=16_384)
def characters(norm: str) -> tuple[str, ...]:
    """The distinct character 2- to 5-grams of a word, its edges marked."""
    if not norm[-1].isalpha():
        return ("#" + norm,)
    word = f"^{norm.lstrip('=')}$"
    return tuple(dict.fromkeys(word[i : i + n] for n in range(2, 6) for i in range(len(word) - n + 1)))


def features(found: Sequence[Word], block: str) -> set[str]:
    """The distinct features of one block."""
    if block == "chars":
        return set().union(*(characters(norm) for norm in {word.norm for word in found}))
    if block == "pairs":
        stems = [word.norm.lstrip("=")[:_STEM] for word in found]
        return {f"{stem}&{other}" for i, stem in enumerate(stems) for other in stems[i + 2 : i + _REACH]}
    if block == "words":
        line = ["<", *[word.norm for word in found], ">"]
        pairs = [f"{a} {b}" for a, b in pairwise(line)]
        return {*line, *pairs, *[f"{a} {b}" for a, b in zip(pairs, line[2:], strict=False)]}
    line = ["<", *[word.shape for word in found], ">"]
    grams = line
    result: set[str] = set()
    for size in range(1, 5):
        grams = [f"{a} {b}" for a, b in zip(grams, line[size:], strict=False)]
        result.update(grams)
    return result


def placed_features(found: Sequence[Word], block: str) -> Iterable[tuple[str, int, int]]:
    """The features of one block, each with the words it covers: found[first:last]. May repeat."""
    count = len(found)
    if block == "chars":
        for i, word in enumerate(found):
            for gram in characters(word.norm):
                yield gram, i, i + 1
        return
    if block == "pairs":
        stems = [word.norm.lstrip("=")[:_STEM] for word in found]
        for i, stem in enumerate(stems):
            for j in range(i + 2, min(i + _REACH, count)):
                yield f"{stem}&{stems[j]}", i, j + 1
        return
    if block == "words":
        line, sizes = ["<", *(word.norm for word in found), ">"], range(1, 4)
    else:
        line, sizes = ["<", *(word.shape for word in found), ">"], range(2, 6)
    for size in sizes:
        for i in range(len(line) - size + 1):
            yield " ".join(line[i : i + size]), max(i - 1, 0), min(i + size - 1, count)
