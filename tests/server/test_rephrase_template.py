"""The language of rephrasings: choices, forms of address, what is known."""

import pytest

from tonfall.rephrase.template import TemplateError, fill, look_at, variant, wordings


def texts(template: str) -> list[str]:
    return [wording.text for wording in wordings(template)]


def test_each_choice_makes_a_wording() -> None:
    assert texts("Das ist (ärgerlich|nicht in Ordnung), (ja|nein).") == [
        "Das ist ärgerlich, ja.",
        "Das ist ärgerlich, nein.",
        "Das ist nicht in Ordnung, ja.",
        "Das ist nicht in Ordnung, nein.",
    ]


def test_a_choice_may_be_empty_and_leaves_no_space_behind() -> None:
    assert texts("Wir (gern|) prüfen das.") == ["Wir gern prüfen das.", "Wir prüfen das."]


def test_forms_of_address_within_a_choice() -> None:
    (first, second) = wordings("(Wir rufen {dich|Sie|euch} an|Wir schreiben {dir|Ihnen|euch}).")
    assert [first.filled(form, {}) for form in ("du", "sie", "ihr")] == [
        "Wir rufen dich an.",
        "Wir rufen Sie an.",
        "Wir rufen euch an.",
    ]
    assert second.filled("sie", {}) == "Wir schreiben Ihnen."


def test_brackets_without_a_choice_stay() -> None:
    assert texts("Per DM (nicht öffentlich).") == ["Per DM (nicht öffentlich)."]


def test_a_slot_within_a_choice() -> None:
    assert texts("Wir antworten (bis [wann?]|[wem?]).") == [
        "Wir antworten bis [wann?].",
        "Wir antworten [wem?].",
    ]


def test_what_is_not_known_leaves_the_wording_out() -> None:
    assert fill("Hallo {name},", "du", {"name": "Jana"}) == "Hallo Jana,"
    assert fill("Hallo {name},", "du", {}) is None
    assert fill("Hallo {name},", "du", {"name": ""}) is None


@pytest.mark.parametrize(
    ("dative", "text"),
    [
        ("dem Paket", "Beim Paket lief es schlecht."),
        ("der Jacke", "Bei der Jacke lief es schlecht."),
        ("den Tickets", "Bei den Tickets lief es schlecht."),
    ],
)
def test_prepositions_contract(dative: str, text: str) -> None:
    assert fill("Bei {thing.dat} lief es schlecht.", "du", {"thing.dat": dative}) == text


def test_zur() -> None:
    assert fill("Zu {thing.dat}: ja.", "du", {"thing.dat": "der Rechnung"}) == "Zur Rechnung: ja."


def test_a_variant_is_the_same_whatever_is_filled_in() -> None:
    (wording,) = wordings("Hallo {name},")
    assert wording.variant == variant("Hallo {name},")
    assert len(wording.variant) == 12
    assert len({w.variant for w in wordings("(a|b) (c|d)")}) == 4


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("Hallo {nmae}", r"unknown \{nmae\}; known: \{company\}, \{name\}"),
        ("{dir|Ihnen}", r"\{dir\|Ihnen\} must have three forms, like \{dir\|Ihnen\|euch\}"),
    ],
)
def test_a_mistake_says_how_to_mend_it(template: str, message: str) -> None:
    with pytest.raises(TemplateError, match=message):
        look_at(template)


def test_many_choices_are_bounded() -> None:
    assert len(wordings("(a|b|c|d) " * 12)) == 200
