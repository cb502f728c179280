"""The team's own confidential words; more in packs/any/confidential.yaml."""

import time

import pytest
from tests.server.detecting import detector_packs

from tonfall.checker import Checker
from tonfall.draft import Draft
from tonfall.team.config import Config

WORDS = ("Projekt Nordlicht", "Q3-Zahlen", "Müller & Söhne", "🙈", "...", "x" * 200)


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(Config(confidential=WORDS), packs=detector_packs())


def found(checker: Checker, text: str, comment: str = "") -> list[str]:
    matches = checker.matches(Draft(text, comment=comment))
    return [text[m.start : m.end] for m in matches if m.rule == "any.confidential.own-word"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Die Q3-Zahlen kommen.", ["Q3-Zahlen"]),
        ("DIE Q3 ZAHLEN KOMMEN", ["Q3 ZAHLEN"]),
        ("Wegen „Projekt Nordlicht“ warten wir.", ["Projekt Nordlicht"]),
        (
            "Der Start des Projekts Nordlicht, des projekt nordlichts",
            ["Projekts Nordlicht", "projekt nordlichts"],
        ),
        ("Le projekt nordlicht est pour la semaine prochaine, c'est sûr.", ["projekt nordlicht"]),
        ("Mueller & Soehne kauft", ["Mueller & Soehne"]),
        ("P r o j e k t Nordlicht", ["P r o j e k t Nordlicht"]),
        ("Das Projekt-Nordlicht", ["Projekt-Nordlicht"]),
        ("Das Projekt. Nordlicht ist schön.", []),
        ("Projektnordlicht", []),
        ("Projekt", []),
        ("", []),
    ],
)
def test_found(checker: Checker, text: str, expected: list[str]) -> None:
    assert found(checker, text) == expected


def test_the_comment_does_not_free_a_word(checker: Checker) -> None:
    assert found(checker, "Projekt Nordlicht? Nein.", comment="Was ist Projekt Nordlicht?") == [
        "Projekt Nordlicht"
    ]


def test_a_thousand_entries_cost_little() -> None:
    words = tuple(f"Projekt {n} Nordlicht{n}" for n in range(1000))
    checker = Checker(Config(confidential=words), packs=detector_packs())
    text = "Projekt 7 Nordlicht8 projekt " * 200
    started = time.perf_counter()
    assert found(checker, text) == []
    assert time.perf_counter() - started < 5
