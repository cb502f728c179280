"""Which words of a text are names, as far as that can be told without knowing who exists.

English writes names large and little else. German writes every noun large, so there the large dictionary
(simplemma's, which knows names too) decides by what it has of a word: ordinary nouns have plurals
("Lieferung", "Lieferungen"), or are verbs or adjectives written large ("Vertrauen"), or end in one that is
ordinary ("Kundenkonto"); names have a genitive at most ("Petra", "Petras"), or are unknown ("Nordkante").
text/data/nouns.LANGUAGE.txt has what this takes for names and is none ("Foto", "Geduld"). Names that are
ordinary words, like "Müller", are only seen behind "Frau", "Kollegin", "Mr" and the like.

The dictionary takes a second and 110 MB to load, once, while a model that takes more of both is writing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache

from tonfall.draft import Language
from tonfall.text import data
from tonfall.text.document import Document
from tonfall.text.normalise import fold
from tonfall.text.tokens import Token

_TITLES = {"herr", "herrn", "frau", "familie", "firma", "mr", "mrs", "ms", "miss", "mister", "dr", "prof"}
_COLLEAGUE = re.compile("(?:kolleg|mitarbeiter|leiter|chef)(?:e|en|in|s)?$")
_PLURALS = ("en", "n", "e", "er", "nen", "es")
_UMLAUTS = str.maketrans("aou", "äöü")
_VOWEL = re.compile("au|[aou](?!.*[aou])")
_ABSTRACT = re.compile(
    "(?:ung|heit|keit|schaft|ion|nis|tum|tät|ismus|ment|ik|ur|ei|enz|anz|ling)$"
)  # may have no plural
_SHORTEST_PART = 3
"""Letters of the parts of a compound."""

_ABBREVIATION = re.compile(r"[A-ZÄÖÜ]{1,5}s?$")
_OPENS = re.compile(r"[:\"“”„«»‘(\n–—•*]\s*$")
"""After this, a large letter means nothing in English."""


def names(
    document: Document, language: Language, known: Collection[str], brands: Collection[str]
) -> Iterator[str]:
    """The words that are names, as written, other than `known` ones; `known` and `brands` are folded."""
    ordinary = _ordinary(language)
    for sentence in document.sentences:
        for place, token in enumerate(sentence.tokens):
            if token.kind != "word" or _is_known(token.norm, known):
                continue
            before = sentence.tokens[place - 1] if place else None
            parts = [part for part in re.split(r"[-‐‑'’]", token.text) if part]
            if any(
                _is_name(part, token, before, language, brands, ordinary)
                for part in parts
                if not _is_known(fold(part), known)
            ):
                yield token.text


def load() -> None:
    """Read the dictionary, which takes a second or two."""
    _dictionary("de")


def _is_name(
    word: str,
    token: Token,
    before: Token | None,
    language: Language,
    brands: Collection[str],
    ordinary: Collection[str],
) -> bool:
    if fold(word) in ordinary or not word[:1].isupper():
        return False
    if fold(word) in brands or (before and _introduces(before) and set(token.before) <= set(" .")):
        return True
    if _ABBREVIATION.match(word) or len(word) == 1:
        return False
    if language == "de":
        word = word.capitalize() if word.isupper() else word
        return not (_common(word) or _compound(word, ordinary))
    opens = before is None or bool(_OPENS.search(token.before))
    return not opens or not _dictionary("en").get(word.lower(), "").islower()


def _introduces(token: Token) -> bool:
    """Whether a name comes next, whatever it looks like."""
    return token.norm in _TITLES or bool(_COLLEAGUE.search(token.norm))


def _is_known(word: str, known: Collection[str]) -> bool:
    """Whether the sources have the word, or one of its forms."""
    return any(form in known for form in (word, word + "s", word.removesuffix("s"), word.removesuffix("n")))


@cache
def _ordinary(language: Language) -> frozenset[str]:
    return frozenset(map(fold, (*data.words(f"nouns.{language}"), *data.words(f"words.{language}"))))


@cache
def _common(word: str) -> bool:
    """Whether a German word, written large, is an ordinary one."""
    known = _dictionary("de")
    base = known.get(word)
    if known.get(word.lower(), "").islower():
        return True
    if base is None:
        return False
    if word not in (base, base + "s", base + "es") or _ABSTRACT.search(base):
        return True
    found = _VOWEL.search(base)
    bent = base[: found.start()] + base[found.start() :].translate(_UMLAUTS) if found else base
    stems = {base: _PLURALS, bent: ("", "e", "er")} if bent != base else {base: _PLURALS}
    return any(known.get(stem + ending) == base for stem, endings in stems.items() for ending in endings)


def _compound(word: str, ordinary: Collection[str]) -> bool:
    """Whether a German word is made of two, the last of which is an ordinary one."""
    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        first, last = word[:cut], word[cut:].capitalize()
        if (fold(last) in ordinary or _common(last)) and any(
            fold(part) in ordinary or _common(part) for part in (first, first.removesuffix("s"), first + "e")
        ):
            return True
    return False


@cache
def _dictionary(language: Language) -> Mapping[str, str]:
    """Form → base form."""
    from simplemma.strategies.dictionaries.dictionary_factory import DEFAULT_DICTIONARY_FACTORY

    return DEFAULT_DICTIONARY_FACTORY.get_dictionary(language)
