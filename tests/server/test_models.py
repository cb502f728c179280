from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonfall.checker import Checker
from tonfall.detectors.model import LEVELS, LOUD, NAME
from tonfall.draft import Draft, Language, Part, Severity
from tonfall.models.features import BLOCKS, DATA, features, placed_features, words
from tonfall.models.linear import Model, in_context, shipped, write
from tonfall.rules.load import SHIPPED, load_pack
from tonfall.rules.rule import Pack
from tonfall.team.config import Config
from tonfall.text.document import code_point

LANGUAGES: tuple[Language, ...] = ("de", "en")
RUDE = {
    "de": "Ihr Gejammer ist einfach nur lächerlich.",
    "en": "People like you are simply too stupid to use a phone.",
}
FINE = {
    "de": "Der Riss am Griff ist unser Fehler, ein neuer Deckel geht morgen raus.",
    "en": "The crack in the handle is our fault, a new lid leaves tomorrow.",
}
ADVERT = {
    "de": "Gönnen Sie sich doch unser Premium-Abo, jetzt zum Aktionspreis!",
    "en": "Why not try our new premium plan, now 20 percent off?",
}
TEXTS = st.text(st.characters(codec="utf-8"), max_size=120)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_weights_know_every_category_and_part(language: Language) -> None:
    model = shipped(language)
    assert model.language == language
    assert {category for category, _, _ in LEVELS} | set(Part) <= set(model.labels)
    for category in LOUD:
        assert model.cut(category, "sure") >= model.cut(category, "likely")


def test_what_ships_is_small() -> None:
    assert sum(file.stat().st_size for file in DATA.iterdir()) < 15_000_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_loads_judge_alike(language: Language) -> None:
    one, two = (Model.load(DATA / f"{language}.model") for _ in range(2))
    for text in (RUDE[language], FINE[language], "", "🙂"):
        assert np.array_equal(one.margins(text), two.margins(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rude_sentence_reads_ruder_than_a_fine_one(language: Language) -> None:
    model = shipped(language)
    column = model.labels.index("insult")
    assert model.margins(RUDE[language])[column] > model.margins(FINE[language])[column]
    rude, fine = (float(model.margins(text[language])[column]) for text in (RUDE, FINE))
    assert 0 < model.probability("insult", fine) < model.probability("insult", rude) < 1


def test_a_file_that_is_no_model(tmp_path: Path) -> None:
    other = tmp_path / "other.model"
    other.write_bytes(b"something else")
    with pytest.raises(ValueError, match="make train"):
        Model.load(other)


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(tmp_path / name, {"b": 1, "a": "ä"}, {"weights": np.arange(6, dtype=np.int8)})
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_any_text_is_judged(text: str, language: Language) -> None:
    model = shipped(language)
    margins = model.margins(text)
    assert margins.shape == (len(model.labels),)
    assert np.isfinite(margins).all()


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_spans_lie_in_the_text(text: str, language: Language) -> None:
    start, end = shipped(language).span(text, "defensive")
    assert 0 <= start <= end <= len(text)
    for one, two in pairwise(words(text, language)):
        assert one.start < one.end <= two.start


@given(TEXTS, st.sampled_from(LANGUAGES), st.sampled_from(BLOCKS))
def test_placed_features_are_the_features(text: str, language: Language, block: str) -> None:
    found = words(text, language)
    assert {name for name, _, _ in placed_features(found, block)} == features(found, block)


def test_the_draft_around_a_sentence_counts() -> None:
    margins = in_context(np.array([[1.0], [-1.0]], np.float32))
    assert margins[0, 0] == pytest.approx(0.7)
    assert in_context(np.array([[1.0]], np.float32))[0, 0] == pytest.approx(1.0)


def model_packs() -> list[Pack]:
    """The models' rules and the word classes of both languages: no other rule may come first."""
    shared = load_pack(SHIPPED / "any")
    languages = [replace(load_pack(SHIPPED / name), rules=()) for name in LANGUAGES]
    return [*languages, replace(shared, rules=tuple(r for r in shared.rules if r.detector == NAME))]


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(packs=model_packs())


@pytest.mark.parametrize("language", LANGUAGES)
def test_findings_slice_back(checker: Checker, language: Language) -> None:
    text = f"🙂🙂 {ADVERT[language]} 🙂"
    report = checker.check(Draft(text))
    found = [f for f in report.findings if checker.book.rules[f.rule].detector == NAME]
    assert found
    for finding in found:
        quote = text[code_point(text, finding.start) : code_point(text, finding.end)]
        assert finding.quote == quote
        assert 0 < finding.confidence < 1


def test_a_quotation_or_a_lone_word_is_no_finding(checker: Checker) -> None:
    for text in (f"Sie schreiben: „{RUDE['de']}“", "Danke."):
        report = checker.check(Draft(text))
        assert not [f for f in report.findings if checker.book.rules[f.rule].detector == NAME]


def test_a_rule_comes_before_the_model() -> None:
    checker = Checker()
    text = "Sie haben wohl die Anleitung nicht gelesen."
    found = {(f.rule, f.category) for f in checker.check(Draft(text)).findings}
    named = {category for rule, category in found if checker.book.rules[rule].detector != NAME}
    assert named
    assert not [rule for rule, category in found if category in named and ".model" in rule]


def test_turning_the_sure_rule_off_leaves_its_hint() -> None:
    def severities(config: Config) -> set[Severity]:
        found = Checker(config, model_packs()).check(Draft(RUDE["de"])).findings
        return {f.severity for f in found if f.rule.startswith("any.insult.model")}

    assert severities(Config()) == {Severity.WARNING}
    assert severities(Config(rules={"any.insult.model": "off"})) == {Severity.HINT}
    assert not severities(Config(rules={"any.insult.model": "off", "any.insult.model-maybe": "off"}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_suggestion_removes_its_finding_and_adds_none(checker: Checker, language: Language) -> None:
    text = f"{FINE[language]} {RUDE[language]} {ADVERT[language]}"
    report = checker.check(Draft(text))
    before = sorted(f.rule for f in report.findings)
    suggested = [(f, s) for f in report.findings for s in f.suggestions]
    assert suggested
    for finding, suggestion in suggested:
        start, end = code_point(text, suggestion.start), code_point(text, suggestion.end)
        after = [
            f.rule for f in checker.check(Draft(text[:start] + suggestion.replacement + text[end:])).findings
        ]
        assert after.count(finding.rule) < before.count(finding.rule)
        assert all(after.count(rule) <= before.count(rule) for rule in after)
