"""Numbers and addresses that belong to somebody; more in packs/any/confidential.yaml."""

import pytest
from tests.server.detecting import detector_packs

from tonfall.checker import Checker
from tonfall.draft import Draft


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(packs=detector_packs())


def found(checker: Checker, text: str, comment: str = "", company: str = "") -> list[tuple[str, str]]:
    matches = checker.matches(Draft(text, comment=comment, company=company))
    return [
        (m.rule.removeprefix("any.confidential."), text[m.start : m.end])
        for m in matches
        if "any.conf" in m.rule
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ihre Handynummer 0171/2345678 stimmt nicht.", [("phone", "0171/2345678")]),
        ("Die 0171 2345678 war besetzt.", [("phone", "0171 2345678")]),
        ("Rufen Sie uns an: 030 9018 2000", []),
        ("Das kostet 1.234.567 Euro und dauert bis 2027.", []),
        ("Gekauft am 12.03.2025 um 10:30, Artikel 100200300.", []),
        ("IBAN DE89370400440532013000 ist notiert.", [("iban", "DE89370400440532013000")]),
        ("IBAN DE89370400440532013001 ist notiert.", []),
        ("Karte 5500-0000-0000-0004 ist gesperrt.", [("card", "5500-0000-0000-0004")]),
        ("Bestellung folgt, Kundennummer: 99887", [("case-number", "99887")]),
        ("Kundennummer bitte per DM, 5 Stellen.", []),
        ("Die Mail ging an max.m@web.de raus.", [("email", "max.m@web.de")]),
        ("Schreiben Sie Mira: mira@example.com", []),
        ("We emailed you at max.m@web.de today.", [("email", "max.m@web.de")]),
        ("Invoice no. 2024-1189 was paid twice.", [("case-number", "2024-1189")]),
    ],
)
def test_found(checker: Checker, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(checker, text) == expected


def test_what_the_comment_made_public_is_no_secret(checker: Checker) -> None:
    text = "Unter 0171 2345678 rufen wir Sie zurück, Bestellnummer 4711-22."
    assert found(checker, text, comment="Tel. 0171/2345678, Bestellung 471122!") == []


def test_a_mailbox_of_the_company(checker: Checker) -> None:
    text = "Ihre Mail an jana.weber@nordkante.de kam an."
    assert found(checker, text, company="Nordkante Mode") == []
    assert found(checker, text) == [("email", "jana.weber@nordkante.de")]


def test_masking_is_offered(checker: Checker) -> None:
    report = checker.check(Draft("Ihre Handynummer 0171/2345678 stimmt nicht."))
    assert [s.replacement for s in report.findings[0].suggestions] == ["•••"]
