"""What a model sees of a text: words, characters inside words, skeletons and pairs of stems, as numbers.

Training and checking share this file, so that a weight means the same in both. A feature is the 32-bit hash
of what it stands for: some 200,000 are known, so a stranger is taken for one of them once in 20,000 times.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from tonfall.draft import Language

Hashes = npt.NDArray[np.uint32]
Codes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]

BLOCKS = ("words", "skeleton", "pairs", "chars")
"""Families of features; each is scaled to length 1 before its weights apply."""

DATA = Path(__file__).parent / "data"

QUOTATION = "„“"
"""Stands for somebody else's words, which say nothing about the writer's tone."""

_TOKEN = re.compile(
    r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,:]\d+)*|[!?…]+|\.{2,}|[.,;]|[\"„“”»«‘]|[€$£%@#]"
    r"|[\U0001F000-\U0001FAFF☀-➿]|:-?[()]|;-?[()]|[:–\-/(]"
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "’": "'"})
_FORMAL = frozenset(("Sie", "Ihnen", "Ihr", "Ihre", "Ihren", "Ihrem", "Ihrer", "Ihres"))
_STEM = 6
_REACH = 6  # words up to which two stems count as a pair
_WORDS = 3  # words in a row
_SKELETON = range(2, 6)
_CHARACTERS = range(2, 6)
_PRIME = np.uint64(0x100000001B3)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_HIGH = np.uint64(32)
_SEEDS = dict(zip(BLOCKS, np.array([11, 23, 37, 53], np.uint64) * _MIX, strict=True))


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


def words(text: str, language: Language, quoted: Sequence[tuple[int, int]] = ()) -> list[Word]:
    """Take a text apart into words, numbers and punctuation; each of the `quoted` spans is one QUOTATION."""
    found: list[Word] = []
    at = 0
    for start, end in quoted:
        found += _words(text, language, at, start)
        found.append(Word(QUOTATION, QUOTATION, start, end))
        at = end
    return found + _words(text, language, at, len(text))


def _words(text: str, language: Language, first: int, last: int) -> list[Word]:
    found = []
    functional = function_words(language)
    starts = first == 0  # a capital says nothing at the start of a sentence
    for match in _TOKEN.finditer(text, first, last):
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


@lru_cache(maxsize=65_536)
def _code(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=16_384)
def _stem(norm: str) -> int:
    return _code(norm.lstrip("=")[:_STEM])


@lru_cache(maxsize=16_384)
def _characters(norm: str) -> Codes:
    """The character 2- to 5-grams of a word, its edges marked."""
    if not norm[-1].isalpha():
        return np.array([_code("#" + norm)], np.uint64)
    word = f"^{norm.lstrip('=')}$"
    grams = {word[i : i + n] for n in _CHARACTERS for i in range(len(word) - n + 1)}
    return np.array([_code(gram) for gram in grams], np.uint64)


def _folded(hashes: Codes, codes: Codes) -> Codes:
    """FNV-1a over codes instead of bytes."""
    return (hashes ^ codes) * _PRIME


def _runs(codes: Codes, block: str, lengths: range) -> list[Codes]:
    hashes = np.full(len(codes), _SEEDS[block])
    found = []
    for length in range(1, lengths.stop):
        hashes = _folded(hashes[: len(codes) - length + 1], codes[length - 1 :])
        if length in lengths:
            found.append(hashes)
    return found


def hashes(found: Sequence[Word]) -> dict[str, Hashes]:
    """The features of each block, as often as they occur."""
    edges = _code("<"), _code(">")
    line = np.array([edges[0], *[_code(word.norm) for word in found], edges[1]], np.uint64)
    shapes = np.array([edges[0], *[_code(word.shape) for word in found], edges[1]], np.uint64)
    stems = np.array([_stem(word.norm) for word in found], np.uint64)
    left = _folded(np.full(len(stems), _SEEDS["pairs"]), stems)
    pairs = [_folded(left[: len(stems) - d], stems[d:]) for d in range(2, min(_REACH, len(stems)))]
    spelled = [_characters(norm) for norm in {word.norm for word in found}]
    blocks = [
        _runs(line, "words", range(1, _WORDS + 1)),
        _runs(shapes, "skeleton", _SKELETON),
        pairs,
        [_folded(np.broadcast_to(_SEEDS["chars"], ()), np.concatenate(spelled))] if spelled else [],
    ]
    joined = np.concatenate([np.empty(0, np.uint64), *(run for block in blocks for run in block)])
    joined = (((joined ^ (joined >> _HIGH)) * _MIX) >> _HIGH).astype(np.uint32)
    ends = np.cumsum([sum(map(len, block)) for block in blocks])
    return dict(zip(BLOCKS, np.split(joined, ends[:-1]), strict=True))


@lru_cache(maxsize=128)
def places(count: int) -> dict[str, tuple[Places, Places]]:
    """For the features of `words` and `skeleton`, in the order of `hashes`: which of the words each covers.

    The first word and the one after the last.
    """
    found = {}
    for block, lengths in (("words", range(1, _WORDS + 1)), ("skeleton", _SKELETON)):
        firsts = [np.arange(max(count + 3 - length, 0)) - 1 for length in lengths]
        lasts = [first + length for first, length in zip(firsts, lengths, strict=True)]
        found[block] = (np.concatenate(firsts).clip(0), np.concatenate(lasts).clip(max=count))
    return found
