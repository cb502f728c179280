"""Employees' opinions and competitors; more in packs/any."""

from dataclasses import replace

import pytest
from tests.server.detecting import detector_packs

from tonfall.checker import Checker
from tonfall.draft import Draft
from tonfall.team.config import STANDARD_DISCLOSURE, Company, Config
from tonfall.text.xlength import weight

CONFIG = Config(
    company=Company(names=("Muster Werke",), products=("Blitzpad",)),
    competitors=("Nordwerk", "Acme Retail"),
    disclosure={
        **STANDARD_DISCLOSURE,
        "de": {**STANDARD_DISCLOSURE["de"], "x": "Meine eigene Sicht, ich arbeite hier."},
    },
)
OPINION = Draft("Ich finde, das Blitzpad ist überteuert.", role="employee", platform="x")


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(CONFIG, detector_packs())


def rules(checker: Checker, draft: Draft) -> list[str]:
    return [m.rule for m in checker.matches(draft) if m.rule.startswith("any.")]


def test_the_agreed_wording_goes_in_with_one_click(checker: Checker) -> None:
    report = checker.check(OPINION)
    assert [f.rule for f in report.findings if f.category == "private_opinion"] == [
        "any.private_opinion.unmarked"
    ]
    finding = next(f for f in report.findings if f.category == "private_opinion")
    assert finding.suggestions[0].replacement == " Meine eigene Sicht, ich arbeite hier."
    assert finding.suggestions[0].start == finding.suggestions[0].end == len(OPINION.text)


@pytest.mark.parametrize(("length", "wording"), [(200, "Meine eigene"), (265, "#privat"), (279, None)])
def test_on_x_the_wording_that_fits(checker: Checker, length: int, wording: str | None) -> None:
    text = (OPINION.text + " " + "Blitzpad ist echt zu teuer für das was es kann. " * 8)[
        :length
    ].rstrip() + "."
    report = checker.check(replace(OPINION, text=text))
    finding = next(f for f in report.findings if f.category == "private_opinion")
    if wording is None:
        # no wording fits, but another reply does
        assert all(weight(suggestion.replacement) <= 280 for suggestion in finding.suggestions)
    else:
        assert finding.suggestions[0].replacement.strip().startswith(wording)
        assert weight(text + finding.suggestions[0].replacement) <= 280


@pytest.mark.parametrize(
    "text",
    [
        "Das Blitzpad hat 8 GB und kostet 300 Euro.",
        "Ich finde das Blitzpad überteuert. Meine eigene Sicht, ich arbeite hier.",
        "Ich finde das Blitzpad überteuert. #privat",
        "Meine private Meinung: Das Blitzpad ist überteuert.",
        "I think the Blitzpad is great. My own opinion.",
    ],
)
def test_marked_or_no_opinion(checker: Checker, text: str) -> None:
    assert rules(checker, replace(OPINION, text=text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Muster Werke ist der beste Arbeitgeber.",
        "Bei uns im Lager läuft vieles schief.",
        "Honestly, I would avoid the Blitzpad.",
        "I love working here, the Blitzpad is amazing.",
    ],
)
def test_unmarked(checker: Checker, text: str) -> None:
    assert rules(checker, replace(OPINION, text=text)) == ["any.private_opinion.unmarked"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nordwerk liefert nur Schrott.", True),
        ("Bei Acme Retail zahlen Sie das Doppelte für miese Qualität.", True),
        ("Acme Retail is a rip-off.", True),
        ("Nordwerk ist nicht schlecht.", False),
        ("Nordwerk führt das Kabel auch.", False),
        ("Unser Kabel war schlecht. Nordwerk führt es auch.", False),
        ("Der Anbieter Nord liefert Schrott.", False),
    ],
)
def test_competitors(checker: Checker, text: str, expected: bool) -> None:
    assert ("any.competitor.negative" in rules(checker, Draft(text))) == expected


def test_without_configured_competitors_nobody_is_one() -> None:
    checker = Checker(packs=detector_packs())
    assert rules(checker, Draft("Nordwerk liefert nur Schrott.")) == []
