"""Filling slots by way of trial: what is offered must hold up when the writer has filled them in."""

from __future__ import annotations

from tonfall.detectors.slots import SLOT
from tonfall.draft import Language

_FILLINGS: dict[Language, tuple[tuple[str, str], ...]] = {
    "de": (
        ("was machen wir", "liest bei uns eine zweite Kollegin gegen"),
        ("was ist jetzt anders", "liest eine zweite Kollegin gegen"),
        ("was ist neu", "eine zweite Kollegin liest gegen"),
        ("welche nummer", "die Bestellnummer"),
        ("welcher nummer", "030 5550123"),
        ("welche angabe", "die Bestellnummer"),
        ("wie viele", "drei Leute"),
        ("wie lange", "zwei Tage"),
        ("wie heißt", "Jana"),
        ("name", "Jana"),
        ("wer", "Mira"),
        ("wen", "Mira"),
        ("wem", "Mira"),
        ("wann", "Freitag um 12 Uhr"),
        ("bis wann", "Freitag um 12 Uhr"),
        ("wo", "auf die erste Seite"),
        ("was tun wir", "Mira schaut am Freitag nach"),
        ("was tun", "am Freitag von 9 bis 12 Uhr vorbeikommen"),
        ("wie genau", "Mira schaut am Freitag nach"),
        ("was passiert", "Mira schaut am Freitag nach"),
        ("", "die Verpackung"),
    ),
    "en": (
        ("what do we do", "Mira checks it on Friday"),
        ("what is different", "a second colleague checks every order"),
        ("what happens", "Mira checks it on Friday"),
        ("do what", "come by on Friday from 9 to 12"),
        ("how exactly", "a second colleague checks every order"),
        ("which number", "your order number"),
        ("what is the rule", "the fitting is free"),
        ("what matters", "the appointment stands"),
        ("which details", "your order number"),
        ("what is their name", "Jana"),
        ("name", "Jana"),
        ("who", "Mira"),
        ("when", "noon on Friday"),
        ("by when", "noon on Friday"),
        ("", "the packaging"),
    ),
}


def filled(text: str, language: Language) -> str:
    """The text with something likely in each of its slots; the same text where it has none."""
    if "[" not in text:
        return text
    return SLOT.sub(lambda found: _filling(found.group()[1:-2].casefold(), language), text)


def _filling(question: str, language: Language) -> str:
    return next(filling for start, filling in _FILLINGS[language] if question.startswith(start))
