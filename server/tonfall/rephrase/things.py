"""What a comment is about, by a list of everyday things: „die Jacke“, “the invoice”."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from tonfall.text import data
from tonfall.text.document import Document

Gender = Literal["m", "f", "n", "p"]

_ARTICLES: dict[Gender, tuple[str, str, str]] = {
    "m": ("der", "den", "dem"),
    "f": ("die", "die", "der"),
    "n": ("das", "das", "dem"),
    "p": ("die", "die", "den"),
}
_DETERMINERS = frozenset(data.words("determiners"))
EARLY = 1
"""Tokens up to which a comment names what it is about: "Koffer weg, …", "Die App stürzt ab."."""

SHORTEST_HEAD = 4
"""Letters that the last part of a German compound has at least: "Winterjacke" is a Jacke."""


@lru_cache(maxsize=64)
def values(document: Document) -> dict[str, str]:
    """`thing`, `thing.acc` and `thing.dat` of the first thing that the text names; empty without one."""
    for sentence in document.sentences:
        before = ""
        for number, token in enumerate(sentence.tokens):
            determined, before = before in _DETERMINERS, token.norm
            if token.kind != "word" or token.quoted or not token.text.isalpha():
                continue
            if not determined and number > EARLY:
                continue
            if "en" in sentence.languages and sentence.language != "de" and token.norm in _english():
                thing = f"the {token.text.lower()}"
                return {"thing": thing, "thing.acc": thing, "thing.dat": thing}
            # German nouns are capitalised, at the start of a sentence every word is
            if "de" in sentence.languages and token.text[:1].isupper() and (gender := _gender(token.text)):
                nominative, accusative, dative = _ARTICLES[gender]
                noun = _plain(token.text)
                return {
                    "thing": f"{nominative} {noun}",
                    "thing.acc": f"{accusative} {noun}",
                    "thing.dat": f"{dative} {_dative_plural(noun) if gender == 'p' else noun}",
                }
    return {}


def _plain(noun: str) -> str:
    return noun.capitalize() if noun.isupper() and len(noun) > SHORTEST_HEAD else noun


def _dative_plural(noun: str) -> str:
    return noun if noun.endswith(("n", "s")) else noun + "n"


@lru_cache(maxsize=2048)
def _gender(noun: str) -> Gender | None:
    """A compound has the gender of its last part."""
    word = noun.casefold()
    things = _german()
    for start in range(len(word) - SHORTEST_HEAD + 1):
        if start in (1, 2):
            continue
        found = things.get(word[start:])
        if found:
            return found
    return things.get(word)


@lru_cache(maxsize=1)
def _german() -> dict[str, Gender]:
    rows = (Path(data.__file__).parent / "things.de.tsv").read_text(encoding="utf-8").splitlines()
    return {noun.casefold(): gender for noun, gender in (row.split("\t") for row in rows)}  # type: ignore[misc]


@lru_cache(maxsize=1)
def _english() -> frozenset[str]:
    return frozenset(data.words("things.en"))
