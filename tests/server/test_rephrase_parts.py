"""What rephrasings are made from: the thing criticised, greeting and closing, stage, wordings taken."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tonfall.draft import Draft, Part
from tonfall.rephrase import used
from tonfall.rephrase.letter import after_greeting, is_closing, is_greeting, joined
from tonfall.rephrase.slots import filled
from tonfall.rephrase.stage import guess, wanted
from tonfall.rephrase.things import values
from tonfall.rephrase.used import UsedStore
from tonfall.text.document import Document


@pytest.mark.parametrize(
    ("comment", "forms"),
    [
        ("Eure Jacke ist nach zwei Tagen kaputt!", ("die Jacke", "die Jacke", "der Jacke")),
        ("Der Zug kam wieder nicht.", ("der Zug", "den Zug", "dem Zug")),
        (
            "Mein Kundenkonto ist gesperrt, seit Tagen.",
            ("das Kundenkonto", "das Kundenkonto", "dem Kundenkonto"),
        ),
        ("Die Schrauben waren nicht dabei.", ("die Schrauben", "die Schrauben", "den Schrauben")),
        (
            "Eure Winterstiefel sind undicht geworden.",
            ("die Winterstiefel", "die Winterstiefel", "den Winterstiefeln"),
        ),
        ("My invoice is wrong again.", ("the invoice", "the invoice", "the invoice")),
    ],
)
def test_the_thing_that_a_comment_is_about(comment: str, forms: tuple[str, str, str]) -> None:
    found = values(Document.of(comment))
    assert (found["thing"], found["thing.acc"], found["thing.dat"]) == forms


@pytest.mark.parametrize("comment", ["", "Das ist doch lächerlich!", "Ihr seid alle gleich.", "Never again."])
def test_a_comment_about_no_thing(comment: str) -> None:
    assert values(Document.of(comment)) == {}


@pytest.mark.parametrize(
    ("text", "commenter", "said"),
    [
        ("Hallo Jana, wir prüfen das.", "", "wir prüfen das."),
        ("Guten Tag Frau Dr. Berg, das stimmt.", "", "das stimmt."),
        ("@jana das stimmt nicht.", "", "das stimmt nicht."),
        ("Jana, das stimmt.", "Jana K.", "das stimmt."),
        ("Renate, das stimmt.", "", "das stimmt."),
        ("Frau K. Sie haben recht.", "", "Sie haben recht."),
        ("Ja, das stimmt.", "", "Ja, das stimmt."),
        ("Das stimmt, Jana.", "Jana K.", "Das stimmt, Jana."),
        ("Dear Ms Hill, that is right.", "", "that is right."),
    ],
)
def test_a_greeting_ends_where_something_is_said(text: str, commenter: str, said: str) -> None:
    sentence = Document.of(text).sentences[0]
    assert text[after_greeting(sentence, Draft(text, commenter=commenter)) :] == said


def test_greeting_and_closing_lines() -> None:
    document = Document.of("Hallo Jana!\nDas prüfen wir bis Freitag.\nViele Grüße, Mira")
    draft = Draft(document.text)
    assert [is_greeting(s, draft) for s in document.sentences] == [True, False, False]
    assert [is_closing(s, document) for s in document.sentences] == [False, False, True]


@pytest.mark.parametrize("closing", ["^MK", "– Mira", "LG Mira", "Sima", "Mit freundlichen Grüßen"])
def test_closings(closing: str) -> None:
    document = Document.of(f"Das prüfen wir bis Freitag. {closing}")
    assert is_closing(document.sentences[-1], document)


def test_small_after_a_greeting_where_it_was_small() -> None:
    assert joined("Das ist ärgerlich.", "wir prüfen das.") == "das ist ärgerlich."
    assert joined("Das ist ärgerlich.", "Wir prüfen das.") == "Das ist ärgerlich."
    assert joined("Ihr Ärger ist berechtigt.", "das ist so.") == "Ihr Ärger ist berechtigt."
    assert joined("Einzelheiten klären wir.", "das ist so.") == "Einzelheiten klären wir."
    assert joined("I will write.", "we know.") == "I will write."


def test_slots_are_filled_for_a_trial() -> None:
    assert filled("[Wer?] meldet sich bis [wann?].", "de") == "Mira meldet sich bis Freitag um 12 Uhr."
    assert filled("[Who?] will write by [when?].", "en") == "Mira will write by noon on Friday."
    assert filled("Größe [M] und [etwas ganz anderes?]", "de") == "Größe [M] und die Verpackung"


NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("draft", "parts", "stage"),
    [
        (Draft("Wir klären das."), {Part.NEXT_STEP}, "first"),
        (Draft("", commented_at=NOW - timedelta(minutes=10)), set(), "first"),
        (Draft("", commented_at=NOW - timedelta(hours=9)), set(), "detailed"),
        (Draft("Ab sofort prüfen wir das."), {Part.LESSON}, "detailed"),
        (Draft("x" * 200, commented_at=NOW), set(), "detailed"),
        (Draft(""), set(), "detailed"),
    ],
)
def test_the_stage_is_guessed(draft: Draft, parts: set[Part], stage: str) -> None:
    assert guess(draft, parts, NOW) == stage


def test_a_first_reaction_explains_nothing() -> None:
    assert Part.LESSON not in wanted("first")
    assert wanted("detailed") == tuple(Part)


A, B = "0123456789ab", "ba9876543210"


def test_what_was_taken_is_known_for_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = UsedStore(tmp_path / "data" / "used.json")
    assert store.today() == ()
    store.add([A])
    store.add([B, A])
    assert store.today() == UsedStore(store.path).today() == (A, B)
    assert store.path.stat().st_mode & 0o777 == 0o600

    class Tomorrow(date):
        @classmethod
        def today(cls) -> Tomorrow:
            return cls(2999, 1, 1)

    monkeypatch.setattr(used, "date", Tomorrow)
    assert store.today() == ()
    store.add([B])
    assert store.today() == (B,)


@pytest.mark.parametrize(
    "content", ["", "[]", '{"day": "x"}', '{"day": "2026-11-27", "variants": 3}', "[" * 9999]
)
def test_a_broken_file_counts_as_empty(tmp_path: Path, content: str) -> None:
    store = UsedStore(tmp_path / "used.json")
    store.path.write_text(content)
    assert store.today() == ()
    store.add([A])
    assert store.today() == (A,)


def test_the_number_of_variants_is_bounded(tmp_path: Path) -> None:
    store = UsedStore(tmp_path / "used.json")
    store.add(f"{n:012x}" for n in range(used.MOST + 5))
    assert len(store.today()) == used.MOST
