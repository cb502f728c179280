"""The pipeline: from a draft to a report."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.server.detecting import detector_packs

from tonfall.checker import Checker, certainty, score
from tonfall.detectors import slots
from tonfall.draft import Draft, Finding, Part, Report, Severity
from tonfall.rules.load import CONFIDENCE, load_pack
from tonfall.team.config import Config
from tonfall.text.document import _analysed, code_point

RULES = """\
- id: de.defensive.not-read
  category: defensive
  severity: warning
  message: {de: Das schiebt die Schuld auf andere., en: This shifts the blame.}
  principle: not-defensive
  match: ["=Sie|du haben|hast {0-6} nicht [lesen]"]
  unless: ["vielleicht"]
  rephrase:
    - "Sie haben es eben nicht gelesen."
    - "Das war nicht klar genug beschrieben, {name}."
    - {du: "Das haben wir dir nicht klar beschrieben.", sie: "Das haben wir Ihnen nicht klar beschrieben."}
  examples: &examples
    flag: ["Sie «haben die Anleitung nicht gelesen».", "«Hast du es nicht gelesen»?"]
    pass: ["Wir lesen alles.", "Haben Sie Fragen?"]
- id: de.defensive.reading
  category: defensive
  severity: block
  message: {de: Kürzer., en: Shorter.}
  principle: not-defensive
  match: ["nicht gelesen"]
  examples: *examples
- id: de.lecturing.reading
  category: lecturing
  severity: hint
  confidence: low
  message: {de: Belehrung., en: Lecture.}
  principle: not-right
  match: ["die anleitung"]
  replace: match
  rephrase: ["unsere Anleitung"]
  examples: *examples
- id: de.lecturing.blame
  category: lecturing
  severity: hint
  message: {de: Schuld., en: Blame.}
  principle: not-defensive
  match: ["anleitung nicht gelesen"]
  examples: *examples
- id: de.boilerplate.thanks
  category: boilerplate
  severity: hint
  message: {de: Floskel., en: Stock phrase.}
  principle: personal
  match: ["danke {0-2} nachricht"]
  unless: ["foto"]
  scope: reply
  rephrase: [""]
  examples: *examples
- id: de.vague.soon
  category: vague
  severity: hint
  message: {de: Wann?, en: When?}
  principle: concrete
  match: ["zeitnah"]
  replace: match
  rephrase: ["[bis wann?]"]
  examples: *examples
- id: de.insult.twice
  category: insult
  severity: hint
  message: {de: Zu viele., en: Too many.}
  principle: no-insults
  match: ["halt"]
  min_hits: 2
  examples: *examples
- id: de.insult.sad
  category: insult
  severity: hint
  message: {de: Traurig., en: Sad.}
  principle: no-insults
  match: ["wetter"]
  when: {sentiment: negative, role: official, platform: facebook, comment: unknown}
  examples: *examples
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pack")
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    return folder


Make = Callable[..., Checker]


@pytest.fixture(scope="module")
def make(folder: Path) -> Make:
    packs = [load_pack(folder), *detector_packs()]
    return lambda config=None: Checker(config, packs)


@pytest.fixture(scope="module")
def checker(make: Make) -> Checker:
    return make()


@pytest.fixture(scope="module")
def shipped() -> Checker:
    return Checker(Config(competitors=("Nordwerk",)))


def found(report: Report) -> list[tuple[str, str]]:
    return [(f.rule, f.quote) for f in report.findings]


def test_a_finding_tells_everything(checker: Checker) -> None:
    report = checker.check(Draft("😀 Wir wissen: Sie haben das nicht gelesen.", commenter="Jana"))
    (finding,) = report.findings
    assert finding.rule == "de.defensive.reading"
    assert (finding.severity, finding.confidence) == (Severity.BLOCK, 0.9)
    assert (finding.start, finding.end) == (29, 42)
    assert finding.quote == "nicht gelesen"
    assert finding.message == "Kürzer."
    assert finding.principle == "Nicht in die Defensive drängen lassen"
    assert finding.why.startswith("Wer Kritik anerkennt")
    assert report.language == "de"
    assert report.score == 55


def test_of_one_category_the_strongest_stays_and_takes_over_suggestions(checker: Checker) -> None:
    report = checker.check(Draft("Sie haben das nicht gelesen.", commenter="Jana Kunze"))
    assert found(report) == [("de.defensive.reading", "nicht gelesen")]
    # the first rephrasing would be found again
    assert {s.replacement for s in report.findings[0].suggestions} >= {
        "Das war nicht klar genug beschrieben, Jana Kunze.",
        "Das haben wir Ihnen nicht klar beschrieben.",
    }


def test_different_categories_stay_unless_of_one_principle(checker: Checker) -> None:
    report = checker.check(Draft("Sie haben die Anleitung nicht gelesen."))
    assert found(report) == [
        ("de.lecturing.reading", "die Anleitung"),
        ("de.defensive.reading", "nicht gelesen"),
    ]


def test_form_of_address_and_unknown_names_choose_the_rephrasing(checker: Checker) -> None:
    report = checker.check(Draft("Jana, da hast du recht, du hast das nicht gelesen."))
    offered = [s.replacement for s in report.findings[0].suggestions]
    assert "das haben wir dir nicht klar beschrieben." in offered
    assert not any("Sie" in wording or "{name}" in wording for wording in offered)


def test_a_greeting_stays(checker: Checker) -> None:
    text = "Hallo Frau Berger, Sie haben das nicht gelesen."
    report = checker.check(Draft(text))
    suggestion = report.findings[0].suggestions[0]
    assert text[: suggestion.start] == "Hallo Frau Berger, "


def test_exceptions(checker: Checker) -> None:
    assert found(checker.check(Draft("Danke für die Nachricht. Wir schauen."))) == [
        ("de.boilerplate.thanks", "Danke für die Nachricht")
    ]
    assert not checker.check(Draft("Danke für die Nachricht. Das Foto hilft.")).findings
    assert "de.defensive.not-read" not in {
        m.rule for m in checker.matches(Draft("Sie haben das vielleicht nicht gelesen."))
    }
    assert not checker.check(Draft("Sie schreiben „nicht gelesen“ dazu.")).findings


def test_deleting_takes_the_space_along(checker: Checker) -> None:
    text = "Danke für die Nachricht. Wir schauen heute nach."
    (deletion,) = [s for s in checker.check(Draft(text)).findings[0].suggestions if not s.replacement]
    assert text[: deletion.start] + text[deletion.end :] == "Wir schauen heute nach."


def test_a_whole_reply_is_never_deleted(checker: Checker) -> None:
    offered = checker.check(Draft("Danke für die Nachricht.")).findings[0].suggestions
    assert all(suggestion.replacement for suggestion in offered)


def test_an_open_slot_is_no_harm_in_a_suggestion_and_one_in_a_draft(checker: Checker) -> None:
    report = checker.check(Draft("Wir melden uns zeitnah."))
    assert report.rewrite is not None
    assert report.rewrite.text == "Wir melden uns [bis wann?]."
    assert found(checker.check(Draft(report.rewrite.text))) == [(slots.RULE, "[bis wann?]")]


def test_min_hits(checker: Checker) -> None:
    assert not checker.check(Draft("Das ist halt so.")).findings
    assert len(checker.check(Draft("Das ist halt so. Da war halt niemand.")).findings) == 2


def test_situations(checker: Checker) -> None:
    bad = Draft("Das Wetter ist schlecht und hässlich.")
    assert found(checker.check(bad)) == [("de.insult.sad", "Wetter")]
    assert not checker.check(Draft("Das Wetter ist schön.")).findings
    assert not checker.check(replace(bad, role="employee", text="Wetter: schlecht. Privat hier.")).findings
    assert not checker.check(replace(bad, platform="x")).findings
    assert not checker.check(replace(bad, comment="Wie ist das Wetter?")).findings


def test_configuration_switches_off_and_changes_severity(make: Make) -> None:
    checker = make(Config(rules={"de.defensive.reading": "off", "de.defensive.not-read": "hint"}))
    (finding,) = checker.check(Draft("Sie haben das nicht gelesen.")).findings
    assert (finding.rule, finding.severity) == ("de.defensive.not-read", Severity.HINT)
    assert next(iter(checker.packs().values())) == 7


def test_language_of_messages(checker: Checker) -> None:
    draft = Draft("Sie haben das nicht gelesen.", interface_language="en")
    finding = checker.check(draft).findings[0]
    assert finding.message == "Shorter."
    assert finding.principle == "Don't be pushed into the defensive"


def test_another_language(checker: Checker) -> None:
    report = checker.check(Draft("Merci pour votre message, nous sommes désolés: [bis wann?]"))
    assert report.language is None
    assert found(report) == [(slots.RULE, "[bis wann?]")]


def test_parts(shipped: Checker) -> None:
    report = shipped.check(
        Draft(
            "Drei Wochen Wartezeit sind zu lang, das war unser Fehler. Ab sofort prüft jeden Morgen eine "
            "Kollegin die Liste. Mira ruft Sie morgen um 10 Uhr an."
        )
    )
    assert report.parts == (Part.ACKNOWLEDGEMENT, Part.LESSON, Part.NEXT_STEP)


def test_certainty() -> None:
    found = {confidence: certainty(confidence) for confidence in (1.0, 0.8, 0.79, 0.6, 0.59, 0.0)}
    assert list(found.values()) == ["certain", "certain", "likely", "likely", "perhaps", "perhaps"]
    # one word each for the three that a rule may have
    assert [certainty(value) for value in CONFIDENCE.values()] == ["certain", "likely", "perhaps"]


def test_score() -> None:
    def finding(severity: Severity, confidence: float) -> Finding:
        from tonfall.draft import Category

        return Finding(
            "r", Category.INSULT, severity, confidence, certainty(confidence), 0, 1, "x", "", "", ""
        )

    assert score([]) == 100
    assert score([finding(Severity.BLOCK, 1.0)]) == 50
    assert score([finding(Severity.WARNING, 0.9)]) < score([finding(Severity.HINT, 0.9)]) < 100
    assert score([finding(Severity.WARNING, 0.5)]) > score([finding(Severity.WARNING, 0.9)])
    assert 0 <= score([finding(Severity.BLOCK, 1.0)] * 50) <= 1


def test_a_keystroke_takes_only_its_sentence_apart(checker: Checker) -> None:
    checker.check(Draft("Erster Satz hier. Zweiter Satz hier."))
    before = _analysed.cache_info().misses
    checker.check(Draft("Erster Satz hier. Zweiter Satz hierx."))
    assert _analysed.cache_info().misses == before + 1


def test_threads_get_the_same_report(shipped: Checker) -> None:
    drafts = [Draft(f"Sie haben das nicht gelesen, {n}. Das ist NICHT UNSER FEHLER!!!") for n in range(20)]
    expected = [shipped.check(draft) for draft in drafts]
    fresh = Checker(shipped.config)
    got: list[list[Report]] = []
    threads = [Thread(target=lambda: got.append([fresh.check(draft) for draft in drafts])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [expected] * 4


WORDING = st.sampled_from(
    [
        "Sie haben wohl die Anleitung nicht gelesen.",
        "Das ist NICHT UNSER FEHLER!!!",
        "Hallo Jana,",
        "😀",
        "\n",
        "Danke für Ihr Feedback.",
        "Wir melden uns zeitnah",
        "[bis wann?]",
        "you obviously did not read the manual.",
        "Nordwerk ist Schrott.",
        "Ich finde uns super.",
        "0171 2345678",
        "„Sie Depp“",
        "Melde dich bei Ihnen.",
        "Your satisfaction is important to us.",
        "Idiot!",
        "\u200b",
        "…",
        "We apologise for any inconvenience",
    ]
)
DRAFTS = st.builds(
    Draft,
    text=st.lists(WORDING | st.text(st.characters(), max_size=8), max_size=8).map(" ".join),
    role=st.sampled_from(["official", "employee"]),
    platform=st.sampled_from(["facebook", "x", "other"]),
    comment=st.sampled_from(["", "Wann kommt ihr?", "Können Sie das prüfen?", "Where is my order?"]),
    commenter=st.sampled_from(["", "Jana K.", "@jana"]),
)


@settings(deadline=None)
@given(DRAFTS)
def test_any_draft_gets_a_sound_report(shipped: Checker, draft: Draft) -> None:
    report = shipped.check(draft)
    assert 0 <= report.score <= 100
    for finding in report.findings:
        assert (
            draft.text[code_point(draft.text, finding.start) : code_point(draft.text, finding.end)]
            == finding.quote
        )
        assert 0 <= finding.confidence <= 1


@settings(deadline=None, max_examples=40)
@given(DRAFTS)
def test_a_suggestion_removes_its_finding_and_adds_none(shipped: Checker, draft: Draft) -> None:
    before = Counter(match.rule for match in shipped.matches(draft))
    for finding in shipped.check(draft).findings:
        for suggestion in finding.suggestions:
            start, end = code_point(draft.text, suggestion.start), code_point(draft.text, suggestion.end)
            text = draft.text[:start] + suggestion.replacement + draft.text[end:]
            after = Counter(match.rule for match in shipped.matches(replace(draft, text=text)))
            assert after[finding.rule] < before[finding.rule]
            assert not {rule for rule in after if after[rule] > before[rule]} - {slots.RULE}
