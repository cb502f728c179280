"""The same reply once more."""

from dataclasses import replace

import pytest
from tests.server.detecting import detector_packs

from tonfall.checker import Checker
from tonfall.detectors.posted_before import RULE
from tonfall.draft import Draft
from tonfall.rules.load import SHIPPED, load_pack
from tonfall.team.config import Config

FIRST = Draft("Hallo Jana, die 24,90 Euro haben wir doppelt abgebucht und gestern zurücküberwiesen. LG Mira")
AGAIN = Draft("Guten Tag Frau Öztürk, die 19 Euro haben wir doppelt abgebucht und heute zurücküberwiesen.")
OTHER = Draft("Hallo Jana, der Fehler liegt in der App, ein Update kommt morgen vor 12 Uhr. LG Mira")


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(packs=detector_packs())


def rules(checker: Checker, draft: Draft, *posted: Draft) -> list[str]:
    prints = tuple(checker.check(each).fingerprint for each in posted)
    return [match.rule for match in checker.matches(replace(draft, posted=prints))]


def test_nothing_posted_nothing_found(checker: Checker) -> None:
    assert rules(checker, FIRST) == []


def test_a_copy_with_another_name_is_found_once_for_the_whole_draft(checker: Checker) -> None:
    posted = tuple(checker.check(each).fingerprint for each in (OTHER, FIRST, FIRST))
    report = checker.check(replace(AGAIN, posted=posted))

    (finding,) = report.findings
    assert (finding.rule, finding.start, finding.end, finding.quote) == (RULE, 0, 0, "")
    assert finding.suggestions == ()
    assert report.score == 80


def test_another_reply_is_left_alone(checker: Checker) -> None:
    assert rules(checker, AGAIN, *[OTHER] * 300) == []


def test_too_short_to_be_a_copy(checker: Checker) -> None:
    assert checker.check(Draft("Danke, ist notiert!")).fingerprint == ""
    assert rules(checker, Draft("Danke, ist notiert!"), FIRST) == []


def test_a_team_can_turn_it_off() -> None:
    off = Checker(Config(rules={RULE: "off"}), packs=detector_packs())
    assert rules(off, AGAIN, FIRST) == []


def test_rephrasings_of_a_copy_are_still_offered() -> None:
    checker = Checker()
    text = (
        "Sie haben wohl die Anleitung nicht gelesen. Der Akku lädt nur bei Zimmerwarme und mit unserem Kabel."
    )
    first = checker.check(Draft(text))
    again = checker.check(Draft(text, posted=(first.fingerprint,)))

    assert [f.suggestions for f in again.findings if f.rule != RULE] == [
        f.suggestions for f in first.findings
    ]
    assert again.rewrite == first.rewrite
    assert first.rewrite


def test_it_does_not_hide_what_a_model_recognises_in_the_first_sentence() -> None:
    languages = [replace(load_pack(SHIPPED / name), rules=()) for name in ("de", "en")]
    checker = Checker(packs=[*languages, load_pack(SHIPPED / "any")])
    text = (
        "Wir nehmen Ihre Anregungen sehr ernst und arbeiten stetig an der Verbesserung unserer Leistungen. "
        "Der Akku lädt ab morgen."
    )
    alone = [match.rule for match in checker.matches(Draft(text))]
    posted = (checker.check(Draft(text)).fingerprint,)

    assert "any.boilerplate.model-maybe" in alone
    assert [
        match.rule for match in checker.matches(Draft(text, posted=posted)) if match.rule != RULE
    ] == alone
