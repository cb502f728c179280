"""One spelling for every way to write a word.

`fold` serves rules and drafts alike. `spellings` also undoes disguises ("1diot", "I d i o t",
"soooo", "idoit", Cyrillic look-alikes); where a disguise can be read in two ways, it gives both.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache, partial

from tonfall.text import data
from tonfall.text.misspelt import read_as

INVISIBLE = "\u00ad\u034f\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff"
"""Characters that nobody sees, as the inside of a regular expression's class."""

_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ‘`´", "'"))
_LOOK_ALIKES = str.maketrans(
    dict(zip("аеорсхуіѕјкмтвнοαειρτυνκ", "aeopcxyisjkmtbhoaeiptuvk", strict=True)),
)
_LEET = str.maketrans("013457$!|@", "oieastsiia")
_LEET_OTHER = str.maketrans("013457$!|@", "olezstslla")
_LATIN = re.compile("[a-z]")
_NOT_LATIN = re.compile("[\u0370-\u03ff\u0400-\u04ff]")
_STRETCHED = re.compile(r"(ae|oe|ue|[^\W\d_])\1{2,}")
_SPACED = re.compile(r"[^\W\d_](?:[ .\-_*·][^\W\d_]){3,}")
_GENDERED = re.compile(r"[*:_](?=in(?:nen)?$)")
_DIGIT_IN_WORD = re.compile(r"(?<=[a-z])[013457$!|@]+(?=[a-z])|^[013457$@][013457$!|@]?(?=[a-z]{3})")
_SKIN_TONES = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f]")
_VOWELS = ("a", "e", "i", "o", "u", "ae", "oe", "ue")
_MISSING_APOSTROPHE = {word.replace("'", ""): word for word in data.words("negations.en")}


def fold(text: str) -> str:
    """Lower case, ä as ae, ß as ss, accents off, apostrophes straight, invisible characters gone."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
    text = text.translate(_UMLAUTS).translate(_APOSTROPHES)
    if text.isascii():
        return text
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    if _LATIN.search(text) and _NOT_LATIN.search(text):
        text = text.translate(_LOOK_ALIKES)
    return text


def fold_emoji(text: str) -> str:
    """The emoji without skin tone and presentation selector."""
    return _SKIN_TONES.sub("", text) or text


def clean(text: str) -> str:
    """The text with its case, but without what nobody sees."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).translate(_APOSTROPHES)


@lru_cache(maxsize=16_384)
def spellings(word: str) -> tuple[str, ...]:
    """The word's norm, followed by other ways to read it.

    >>> spellings("Füüür"), spellings("1diot"), spellings("Größe")
    (('fuer', 'fueuer', 'fueueuer'), ('idiot', 'ldiot', '1diot'), ('groesse',))
    """
    if word.isalpha() and word.isascii() and not _STRETCHED.search(word):
        norm = word.lower()
        return _meant((_MISSING_APOSTROPHE.get(norm, norm),))
    plain = fold(word)
    if len(plain) <= 1:
        return (plain or word,)
    if _SPACED.fullmatch(plain):
        joined = re.sub(r"[ .\-_*·]", "", plain)
        return _meant((*_unstretched(joined), plain))
    found = _unstretched(_GENDERED.sub("", plain))
    if _DIGIT_IN_WORD.search(found[0]):
        read = [_DIGIT_IN_WORD.sub(partial(_translated, table), found[0]) for table in (_LEET, _LEET_OTHER)]
        found = (*read, found[0].translate(_LEET), *found)
    elif found[0].count("*") == 1:
        found = (*found, *(found[0].replace("*", vowel) for vowel in _VOWELS))
    return _meant(found)


def _unstretched(word: str) -> tuple[str, ...]:
    """`soooo` as `so`, and as `soo` where the doubled letter might belong to the word."""
    if not _STRETCHED.search(word):
        return (word,)
    return (_STRETCHED.sub(r"\1", word), _STRETCHED.sub(r"\1\1", word), word)


def _translated(table: dict[int, int], found: re.Match[str]) -> str:
    return found.group().translate(table)


def _meant(words: tuple[str, ...]) -> tuple[str, ...]:
    """The readings, once each, with the insults that they were meant to be."""
    return tuple(dict.fromkeys((*words, *(meant for word in words if (meant := read_as(word))))))
