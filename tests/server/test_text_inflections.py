"""The table of inflected forms that ships."""

from collections.abc import Callable

import pytest

from tonfall.draft import Language
from tonfall.rules.compile import lemmas_of
from tonfall.rules.load import load_shipped
from tonfall.text import inflections
from tonfall.text.document import Document
from tonfall.text.normalise import fold


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_word_of_the_shipped_packs_is_in_the_table(language: Language) -> None:
    missing = {
        name for name in lemmas_of(load_shipped(), language) if fold(name) not in inflections._table(language)
    }
    assert not missing, "run: python -m tonfall.text.inflections"


@pytest.mark.parametrize(
    ("language", "lemma", "forms"),
    [
        ("de", "sein", "bist seid gewesen wäre"),
        ("de", "haben", "hast hattet gehabt"),
        ("de", "können", "kann könnt könnten"),
        ("en", "be", "am are was 're"),
        ("en", "have", "has had 've"),
    ],
)
def test_forms(language: Language, lemma: str, forms: str) -> None:
    assert {fold(form) for form in forms.split()} <= inflections.forms(lemma, language)


def test_german_pronouns_are_no_forms_of_sein() -> None:
    assert not {"seine", "seinem", "ihr"} & inflections.forms("sein", "de")


def test_a_form_leads_to_its_lemma() -> None:
    assert inflections.lemma("bist", "de") == "sein"
    assert inflections.lemma("nordkante", "de") == "nordkante"
    assert Document.of("Ihr wart nicht da.").sentences[0].lemmas == ("ihr", "sein", "nicht", "da")


def test_a_word_of_a_team_is_looked_up_in_the_large_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    # the real one takes seconds to load
    large: Callable[[Language], dict[str, frozenset[str]]] = lambda _: {"trocknen": frozenset({"trocknet"})}  # noqa: E731
    monkeypatch.setattr(inflections, "_dictionary", large)
    assert inflections.forms("trocknen", "de") == {"trocknet"}
    assert inflections.base_of("trocknet", "de") == "trocknen"
    assert inflections.forms("unbekanntes", "de") == frozenset()
