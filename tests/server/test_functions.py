"""How much the rules get right of what insults have to be told apart from (tests/bench/functions.yaml)."""

import pytest
from tests.bench.functions import Share, own, shares

from tonfall.draft import Language
from tonfall.rules.load import load_shipped
from tonfall.rules.words import words_of
from tonfall.text import misspelt
from tonfall.text.tokens import tokenise

MEASURED = {("de", "aimed-at-third"): 0.97}
"""Where the rules got less than all cases right; a share may be a point below what was measured."""


@pytest.fixture(scope="module")
def counted() -> dict[tuple[Language, str], Share]:
    return shares(own())


@pytest.mark.parametrize(("language", "function"), sorted({(case.language, case.function) for case in own()}))
def test_share(counted: dict[tuple[Language, str], Share], language: Language, function: str) -> None:
    share = counted[language, function]
    assert share.cases >= 22
    assert share.rules / share.cases >= MEASURED.get((language, function), 1.0) - 0.01


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_table_of_bent_spellings_is_complete(language: Language) -> None:
    missing = {
        word
        for word in words_of(load_shipped(), "misspelt", language)
        if len(word) >= 4 and word.isalpha() and not misspelt.is_insult(word)
    }
    assert not missing, "run: python -m tonfall.text.misspelt"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("duIdiot", ["du", "idiot"]),
        ("I h a t e you", ["i", "hate", "you"]),
        ("among", ["among"]),
        ("ein I d i o t.", ["ein", "idiot"]),
        ("a.k.a. Bob", ["a.k.a.", "bob"]),
    ],
)
def test_words_run_together_or_apart(text: str, words: list[str]) -> None:
    assert [token.norm for token in tokenise(text)] == words


@pytest.mark.parametrize("bent", ["idoit", "Idot", "Arshcloch", "damlich", "mroon"])
def test_bent_spellings_are_read(bent: str) -> None:
    assert misspelt.read_as(tokenise(bent)[0].norm) in tokenise(bent)[0].others


@pytest.mark.parametrize(
    "word", ["order", "Dienst", "Lage", "Rolle", "world", "fast", "Paket", "crepe", "depot"]
)
def test_words_are_left_alone(word: str) -> None:
    assert misspelt.read_as(tokenise(word)[0].norm) is None
