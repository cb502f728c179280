"""What a text says that nobody has said: numbers, times, names, addresses, amounts and promises.

A model that rephrases a reply may change its words and add none of these. What counts as said differs. The
comment is written by a stranger, who may write it for the model to read. So it may say what is spoken of
(numbers, times, names, amounts), but what is promised and where people are sent must stand in the draft or
in the configuration.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from tonfall.detectors.slots import SLOT
from tonfall.draft import Draft, Language
from tonfall.llm.names import names
from tonfall.rules.book import Rulebook
from tonfall.rules.match import find, occurs, possible
from tonfall.rules.words import words_of
from tonfall.team.config import Config
from tonfall.text import data
from tonfall.text.document import Document
from tonfall.text.normalise import fold
from tonfall.text.tokens import EMAIL, URL

Kind = Literal["address", "amount", "number", "time", "name", "promise"]

TIME = "point-in-time"
PROMISES = (
    "promise-refund",
    "promise-replacement",
    "promise-voucher",
    "promise-call",
    "promise-deadline",
    "promise-guarantee",
)
"""Word classes, see packs/LANGUAGE/words.facts.yaml."""

BRANDS = "known-brand"

_NUMBER = r"\d+(?:[.,:/]\d+)*"
_CURRENCY = r"[€$£%]|(?:euros?|eur|cents?|franken|chf|dollars?|usd|pfund|pounds?|gbp|prozent|percent)\b"
_AMOUNT = re.compile(rf"(?P<a>[€$£])\s?(?P<b>{_NUMBER})|(?P<c>{_NUMBER})\s?(?P<d>{_CURRENCY})", re.I)
_SIGNS = {
    **dict.fromkeys(("euro", "euros", "eur"), "€"),
    **dict.fromkeys(("dollar", "dollars", "usd"), "$"),
    **dict.fromkeys(("pfund", "pound", "pounds", "gbp"), "£"),
    **dict.fromkeys(("prozent", "percent"), "%"),
    "franken": "chf",
}
_PHONE = re.compile(r"(?<![\w.,])(?:\+|00?|\()\d[\d ()/.\-]{4,20}\d(?!\w)")
_ADDRESS = re.compile(rf"{EMAIL}|{URL}|[\w.+-]+@[\w.-]+|(?<!\w)@\w+(?:[.]\w+)*|{_PHONE.pattern}")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?")
_GREETING = re.compile(r"\b(?:guten|schönen) (?:morgen|abend|nachmittag|mittag)\b", re.I)

_OF_TIMES = re.compile(
    "(?:mal|malig.*|fach.*|te[nrsm]?|ste[nrsm]?|taegig.*|stuendig.*|woechig.*|jaehrig.*|er)$"
)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a text says, as written there."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Sources:
    """What was said before: by the writer and the team, and by whoever commented."""

    own: str
    heard: str

    @classmethod
    def of(cls, draft: Draft, config: Config) -> Sources:
        """What a rephrasing of the draft may draw on."""
        disclosures = (text for by_platform in config.disclosure.values() for text in by_platform.values())
        own = (draft.text, draft.company, *config.company.names, *config.company.products, *disclosures)
        return cls("\n".join(own), "\n".join((draft.comment, draft.commenter)))


def invented(text: str, sources: Sources, language: Language, book: Rulebook) -> list[Fact]:
    """What the text says and no source does, each thing once; the worst first. Slots say nothing."""
    text = SLOT.sub(lambda slot: " " * len(slot.group()), text)
    text, own, heard = (_readable(each) for each in (text, sources.own, sources.heard))
    both = f"{own}\n{heard}"
    found = [
        *_new("promise", _promises(text, language, book), _promises(own, language, book)),
        *_new("address", _addresses(text), _addresses(own), _mentions(heard)),
        *_new("amount", _amounts(text), _amounts(both)),
        *_new("time", _times(text, language, book), _times(both, language, book)),
        *_new("number", _numbers(_ADDRESS.sub(" ", text)), _numbers(both)),
    ]
    brands = words_of(book.packs, BRANDS, language)
    told = {fold(word) for fact in found for word in re.findall(r"\w+", fact.text)}
    times = {
        fold(word) for _, written in _times(both + "\n" + text, language, book) for word in written.split()
    }
    known = {token.norm for s in Document.of(both).sentences for token in s.tokens} | told | times
    known |= {fold(word) for word in re.findall(r"\w+", both)}
    without = _ADDRESS.sub(" ", text)
    found += [
        Fact("name", name) for name in names(Document.of(without, hint=language), language, known, brands)
    ]
    return list(dict.fromkeys(found))


Said = Iterable[tuple[str, str]]
"""Things said: in a form that can be compared, and as written."""


def _new(kind: Kind, said: Said, *known: Said) -> Iterator[Fact]:
    keys = {key for source in known for key, _ in source}
    return (Fact(kind, written) for key, written in said if key not in keys)


def _readable(text: str) -> str:
    """Full-width digits, "½", letters in circles: as what they are read."""
    return unicodedata.normalize("NFKC", text)


def _hits(text: str, name: str, language: Language, book: Rulebook) -> Iterator[str]:
    """What a word class finds in the text, in quotations too."""
    compiled = book.compiled[language]
    if not compiled.has_class(name):
        return
    program = compiled.word_class(name)
    for sentence in Document.of(text, hint=language).sentences:
        if possible(program, sentence.analysis) and occurs(program, sentence.analysis):
            for start, end in find(program, sentence.analysis):
                yield sentence.text[sentence.tokens[start].start : sentence.tokens[end - 1].end]


def _promises(text: str, language: Language, book: Rulebook) -> Said:
    return [(name, hit) for name in PROMISES for hit in _hits(text, name, language, book)]


def _times(text: str, language: Language, book: Rulebook) -> Said:
    text = _GREETING.sub(" ", text)
    return [(fold(hit).removesuffix("s"), hit) for hit in _hits(text, TIME, language, book)]


def _addresses(text: str) -> Said:
    return [(_plain(found.group()), found.group()) for found in _ADDRESS.finditer(text)]


def _plain(address: str) -> str:
    if _PHONE.fullmatch(address):
        return re.sub(r"\D", "", address)
    return address.lower().rstrip("/").removeprefix("https://").removeprefix("http://").removeprefix("www.")


def _mentions(text: str) -> Said:
    """Whom one may speak to: people the comment names with @."""
    return [(key, written) for key, written in _addresses(text) if key.startswith("@")]


def _amounts(text: str) -> Iterator[tuple[str, str]]:
    for found in _AMOUNT.finditer(text):
        sign = (found["a"] or found["d"]).lower()
        yield _value(found["b"] or found["c"]) + _SIGNS.get(sign, sign), found.group()


def _numbers(text: str) -> Iterator[tuple[str, str]]:
    for found in re.finditer(_NUMBER, text):
        yield _value(found.group()), found.group()
    words = _number_words()
    for found in re.finditer(r"[^\W\d_]+", text):
        word = fold(found.group())
        number = words.get(word) or words.get(_OF_TIMES.sub("", word))
        if number and not re.match(r"\s+(?:dank|thank|mal\s+dank)", text[found.end() :], re.I):
            yield number, found.group()


def _value(written: str) -> str:
    """A number in one form: 1.000 and 1000, 2,50 and 2.5, 9:00 and 9."""
    if _THOUSANDS.fullmatch(written):
        whole, decimals = re.fullmatch(r"(.*?)(?:[.,](\d{1,2}))?", written).groups()  # type: ignore[union-attr]
        written = re.sub(r"\D", "", whole) + (f".{decimals}" if decimals else "")
    written = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in written).replace(",", ".")
    if written.endswith(":00"):
        written = written[:-3]
    if written.count(".") == 1:
        written = written.rstrip("0").rstrip(".")
    return written.lstrip("0") or "0"


@cache
def _number_words() -> dict[str, str]:
    """Folded word → number. "Ein" and "one" are none: both are articles, or nearly."""
    words = {"dutzend": 12, "doppelt": 2, "dritte": 3, "dritten": 3, "dritter": 3, "siebte": 7}
    units, words_of_tens = _counting("de")
    words |= {**units, **words_of_tens}
    for ten, number in words_of_tens.items():
        words |= {f"{unit}und{ten}": number + n for unit, n in {"ein": 1, **units}.items() if n < 10}
    small = {"": 0, "ein": 1, **words}
    for name, n in small.items():
        if n < 10:
            words |= {f"{name}hundert{rest}": max(1, n) * 100 + more for rest, more in small.items()}
        words[f"{name}tausend"] = max(1, n) * 1000
    for counted in _counting("en"):
        words |= counted
    words |= {"hundred": 100, "thousand": 1000, "million": 10**6, "millionen": 10**6, "dozen": 12, "twice": 2}
    return {fold(word): str(number) for word, number in words.items()}


def _counting(language: Language) -> tuple[dict[str, int], dict[str, int]]:
    """The words for 2 to 19, and for 20 to 90."""
    words = data.words(f"numbers.{language}")
    return (
        {word: number for number, word in enumerate(words[:18], 2)},
        {word: 10 * ten for ten, word in enumerate(words[18:], 2)},
    )
