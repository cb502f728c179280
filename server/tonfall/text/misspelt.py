"""Insults whose spelling was bent: letters swapped, one dropped, umlauts bare, run into the word before.

Which words that are says the class `misspelt` of the shipped words.yaml. Their bent spellings are a table
that ships, data/misspelt.tsv, without any that is a word itself, so reading one costs a look into a
dictionary.
`python -m tonfall.text.misspelt` writes the table anew.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "misspelt.tsv"
_LEAST_BENT = 5
"""Letters of a word that may lack one; shorter ones resemble too much."""

_LEAST_GLUED = 4
_BEFORE = (
    "a",
    "absolute",
    "alle",
    "an",
    "are",
    "bist",
    "complete",
    "der",
    "die",
    "diese",
    "dieser",
    "du",
    "echt",
    "ein",
    "eine",
    "einen",
    "einfach",
    "fucking",
    "he",
    "i",
    "ich",
    "ihr",
    "is",
    "ist",
    "just",
    "krasse",
    "many",
    "massive",
    "much",
    "nur",
    "real",
    "seid",
    "she",
    "sie",
    "sind",
    "so",
    "such",
    "the",
    "these",
    "they",
    "total",
    "typical",
    "typisch",
    "typische",
    "u",
    "viel",
    "viele",
    "wie",
    "you",
)
"""Words that insults are run into."""

_NEVER_GLUED = frozenset(
    [
        "among",
        "apathetic",
        "aspic",
        "aspics",
        "abackward",
        "avile",
        "anzicken",
        "anraunzer",
        "antwerp",
        "urats",
        "uproll",
    ]
)
"""Words themselves, though they look like an insult run into another."""

_LETTER = re.compile("ae|oe|ue|.")


def read_as(norm: str) -> str | None:
    """The insult that a folded word was meant to be, None for every other word.

    >>> read_as("idoit"), read_as("idiot"), read_as("order")
    ('idiot', None, None)
    """
    return _bent().get(norm)


def is_insult(norm: str) -> bool:
    """Whether the folded word is one whose bent spellings are read."""
    return norm in _table()


@lru_cache(maxsize=16_384)
def glued(norm: str) -> int:
    """How many letters of the folded word are another word that an insult was run into.

    >>> glued("duidiot"), glued("vollidiot"), glued("dual")
    (2, 0, 0)
    """
    if len(norm) <= _LEAST_GLUED or norm in _table() or norm in _NEVER_GLUED:
        return 0
    for word in _BEFORE:
        if norm.startswith(word) and len(norm) - len(word) >= _LEAST_GLUED and norm[len(word) :] in _table():
            return len(word)
    return 0


@cache
def _table() -> dict[str, tuple[str, ...]]:
    rows = (line.split("\t") for line in _FILE.read_text(encoding="utf-8").splitlines())
    return {word: tuple(bent.split()) for word, bent in rows}


@cache
def _bent() -> dict[str, str]:
    return {bent: word for word, known in _table().items() for bent in known}


def _bend(word: str) -> Iterator[str]:
    letters = _LETTER.findall(word)
    for at in range(len(letters) - 1):
        yield "".join((*letters[:at], letters[at + 1], letters[at], *letters[at + 2 :]))
    for at in range(1, len(letters) - 1 if len(word) >= _LEAST_BENT else 0):
        yield "".join((*letters[:at], *letters[at + 1 :]))
    yield "".join(letter[0] for letter in letters)


def table() -> str:
    """What data/misspelt.tsv should hold. Takes seconds: every word of the dictionaries is kept out."""
    from tonfall.rules.load import load_shipped
    from tonfall.rules.words import words_of
    from tonfall.text.inflections import known_words

    packs = load_shipped()
    wanted = sorted(
        word
        for language in ("de", "en")
        for word in words_of(packs, "misspelt", language)
        if len(word) >= _LEAST_GLUED and word.isalpha()
    )
    taken = known_words() | set(wanted)
    rows = []
    for word in dict.fromkeys(wanted):
        bent = [each for each in dict.fromkeys(_bend(word)) if each not in taken and len(each) >= 4]
        taken.update(bent)
        rows.append(f"{word}\t{' '.join(bent)}\n")
        for before in _BEFORE:
            if before + word in taken and before + word not in wanted:
                print(f"a word itself: {before}{word}", file=sys.stderr)
    return "".join(rows)


if __name__ == "__main__":
    _FILE.write_text(table(), encoding="utf-8")
    _table.cache_clear()
    print(f"{len(_table())} words, {len(_bent())} bent spellings")
