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
        ("Reset your account here: 20200406235943/https://accounts.example.com/signin/4711", []),
        ("Bestellung folgt, Kundennummer: 99887", [("case-number", "99887")]),
        ("Kundennummer bitte per DM, 5 Stellen.", []),
        ("Die Mail ging an max.m@web.de raus.", [("email", "max.m@web.de")]),
        ("Schreiben Sie Mira: mira@example.com", []),
        ("We emailed you at max.m@web.de today.", [("email", "max.m@web.de")]),
        ("An Herrn Lammers, Forstweg 19, ging das Paket.", [("address", "Forstweg 19")]),
        ("Zu Ihrem Einbruch in der Kastanienallee 17 wurde ermittelt.", [("address", "Kastanienallee 17")]),
        ("In der Ahornstraße 27 wird ab Montag gebaut.", []),
        ("Das Paket wurde im Kiosk in der Ahornstraße 27 abgegeben.", []),
        ("Bei Ihnen in der Straße sind es 300 Haushalte.", []),
        ("Bei Ihnen im Saal 3 war es zu laut.", []),
        ("Delivered to 14 Beech Grove, we see.", [("address", "14 Beech Grove")]),
        ("Delivered on 14 May by van 3, we see.", []),
        ("Geboren am 1.1.1990 in Kiel.", [("birth", "1.1.1990")]),
        ("Born in Kiel, open since 1990-01-01.", []),
        ("Ihr Kennzeichen lautet B-XY 99.", [("plate", "B-XY 99")]),
        ("Der RE-AB 12 und die B-52 sind kein Auto.", []),
        (
            "Auftrag Nr. 55-231 ist raus, claim no A77812 too.",
            [("case-number", "55-231"), ("case-number", "A77812")],
        ),
        ("In case 2024 comes: order by 12:30, order 50 cards.", []),
        ("A" * 20000 + "straße " * 3000 + "Ahornstraße 1", []),
        ("Am " * 5000 + "1234 " + "Beech " * 5000 + "order # " * 5000 + "4", []),
        ("geboren am " * 5000 + "12 " * 3000, []),
        ("Ihr Auto " + "A-" * 20000 + "1", []),
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
