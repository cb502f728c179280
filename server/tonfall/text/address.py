"""Whom a German text addresses as du, Sie or ihr."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tonfall.draft import Address
from tonfall.text import data
from tonfall.text.document import Analysis, Document
from tonfall.text.tokens import Token

_DU = frozenset({"du", "dich", "dir", "dein", "deine", "deinen", "deinem", "deiner", "deines"})
_IHR = frozenset({"euch", "euer", "eure", "euren", "eurem", "eurer", "eures"})
_SIE = frozenset({"Sie", "Ihnen", "Ihr", "Ihre", "Ihren", "Ihrem", "Ihrer", "Ihres"})
# "schick uns …": at the start of a sentence or after "bitte", and with nobody else as its subject
_DU_IMPERATIVE = frozenset(data.words("imperatives.de"))
_OPENING = frozenset(data.words("greetings")) | frozenset(
    {"ja", "nein", "klar", "doch", "oh", "ok", "okay", "na", "gut", "gern", "gerne", "danke", "sorry", "dann"}
)
_NO_SUBJECT = frozenset({"ich", "er", "sie", "es", "wir", "man"})


@dataclass(frozen=True, slots=True)
class Addressed:
    """A word that addresses somebody. Not `sure`: "Sie" that may begin a sentence about them."""

    form: Address
    token: Token
    sure: bool = True


def addressed(analysis: Analysis) -> tuple[Addressed, ...]:
    """The words of a sentence that address somebody; quoted ones don't count.

    "Sie" and "Ihr" at the start of a sentence may be she, they or plural you: "Sie" counts only before a
    plural verb, "Ihr" not at all.
    """
    known: tuple[Addressed, ...] | None = analysis.memo.get("addressed")
    if known is None:
        known = analysis.memo["addressed"] = tuple(_addressed(analysis.tokens))
    return known


def address(document: Document) -> Address | None:
    """The form of address that the text uses most, None where it addresses nobody."""
    counts = Counter(
        each.form
        for sentence in document.sentences
        if "de" in sentence.languages
        for each in addressed(sentence.analysis)
    )
    return counts.most_common(1)[0][0] if counts else None


def formal(document: Document) -> bool:
    """Whether the text opens with "Sehr geehrte …" or greets somebody as Herr or Frau: it says Sie then."""
    if not document.sentences or "de" not in document.sentences[0].languages:
        return False
    opening = [token.norm for token in document.sentences[0].tokens[:4] if not token.quoted]
    if opening[:1] == ["sehr"]:
        return opening[1:2] in (["geehrte"], ["geehrter"], ["geehrtes"], ["geehrten"])
    return opening[:1] != [] and opening[0] in _OPENING and bool({"herr", "frau"} & set(opening[1:3]))


def _from_us(tokens: tuple[Token, ...]) -> bool:
    """ "Sie bekommen von uns": the next words say who gives."""
    words = [token.norm for token in tokens]
    return words[:1] == ["von"] and words[1:] in (["uns"], ["mir"])


def _opens(tokens: tuple[Token, ...], number: int) -> bool:
    """Whether the word stands at the start or after no more than "Ja klar," or "Hallo Jana,"."""
    if number == 0 or ":" in tokens[number].before:
        return True
    return (
        number <= 4
        and "," in tokens[number].before + tokens[number - 1].after
        and tokens[0].norm in _OPENING
        and not {"ich", "wir"} & {token.norm for token in tokens[:number]}
    )


def _addressed(tokens: tuple[Token, ...]) -> Iterator[Addressed]:
    for number, token in enumerate(tokens):
        if token.quoted or token.kind != "word":
            continue
        following = tokens[number + 1].norm if number + 1 < len(tokens) else ""
        first = number == 0 or ":" in token.before
        if token.norm in _DU:
            yield Addressed("du", token)
        elif token.norm in _IHR:
            yield Addressed("ihr", token)
        elif token.norm in _DU_IMPERATIVE and (_opens(tokens, number) or tokens[number - 1].norm == "bitte"):
            if following not in _NO_SUBJECT:
                yield Addressed("du", token)
        elif token.text in _SIE:
            if not first or (token.text == "Sie" and following.endswith("en") and len(following) > 3):
                yield Addressed("sie", token, sure=not first or _from_us(tokens[number + 2 : number + 4]))
        elif token.text == "ihr" and following.endswith("t"):
            yield Addressed("ihr", token)
