from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonfall.checker import Checker
from tonfall.draft import Draft, Language, Severity
from tonfall.models import weighing
from tonfall.models.features import BLOCKS, DATA, hashes, places, words
from tonfall.models.linear import Index, Model, shipped, write
from tonfall.rules.examples import unmarked
from tonfall.rules.load import SHIPPED, load_pack
from tonfall.rules.rule import Pack
from tonfall.second_look import LOUD, NAME
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
    model, weights = shipped(language), weighing.shipped(language)
    assert model.language == language
    assert model.labels == (*weighing.CATEGORIES, *weighing.PARTS)
    assert set(weights.likely) == set(model.labels)
    assert all(weights.likely[category] <= weights.sure for category in LOUD)


def test_what_ships_is_small() -> None:
    assert sum(file.stat().st_size for file in DATA.iterdir()) < 15_000_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_loads_judge_alike(language: Language) -> None:
    one, two = (Model.load(DATA / f"{language}.model") for _ in range(2))
    for text in (RUDE[language], FINE[language], "", "🙂"):
        assert np.array_equal(one.margins(one.read(text)), two.margins(two.read(text)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rude_sentence_reads_ruder_than_a_fine_one(language: Language) -> None:
    model = shipped(language)
    column = model.labels.index("insult")
    rude, fine = (float(model.margins(model.read(text[language]))[column]) for text in (RUDE, FINE))
    assert rude > 0 > fine


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
    margins = model.margins(model.read(text))
    assert margins.shape == (len(model.labels),)
    assert np.isfinite(margins).all()


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_spans_lie_in_the_text(text: str, language: Language) -> None:
    model = shipped(language)
    start, end = model.span(model.read(text), "defensive")
    assert 0 <= start <= end <= len(text)
    for one, two in pairwise(words(text, language)):
        assert one.start < one.end <= two.start


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_each_feature_has_its_place(text: str, language: Language) -> None:
    found = words(text, language)
    features = hashes(found)
    assert set(features) == set(BLOCKS)
    for block, (firsts, lasts) in places(len(found)).items():
        assert len(firsts) == len(lasts) == len(features[block])
        assert all(0 <= first <= last <= len(found) for first, last in zip(firsts, lasts, strict=True))


def test_what_is_quoted_says_nothing_about_the_writer() -> None:
    model = shipped("de")
    text = "Sie schreiben „{}“, und das nehmen wir ernst."
    rude, kind = (text.format(quote) for quote in ("Ihr seid Idioten", "Ihr seid Engel"))
    quoted = [[(rude.index("„"), rude.index("“") + 1)], [(kind.index("„"), kind.index("“") + 1)]]
    margins = [model.margins(model.read(t, q)) for t, q in zip((rude, kind), quoted, strict=True)]
    assert np.array_equal(margins[0], margins[1])


def test_the_index_knows_its_keys_and_no_others() -> None:
    keys = np.arange(1, 40_001, 2, dtype=np.uint32) * np.uint32(2_654_435_761)
    index = Index(keys)
    ids, at = index.known(keys)
    assert len(ids) > 0.99 * len(keys)
    assert np.array_equal(keys[ids], keys[at])
    assert not len(index.ids(np.arange(2, 4_000, 2, dtype=np.uint32) * np.uint32(2_654_435_761)))


def test_neighbours_and_rules_count() -> None:
    margins = np.full((3, len(weighing.CATEGORIES) + len(weighing.PARTS)), -0.5, np.float32)
    margins[1, 0] = 0.5
    hits = weighing.hits_of(3, [(1, weighing.CATEGORIES[0], Severity.WARNING)])
    found = weighing.evidence(margins, hits)
    assert found.shape == (weighing.FEATURES, len(weighing.CATEGORIES), 3)
    assert found[:, 0, 0].tolist() != found[:, 0, 2].tolist()
    assert found[2, 0, 1] == 1
    assert found[2, 1, 1] == 0
    assert weighing.part_evidence(margins, np.zeros(3, np.float32)).shape[0] == len(weighing.PARTS)


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


def test_the_second_look_doubts_shipped_rules_alone() -> None:
    text = "Die Tagesordnung steht künftig zehn Tage vorher im Netz."
    named = {m.rule for m in Checker().named(Draft(text))[0]}
    assert "de.lecturing.next-time" in named
    found = {f.rule: f.severity for f in Checker().check(Draft(text)).findings}
    assert found.get("de.lecturing.next-time", Severity.HINT) == Severity.HINT
    set_itself = Checker(Config(rules={"de.lecturing.next-time": "warning"})).check(Draft(text)).findings
    assert {f.rule: f.severity for f in set_itself}["de.lecturing.next-time"] == Severity.WARNING


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_of_what_rules_promise_stands(language: Language) -> None:
    checker = Checker()
    promised = stands = 0
    for rule in checker.book.rules.values():
        if rule.language == language and rule.id in checker.book.weighed:
            for example in rule.flag:
                text, _ = unmarked(example.text)
                findings = checker.check(Draft(text, comment=example.comment, role=example.role)).findings
                promised += 1
                stands += any(f.category == rule.category for f in findings)
    assert stands / promised > 0.9


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
