"""Numbers and addresses that belong to somebody: phone, IBAN, card, e-mail, postal address, case number …

What the comment itself made public is no secret any more. Mailboxes and phone numbers in replies are mostly
the company's own: they count where words like "your number" stand before them, and private ones unless
offered as a contact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tonfall.detectors.context import Context
from tonfall.detectors.private_facts import addresses, births, cases, plates
from tonfall.detectors.wording import named
from tonfall.draft import Language, Match, Replacement
from tonfall.text.document import Document, Sentence
from tonfall.text.normalise import fold
from tonfall.text.tokens import EMAIL

MASK = "•••"
NAME_NEAR = 3
"""Tokens between the commenter's name and a postal address."""

NEAR = 8
"""Tokens between "your number" and the number."""

REGIONS: dict[Language | None, tuple[str, ...]] = {
    "de": ("DE", "AT", "CH"),
    "en": ("GB", "US"),
    None: ("DE",),
}
"""Where a phone number without a country code may be from."""

_DIGITS = re.compile(r"\d")
_LONG_NUMBER = re.compile(r"(?<![\w.,])\+?[\d(][\d ()/.\-]{5,24}\d(?![\w%€$])")
_IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{2,4}){3,8}(?: ?[A-Za-z0-9]{1,3})?\b")
_CARD = re.compile(r"(?<![\d-])[3-6]\d{3}(?:[ -]?\d{3,6}){2,4}(?![\d-])")
_CASE_NUMBER = re.compile(
    r"\b(?:(?:bestell|auftrags?|kunden|rechnungs|sendungs|vertrags|versicherungs|buchungs|konto|mitglieds?|policen)"
    r"-?(?:nummer|nr\.?|id|kennung)|(?:order|customer|account|invoice|booking|policy|member(?:ship)?|contract|tracking)"
    r" (?:number|no\.?|id|ref(?:erence)?|#))"
    r"(?: (?:ist|lautet|is|mit der|war|was))?[\s:#]{0,3}(?P<number>(?=[\w/-]{0,12}\d{3})[\w/-]{4,24}\w)",
    re.I,
)
_WEB_ADDRESS = re.compile(r"\S{0,200}://\S{0,2000}")
_CONSUMER_MAIL = re.compile(
    r"@(?:web|gmx|gmail|googlemail|t-online|yahoo|hotmail|outlook|live|icloud|freenet|aol|mail|posteo|proton\w*)\.",
    re.I,
)
_OWN_MAILBOX = re.compile(
    r"^(?:info|service|support|hilfe|help|kontakt|contact|team|hallo|hello|kunden\w*|customer\w*|care|presse|press|"
    r"datenschutz|privacy|beschwerde\w*|feedback|shop|office|post|mail|social\w*|bestellung\w*|orders?|hotline|"
    r"reklamation\w*|retoure\w*|returns?|refunds?|community|buero|jobs?|karriere|career)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Datum:
    """A number or address in a sentence, code points from its start. `mobile`: a mobile phone's number."""

    rule: str
    start: int
    end: int
    mobile: bool = False


def detect(document: Document, context: Context) -> Iterable[Match]:
    """A match for each personal number or address that the comment didn't hold already."""
    comment = _bare(context.draft.comment)
    for sentence in document.sentences:
        for datum in _found(sentence):
            written = sentence.text[datum.start : datum.end]
            if _bare(written) in comment or _own(datum, written, sentence, context):
                continue
            start, end = sentence.start + datum.start, sentence.start + datum.end
            yield Match(datum.rule, start, end, 0.8, (Replacement(MASK, start, end),))


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()


def _found(sentence: Sentence) -> tuple[Datum, ...]:
    memo = sentence.analysis.memo
    regions = REGIONS[sentence.language]
    known: tuple[Datum, ...] | None = memo.get(regions)
    if known is None:
        known = memo[regions] = tuple(_distinct(_search(sentence.text, regions)))
    return known


def _search(text: str, regions: Iterable[str]) -> Iterator[Datum]:
    if "://" in text:
        # what stands in a web address belongs to a page
        text = _WEB_ADDRESS.sub(lambda found: " " * len(found.group()), text)
    if "@" in text:
        for found in re.finditer(EMAIL, text):
            yield Datum("any.confidential.email", *found.span())
    digits = len(_DIGITS.findall(text))
    if not digits:
        return
    for span in addresses(text):
        yield Datum("any.confidential.address", *span)
    if digits > 1:
        yield from _numbers(text, regions, digits)


def _numbers(text: str, regions: Iterable[str], digits: int) -> Iterator[Datum]:
    for span in births(text):
        yield Datum("any.confidential.birth", *span)
    for span in plates(text):
        yield Datum("any.confidential.plate", *span)
    for span in cases(text):
        yield Datum("any.confidential.case-number", *span)
    if digits < 4:
        return
    for found in _CASE_NUMBER.finditer(text):
        yield Datum("any.confidential.case-number", *found.span("number"))
    if digits < 7:
        return
    yield from _accounts(text)
    if _LONG_NUMBER.search(text):
        for region in regions:
            yield from _phones(text, region)


def _accounts(text: str) -> Iterator[Datum]:
    from stdnum import iban, luhn

    for found in _IBAN.finditer(text):
        written = found.group()
        # the pattern may have taken a word along
        while " " in written and not iban.is_valid(written):
            written = written.rpartition(" ")[0]
        if iban.is_valid(written):
            yield Datum("any.confidential.iban", found.start(), found.start() + len(written))
    for found in _CARD.finditer(text):
        digits = re.sub(r"\D", "", found.group())
        if 13 <= len(digits) <= 19 and luhn.is_valid(digits):
            yield Datum("any.confidential.card", *found.span())


def _phones(text: str, region: str) -> Iterator[Datum]:
    from phonenumbers import Leniency, PhoneNumberMatcher, PhoneNumberType, number_type

    for found in PhoneNumberMatcher(text, region, leniency=Leniency.VALID, max_tries=50):
        if found.raw_string.startswith(("0", "+", "(")):
            mobile = number_type(found.number) == PhoneNumberType.MOBILE
            yield Datum("any.confidential.phone", found.start, found.end, mobile)


def _distinct(found: Iterable[Datum]) -> Iterator[Datum]:
    """Without what overlaps an earlier kind of number."""
    taken: list[Datum] = []
    for datum in found:
        if not any(other.start < datum.end and datum.start < other.end for other in taken):
            taken.append(datum)
            yield datum


def _own(datum: Datum, written: str, sentence: Sentence, context: Context) -> bool:
    """Whether the number or address is a contact that the company offers, or nothing says otherwise."""
    if datum.rule == "any.confidential.address":
        return not _personal(datum, sentence, context)
    if datum.rule not in ("any.confidential.email", "any.confidential.phone"):
        return False
    first = next(i for i, token in enumerate(sentence.tokens) if token.end > datum.start)
    if any(start <= first and first - end < NEAR for start, end in named(sentence, context, "customers-own")):
        return datum.rule == "any.confidential.email" and _mailbox(written, context)
    likely = datum.mobile or _CONSUMER_MAIL.search(written)
    return not likely or bool(named(sentence, context, "contact-offer"))


def _personal(datum: Datum, sentence: Sentence, context: Context) -> bool:
    """Whether a postal address is somebody's: a word says so, and none that it is a shop or the like."""
    tokens = sentence.tokens
    if any(
        tokens[a].end <= datum.start or tokens[b - 1].start >= datum.end
        for a, b in named(sentence, context, "own-place")
    ):
        return False
    if named(sentence, context, "their-place"):
        return True
    before = [token.norm for token in tokens if token.end <= datum.start][-NAME_NEAR:]
    return any(len(word) > 2 and word in before for word in re.findall(r"\w+", fold(context.draft.commenter)))


def _mailbox(written: str, context: Context) -> bool:
    """Whether the address is one of the company's own."""
    local, _, domain = written.partition("@")
    names = (fold(name) for name in (context.draft.company, *context.config.company.names))
    words = {word for name in names for word in re.findall(r"\w{4,}", name)}
    return bool(_OWN_MAILBOX.match(local)) or any(word in fold(domain) for word in words)
