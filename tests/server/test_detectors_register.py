"""Address, language, shouting, open slots; more in packs/any."""

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
        (m.rule, text[m.start : m.end]) for m in matches if m.rule.startswith(("any.register", "any.insult"))
    ]


@pytest.mark.parametrize(
    ("text", "comment", "expected"),
    [
        ("Wir melden uns bei Ihnen, wenn du uns schreibst und deine Nummer nennst.", "", ("mixed", "Ihnen")),
        ("Wir melden uns bei Ihnen.", "Kannst du mir helfen?", ("other-form", "Ihnen")),
        ("Wir melden uns bei dir.", "Können Sie mir helfen?", ("other-form", "dir")),
        ("Wir melden uns bei euch.", "Können Sie mir helfen?", None),
        ("Wir melden uns bei Ihnen.", "Könnt ihr mir helfen?", None),
        ("We will call you back.", "Könnt ihr mich zurückrufen?", ("other-language", "")),
        ("Thanks!", "Könnt ihr mich zurückrufen?", None),
        ("Sie kommt morgen. Hast du Zeit?", "", None),
        ("Guten Tag Herr Staude, wir hoffen, du fährst wieder mit.", "", ("mixed", "du")),
        ("Hallo Frau Berger, die Kollegin hat Ihnen geschrieben.", "", None),
        ("Ich habe Frau Berger gefragt, sie ruft dich an.", "", None),
        ("Ja klar, komm einfach am Mittwoch vorbei.", "Könnten Sie mir sagen, wann?", ("other-form", "komm")),
        ("Klar, ich komm am Mittwoch vorbei.", "Könnten Sie mir sagen, wann?", None),
        ("Sie bekommen von mir einen Termin, melde dich einfach.", "", ("mixed", "dich")),
        ("Die Kollegen haben dir geschrieben. Sie bekommen heute Antwort.", "", None),
        ("Euer Brief ist da, wir danken Ihnen.", "", ("mixed", "Euer")),
        ("Euer Brief ist da. Frau Kern meldet sich.", "Sie haben ihn?", None),
        (
            "We will call you back.",
            "J'ai été facturée deux fois et le chat ne répond pas.",
            ("other-language", ""),
        ),
        ("We will call you back.", "サーバーに三日間接続できません。", ("other-language", "")),
        ("Wir rufen heute zurück.", "Fahrer is an Umweg gfahrn", None),
        ("We will call you back today.", "brakes failed on a hill. I'm in A&E", None),
        ("Wir rufen heute zurück.", "!!! 😡 4711", None),
        ("Sehr geehrte " * 5000, "sehr " * 5000, None),
        ("Die Kratzer siehst du gut. Sie kommen vom Polieren.", "", None),
    ],
)
def test_register(checker: Checker, text: str, comment: str, expected: tuple[str, str] | None) -> None:
    assert found(checker, text, comment) == (
        [(f"any.register.{expected[0]}", expected[1])] if expected else []
    )


def test_a_pronoun_that_fits_is_offered(checker: Checker) -> None:
    report = checker.check(Draft("Schick uns deine Nummer, wir melden uns bei Ihnen."))
    assert [s.replacement for s in report.findings[0].suggestions] == ["dir"]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Lesen Sie doch EINFACH MAL DIE ANLEITUNG.", "EINFACH MAL DIE ANLEITUNG"),
        ("Wir haben NIE so etwas gesagt, NIEMALS.", "NIEMALS"),
        ("ADAC, TÜV und DHL.", None),
        ("Die GmbH & Co. KG", None),
        ("BITTE nicht.", "BITTE"),
        ("Sie schreiben „WIE BITTE GEHT DAS“ dazu.", None),
        ("Das NASA-Team und die UNESCO.", None),
    ],
)
def test_shouting(checker: Checker, text: str, quote: str | None) -> None:
    rule = "any.insult.shouting" if quote and " " in quote else "any.insult.emphasis"
    assert found(checker, text) == ([(rule, quote)] if quote else [])


def test_shouting_calmed_down(checker: Checker) -> None:
    report = checker.check(Draft("Das ist NICHT UNSER Fehler!!!"))
    assert [[s.replacement for s in f.suggestions] for f in report.findings if f.rule.startswith("any")] == [
        ["nicht unser"],
        ["!"],
    ]


def test_a_company_in_capitals_does_not_shout(checker: Checker) -> None:
    assert found(checker, "Ihr Team von MUSTER WERKE", company="Muster Werke") == []
