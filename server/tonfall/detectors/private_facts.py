"""Patterns of what belongs to a person: postal addresses, dates of birth, number plates, case numbers.

Each needs a word beside it that says whose it is, and none that says it is the company's own place or car.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_ENDING = (
    r"stra(?:ß|ss)e|str\.|weg|gasse|allee|platz|ring|damm|ufer|stieg|chaussee|pfad|graben|markt|twiete|"
    r"zeile|"
    r"promenade|steig"
)
_CAPITAL = "[A-ZÄÖÜ]"
_STREETS = (
    # Ahornstraße 27, Lange Straße 3, Berliner Allee 10b
    rf"(?:(?:{_CAPITAL}\w{{1,20}}er|(?:Lang|Alt|Neu|Groß|Klein|Hoh|Breit|Ober|Unter)e[nr]?) )?"
    rf"(?:{_CAPITAL}[\wäöüß-]{{0,40}}?(?:{_ENDING})|Stra(?:ß|ss)e|Weg|Allee|Platz|Ring)",
    # Am Alten Markt 3a, Auf der Höhe 2
    rf"(?:Am|An de[rnm]|Auf de[rnm]|Im|In de[rnm]|Zum|Zur|Unter den|Hinter de[rnm]) "
    rf"(?:{_CAPITAL}[\wäöüß]{{1,20}} )?"
    rf"(?:{_CAPITAL}[\wäöüß]{{0,30}}?)?(?:[mM]arkt|[aA]nger|[bB]ach|[bB]erg|[hH]of|[tT]or|[kK]irche|"
    rf"[wW]ald|[sS]ee|[pP]ark|"
    r"[fF]eld|[hH]ang|[mM]ühle|[bB]rücke|[rR]ain|[lL]inden?|[eE]ichen?|[bB]usch|[hH]öhe|[wW]iese|"
    r"[gG]arten|[dD]orf)",
)
_NUMBERED = rf"(?<!\w)(?:{'|'.join(_STREETS)}) \d{{1,3}}(?:\s?[a-h])?"
_GERMAN_ADDRESS = re.compile(
    rf"{_NUMBERED}(?![\w.:%€])(?:,? "
    rf"(?:D-)?\d{{5}}(?: {_CAPITAL}[\wäöüß-]+)?)?"
    rf"|{_NUMBERED}(?=[.:](?:\s|$))"
)
_ENGLISH_ADDRESS = re.compile(
    r"(?<![\w.£$€])(?:(?:Flat|Apartment|Apt|Unit) \w{1,4},? )?\d{1,4}[a-hA-H]?,? (?:[A-Z][a-z']{1,20} "
    r"){1,3}"
    r"(?:Street|Road|Lane|Avenue|Close|Drive|Grove|Court|Way|Crescent|Terrace|Place|Gardens|Square|"
    r"Hill|Row|Walk|"
    r"Mews|St|Rd|Ave|Ln|Dr)\b(?:(?:, [A-Z][a-z]{1,20}){0,2},? [A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b)?"
)
_MONTH = (
    r"(?:Jan|Feb|Mär|Mar|Apr|Ma[iy]|Jun|Jul|Aug|Sep|O[kc]t|Nov|De[zc])[a-zä]{0,6}\.?"  # in both languages
)
_DATE = (
    r"(?:\d{1,2}[./-] ?\d{1,2}[./-] ?(?:\d{4}|\d\d)|\d{4}-\d\d-\d\d|"
    rf"\d{{1,2}}(?:\.|st|nd|rd|th)? (?:of )?{_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}},? \d{{4}})"
)
_BORN = re.compile(
    r"\b(?:geboren|geb\.|geburtsdatum|geburtstag|born|date of birth|dob|birthday)(?: (?:ist|lautet|is|"
    r"was|am|on|der))*"
    rf"[\s:,(]{{1,3}}(?:(?:am|on|the) )?(?P<before>{_DATE})\b|\b(?P<after>{_DATE}) (?:geboren|born)\b",
    re.I,
)
_PLATE = re.compile(
    r"(?<![\w-])(?:[A-ZÄÖÜ]{1,3}[- ][A-Z]{1,2}[- ]?\d{1,4}[EH]?|[A-Z]{2}\d\d ?[A-Z]{3})(?![\w-])"
)
_CAR = re.compile(
    r"kennzeichen|nummernschild|\b(?:ihr|dein|euer)\w* (?:\w+ )?(?:auto|wagen|fahrzeug|pkw|fahrrad|"
    r"transporter)\b|\b(?:geblitzt|abgeschleppt|"
    r"falsch ?parker|halter)\b|number ?plate|licen[cs]e plate|registration|\breg\b|\byour (?:\w+ "
    r")?(?:car|van|vehicle|bike)\b|"
    r"\b(?:clamped|towed)\b",
    re.I,
)
_OUR_CAR = re.compile(r"\b(?:unser\w*|wir|our|we)\b", re.I)
_CASE = re.compile(
    r"\b(?:bestellung|auftrag|vorgang|ticket|rechnung|vertrag|schaden(?:s?fall)?|akte(?:nzeichen)?|"
    r"kassenzeichen|buchung|"
    r"sendung|kunden-?nr|police|order|case|claim|contract|booking|invoice|reference|ref|customer|"
    r"account|policy|parcel|"
    r"tracking|ticket)(?: (?:ref(?:erence)?|number|no|nr|id|code))?\.?[ :]{0,2}(?:#|nr\.?|no\.?|nummer)? ?"
    r"(?P<number>(?=[\w/-]{0,12}\d)(?!(?:19|20)\d\d\b(?![-/]))[A-Z0-9][A-Z0-9/-]{3,24})"
    r"(?![\w-]|[.,:]\d|\s?(?:€|£|\$|%|euro?s?\b|uhr\b|stück|prozent|tage?n?\b|mal\b|pounds|days|times|"
    r"am\b|pm\b))"
    r"|\b(?:karte|konto|card|account) (?:\w+ ){0,2}(?:endziffern?|endung|endet auf|ending|ends)(?: in| "
    r"mit)? (?P<last>\d{3,4})\b",
    re.I,
)


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Street and house number, with postcode and town where they stand."""
    for pattern in (_GERMAN_ADDRESS, _ENGLISH_ADDRESS):
        for found in pattern.finditer(text):
            yield found.span()


def births(text: str) -> Iterator[tuple[int, int]]:
    """Dates beside "geboren" or "born"."""
    for found in _BORN.finditer(text):
        yield found.span("before" if found["before"] else "after")


def plates(text: str) -> Iterator[tuple[int, int]]:
    """Number plates of somebody's car."""
    if _CAR.search(text) and not _OUR_CAR.search(text):
        for found in _PLATE.finditer(text):
            yield found.span()


def cases(text: str) -> Iterator[tuple[int, int]]:
    """Numbers of orders, contracts, claims, tickets; the last digits of a card."""
    for found in _CASE.finditer(text):
        if found["last"]:
            yield found.span("last")
        elif sum(map(str.isdigit, found["number"])) >= 3:
            yield found.span("number")
