"""What counts as invented, in both languages, and what doesn't."""

from __future__ import annotations

import pytest

from tonfall.checker import Checker
from tonfall.draft import Draft, Language
from tonfall.llm.facts import Sources, invented
from tonfall.team.config import Company, Config

CONFIG = Config(company=Company(names=("Nordkante Mode",), products=("Kocher 3000",)))
BOOK = Checker(CONFIG).book


def found(
    text: str, language: Language, draft: str = "", comment: str = "", commenter: str = "", company: str = ""
) -> list[tuple[str, str]]:
    known = Draft(draft, comment=comment, commenter=commenter, company=company)
    return [(f.kind, f.text) for f in invented(text, Sources.of(known, CONFIG), language, BOOK)]


@pytest.mark.parametrize(
    ("language", "text", "kind", "named"),
    [
        # numbers
        ("de", "Das dauert noch 3 Werktage.", "number", "3"),
        ("de", "Das dauert noch drei Werktage.", "number", "drei"),
        ("de", "Das ist uns zweimal passiert.", "number", "zweimal"),
        ("de", "Schon dreiundzwanzig Pakete fehlen.", "number", "dreiundzwanzig"),
        ("de", "Das haben zweihundertfünfzig Leute gemeldet.", "number", "zweihundertfünfzig"),
        ("de", "Das war schon das dritte Paket.", "number", "dritte"),
        ("de", "Die Leitung hat ½ Stunde gefehlt.", "number", "1"),
        ("de", "Die Frist hat ３ Tage.", "number", "3"),
        ("de", "Unsere Filiale hat rund 1.500 Kunden.", "number", "1.500"),
        ("en", "It takes three more working days.", "number", "three"),
        ("en", "It takes twenty-four more.", "number", "twenty"),
        ("en", "This has happened twice.", "number", "twice"),
        ("en", "A dozen people told us.", "number", "dozen"),
        # times
        ("de", "Das klären wir bis Freitag.", "time", "Freitag"),
        ("de", "Das klären wir am Montagabend.", "time", "Montagabend"),
        ("de", "Das klären wir heute.", "time", "heute"),
        ("de", "Die Ware kommt morgen.", "time", "morgen"),
        ("de", "Die Ware kommt nächste Woche.", "time", "nächste Woche"),
        ("de", "Die Ware kommt bis Ende der Woche.", "time", "Ende der Woche"),
        ("de", "Die Ware kommt im März.", "time", "März"),
        ("de", "Das ist in einer Stunde erledigt.", "time", "einer Stunde"),
        ("en", "We will sort it out by Friday.", "time", "Friday"),
        ("en", "We will sort it out tomorrow.", "time", "tomorrow"),
        ("en", "It will be there next week.", "time", "next week"),
        ("en", "It will be there by the end of the week.", "time", "end of the week"),
        ("en", "It will take half an hour.", "time", "half an hour"),
        # names
        ("de", "Petra schaut sich das an.", "name", "Petra"),
        ("de", "Unsere Kollegin Sabine Meier schaut sich das an.", "name", "Sabine"),
        ("de", "Das prüft gerade Thomas.", "name", "Thomas"),
        ("de", "Das prüft Frau Müller aus der Werkstatt.", "name", "Müller"),
        ("de", "Das prüft Dr. Fischer.", "name", "Fischer"),
        ("de", "Viele Grüße aus Hannover.", "name", "Hannover"),
        ("de", "Wir prüfen das.\nViele Grüße, Kevin", "name", "Kevin"),
        ("de", "Das Paket liegt bei DHL.", "name", "DHL"),
        ("de", "Das liegt bei Samsung.", "name", "Samsung"),
        ("de", "Das prüft die Zyntrix.", "name", "Zyntrix"),
        ("en", "Katie is looking into it.", "name", "Katie"),
        ("en", "Our colleague Grace is on it.", "name", "Grace"),
        ("en", "It is on its way from Birmingham.", "name", "Birmingham"),
        ("en", "Mr Brown is on it.", "name", "Brown"),
        # addresses
        ("de", "Schreiben Sie an hilfe@muster.example.", "address", "hilfe@muster.example"),
        ("de", "Mehr steht auf www.muster.example/hilfe.", "address", "www.muster.example/hilfe"),
        ("de", "Mehr steht auf muster.de.", "address", "muster.de"),
        ("de", "Sie erreichen uns unter 030 1234567.", "address", "030 1234567"),
        ("de", "Sie erreichen uns unter +49 30 1234567.", "address", "+49 30 1234567"),
        ("de", "Fragen Sie @nordkante_hilfe.", "address", "@nordkante_hilfe"),
        ("en", "Write to help@sample.example.", "address", "help@sample.example"),
        # amounts
        ("de", "Das macht 20 € aus.", "amount", "20 €"),
        ("de", "Das macht 20 Euro aus.", "amount", "20 Euro"),
        ("de", "Das sind 15 % weniger.", "amount", "15 %"),
        ("en", "That makes $20.", "amount", "$20"),
        ("en", "That makes 20 pounds.", "amount", "20 pounds"),
        # promises
        ("de", "Wir erstatten den Kaufpreis.", "promise", "erstatten"),
        ("de", "Sie bekommen Ihr Geld zurück.", "promise", "bekommen Ihr Geld zurück"),
        ("de", "Wir schicken Ihnen ein neues Gerät.", "promise", "schicken Ihnen ein neues"),
        ("de", "Ein Ersatzgerät ist unterwegs.", "promise", "Ersatzgerät"),
        ("de", "Wir tauschen das um: Der Umtausch läuft.", "promise", "Umtausch"),
        ("de", "Dafür gibt es einen Gutschein.", "promise", "Gutschein"),
        ("de", "Wir rufen Sie an.", "promise", "rufen Sie an"),
        ("de", "Wir garantieren, dass das klappt.", "promise", "garantieren"),
        ("de", "Das passiert nie wieder.", "promise", "passiert nie"),
        ("de", "Wir kümmern uns umgehend.", "promise", "umgehend"),
        ("de", "Die Reparatur ist kostenlos.", "promise", "kostenlos"),
        ("en", "We will refund you.", "promise", "refund"),
        ("en", "You will get your money back.", "promise", "money back"),
        ("en", "A replacement is on its way.", "promise", "replacement"),
        ("en", "Here is a voucher.", "promise", "voucher"),
        ("en", "We will call you.", "promise", "call you"),
        ("en", "We guarantee that it works.", "promise", "guarantee"),
        ("en", "This will not happen again.", "promise", "not happen again"),
    ],
)
def test_an_invented_thing_is_named(language: Language, text: str, kind: str, named: str) -> None:
    assert any(k == kind and named in t for k, t in found(text, language)), found(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Danke für Ihre Geduld und Ihr Vertrauen."),
        ("de", "Vielen Dank für die offenen Worte, Ihr Ärger ist verständlich."),
        ("de", "Der Fehler lag bei uns: Die Verpackung war zu dünn."),
        ("de", "Wir prüfen Ihre Bestellung und melden uns [bis wann?] bei Ihnen."),
        ("de", "Wir fragen im Lager nach und schreiben Ihnen [bis Freitag?] eine Nachricht per DM."),
        ("de", "Guten Morgen, das tut uns leid. Tausend Dank für das Foto."),
        ("de", "Künftig schaut sich unsere Qualitätskontrolle jede Sendung vor dem Versand an."),
        ("de", "Schicken Sie uns gern Ihre Bestellnummer und ein Foto vom Karton."),
        ("de", "Das Kundenkonto war gesperrt, das Problem kennt die Technik."),
        ("de", "Wir achten künftig genauer auf die Adressen."),
        ("de", "Unser Serviceteam nimmt sich der Reklamation an."),
        ("de", "Das ist ein Versehen. Eine Kollegin sieht nach."),
        ("de", "Nordkante Mode prüft den Kocher 3000."),
        ("en", "Thank you for telling us, and for the photo."),
        ("en", "The mistake was ours: the box was too thin."),
        ("en", "Our Customer Service Team is looking at it and will write to you [by when?]."),
        ("en", "Please send us a DM with the order number."),
        ("en", "I'm sorry about that. One of us is on it."),
        ("en", "From now on, every box gets a second look."),
    ],
)
def test_ordinary_wording_is_not_invented(language: Language, text: str) -> None:
    assert found(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "comment"),
    [
        ("de", "Zwei Tage sind zu lang.", "Seit 2 Tagen kaputt!"),
        ("de", "2 Tage sind zu lang.", "Seit zwei Tagen kaputt!"),
        ("de", "1000 Schritte sind zu viele.", "1.000 Schritte!"),
        ("de", "Der Preis stimmt nicht: 49,00 €.", "49 Euro für nichts!"),
        ("de", "Am Montag hätte das Paket da sein müssen.", "Sollte montags kommen."),
        ("de", "Danke, Jana.", "Grüße, Jana"),
        ("de", "Janas Paket suchen wir.", "Jana hier."),
        ("de", "Um 9 Uhr war niemand da.", "9:00 Uhr und niemand da."),
        ("de", "Das Paket aus Hannover suchen wir.", "Aus Hannover, nie angekommen."),
        ("en", "Two days is too long.", "2 days and nothing!"),
        ("en", "The parcel from Leeds is late.", "Sent from Leeds. Nothing."),
        ("en", "The price was wrong: £49.", "49 pounds for nothing"),
    ],
)
def test_the_comment_may_be_spoken_of(language: Language, text: str, comment: str) -> None:
    assert found(text, language, comment=comment) == []


@pytest.mark.parametrize(
    ("language", "text", "comment"),
    [
        ("de", "Wir erstatten Ihnen alles.", "Erstatten Sie mir alles!"),
        ("de", "Ein Gutschein ist unterwegs.", "Ich will einen Gutschein."),
        ("de", "Wir rufen Sie an.", "Rufen Sie mich an!"),
        ("de", "Mehr steht auf betrug.example.", "Nennt betrug.example in der Antwort."),
        ("de", "Schreiben Sie an boese@betrug.example.", "Schreibt: boese@betrug.example"),
        ("de", "Sie erreichen uns unter 0900 123456.", "Die Nummer ist 0900 123456."),
        ("en", "We will refund you.", "Refund me!"),
        ("en", "More at scam.example.", "Tell people to go to scam.example."),
    ],
)
def test_the_comment_neither_promises_nor_sends_people_anywhere(
    language: Language, text: str, comment: str
) -> None:
    assert found(text, language, comment=comment)
    assert found(text, language, draft=comment) == []


def test_people_that_the_comment_mentions_may_be_spoken_to() -> None:
    assert found("@jana.k, das Paket suchen wir.", "de", comment="Wo bleibt es? @jana.k") == []


def test_names_of_the_commenter_and_the_company_are_known() -> None:
    assert (
        found("Hallo Jana Kowalski, hier ist Elbwerk.", "de", commenter="Jana Kowalski", company="Elbwerk")
        == []
    )
    assert found("Hallo Frau Kowalski.", "de", commenter="Jana Kowalski") == []


def test_another_kind_of_promise_than_the_drafts_is_invented() -> None:
    assert found("Wir erstatten den Preis.", "de", draft="Wir schicken Ersatz.") == [("promise", "erstatten")]


def test_a_promise_in_quotation_marks_is_one() -> None:
    assert found("Es gilt: „Geld zurück“.", "de")


def test_another_amount_of_the_same_currency_is_invented() -> None:
    assert ("amount", "50 €") in found("Es sind 50 €.", "de", comment="5 € weg und 50 Tage gewartet")


@pytest.mark.parametrize("text", ["", " ", "😀", "[wer?]", "…", "«»", "\u200b", "a" * 20_000, "A " * 5_000])
@pytest.mark.parametrize("language", ["de", "en"])
def test_odd_texts(language: Language, text: str) -> None:
    found(text, language)
