"""Fingerprints: near-copies are near, other replies are not, and no word can be read from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonfall.text.document import Document
from tonfall.text.fingerprint import NEAR, SHAPE, distance, fingerprint

REPLY = (
    "Hallo Jana, die 24,90 Euro haben wir doppelt abgebucht und gestern zurücküberwiesen. "
    "Den Fehler in der Kasse haben wir am 3. Mai behoben. LG Mira"
)


def of(text: str) -> str:
    return fingerprint(Document.of(text))


@pytest.mark.parametrize(
    "copy",
    [
        REPLY,
        REPLY.upper(),
        REPLY.replace("Hallo Jana,", "Guten Tag Frau Öztürk!"),
        REPLY.replace("Hallo Jana, die", "Die").replace(" LG Mira", ""),
        REPLY.replace("24,90", "7").replace("3. Mai", "17. Juni").replace("LG Mira", "Viele Grüße, Tom"),
        "😀 " + REPLY.replace(". ", ".\n\n"),
    ],
)
def test_a_copy_with_another_name_number_or_greeting_is_near(copy: str) -> None:
    assert distance(of(copy), [of(REPLY)]) <= NEAR


@pytest.mark.parametrize(
    "other",
    [
        "Hallo Jana, den Fehler in der App finden wir heute und schreiben Ihnen bis 18 Uhr. LG Mira",
        "Hallo Jana, das Foto hilft uns sehr. Mira aus der Werkstatt sieht sich das Scharnier an.",
        "Hi Jana, we charged you twice and paid it back yesterday. The till was mended on 3 May. Mira",
    ],
)
def test_another_reply_is_not(other: str) -> None:
    assert distance(of(other), [of(REPLY)]) > NEAR


def test_the_most_similar_one_counts() -> None:
    assert distance("00" * 16, ["ff" * 16, "0f" + "00" * 15, "f" * 31 + "0"]) == 4


@pytest.mark.parametrize(
    "text", ["", "Danke, ist notiert!", "1 2 3 4 5 6 7 8 9", "Ja. Nein. " * 4, "😀" * 20]
)
def test_too_short_to_tell(text: str) -> None:
    assert of(text) == ""


@given(st.text(max_size=300))
def test_it_has_one_size_whatever_is_written(text: str) -> None:
    found = of(f"{text} Die Karte kommt am Freitag mit der Post zu Ihnen nach Hause.")
    assert SHAPE.fullmatch(found)
    assert distance(found, [found]) == 0


def test_it_is_the_same_in_every_process() -> None:
    assert (
        of("Die Karte kommt am Freitag mit der Post zu Ihnen nach Hause.")
        == "007799f081d6d468c666b00006774534"
    )
