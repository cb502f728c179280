"""The single words that a word class holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tonfall.draft import Language
from tonfall.rules import pattern as p
from tonfall.rules.rule import Pack
from tonfall.text import inflections
from tonfall.text.normalise import fold


def words_of(packs: Sequence[Pack], name: str, language: Language) -> set[str]:
    """The folded words of a class and of the classes in it; entries of several words are left out."""
    return {
        word
        for pack in packs
        for word_class in pack.classes
        if word_class.name == name and word_class.language in (language, None)
        for entry in word_class.entries
        for word in _words(p.parse(entry), packs, language)
    }


def _words(node: object, packs: Sequence[Pack], language: Language) -> Iterator[str]:
    match node:
        case p.Word():
            yield from map(fold, (*node.forms, *node.exact))
        case p.Lemma(name):
            yield from inflections.forms(name, language) or (fold(name),)
        case p.Class(name):
            yield from words_of(packs, name, language)
        case p.Choice(options):
            for option in options:
                yield from _words(option, packs, language)
        case p.Sequence((only,)):
            yield from _words(only, packs, language)
