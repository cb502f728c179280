"""The inflected forms of a word, for `[lesen]` in rules.

They come from a table that ships, data/inflections.LANGUAGE.tsv. A word that isn't in it (in a team's own
rules) is looked up in simplemma's dictionary, which takes seconds and 150 MB and so is imported only then.
`python -m tonfall.text.inflections` writes the table anew; docs/decisions/0001 says why it is done so.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

from tonfall.draft import Language
from tonfall.text.normalise import fold

_DATA = Path(__file__).parent / "data"


def forms(lemma: str, language: Language) -> frozenset[str]:
    """The folded forms of a base form, itself included; empty where nobody knows it.

    German nouns may be written small.
    """
    known = _table(language).get(fold(lemma))
    if known is None:
        known = _dictionary(language).get(fold(lemma))
    return known or frozenset()


def lemma(norm: str, language: Language) -> str:
    """The base form of a folded word, or the word itself where the table doesn't hold it."""
    return _inverse(language).get(norm, norm)


def base_of(word: str, language: Language) -> str | None:
    """The base form of which `word` is a form, by the large dictionary; None where nobody knows it."""
    folded = fold(word)
    return next((base for base, known in _dictionary(language).items() if folded in known), None)


def known_words() -> set[str]:
    """Every folded word of either language that the large dictionaries know; takes seconds."""
    return {form for language in ("de", "en") for known in _dictionary(language).values() for form in known}


@cache
def _table(language: Language) -> dict[str, frozenset[str]]:
    file = _DATA / f"inflections.{language}.tsv"
    rows = (
        (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()) if file.exists() else ()
    )
    return {base: frozenset(known.split()) for base, known in rows}


@cache
def _inverse(language: Language) -> dict[str, str]:
    return {form: base for base, known in _table(language).items() for form in known}


@cache
def _dictionary(language: Language) -> dict[str, frozenset[str]]:
    """Base form → forms of everything that simplemma knows, corrected by data/corrections.LANGUAGE.tsv."""
    from simplemma.strategies.dictionaries.dictionary_factory import DEFAULT_DICTIONARY_FACTORY

    found: defaultdict[str, set[str]] = defaultdict(set)
    for form, base in DEFAULT_DICTIONARY_FACTORY.get_dictionary(language).items():
        # "haven't" is a form of "have" there, but means its opposite; "'re" and "ca" are no words of ours
        if "'" not in form and "’" not in form and form[-1:] != ".":
            found[fold(base)].add(fold(form))
    for base in found:
        found[base].add(base)
    for line in (_DATA / f"corrections.{language}.tsv").read_text(encoding="utf-8").splitlines():
        base, known = line.split("\t")
        found[fold(base)] = {fold(form) for form in known.split()}
    return {base: frozenset(known) for base, known in found.items()}


def _write(language: Language, lemmas: set[str]) -> None:
    dictionary = _dictionary(language)
    corrected = {
        fold(line.split("\t")[0])
        for line in (_DATA / f"corrections.{language}.tsv").read_text(encoding="utf-8").splitlines()
    }
    wanted = sorted({fold(name) for name in lemmas} | corrected)
    rows = [f"{base}\t{' '.join(sorted(dictionary[base]))}\n" for base in wanted if base in dictionary]
    (_DATA / f"inflections.{language}.tsv").write_text("".join(rows), encoding="utf-8")
    print(
        f"{language}: {len(rows)} words",
        *(f"unknown: {b}" for b in wanted if b not in dictionary),
        sep="\n  ",
    )


if __name__ == "__main__":
    from tonfall.rules.compile import lemmas_of
    from tonfall.rules.load import load_shipped

    for each in ("de", "en"):
        _write(each, lemmas_of(load_shipped(), each))
    sys.exit(0)
