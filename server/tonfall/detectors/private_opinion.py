"""Opinions that need a mark: an employee's about the employer, a personal one from the company's account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tonfall.detectors.context import Context
from tonfall.detectors.sentiment import polarity
from tonfall.detectors.wording import anywhere, named
from tonfall.draft import Language, Match, Replacement
from tonfall.text.document import Document, Sentence
from tonfall.text.normalise import fold
from tonfall.text.tokens import tokenise
from tonfall.text.xlength import fits

EMPLOYEE = "any.private_opinion.unmarked"
OFFICIAL = "any.private_opinion.official"
SHORT: dict[Language, str] = {"de": "#privat", "en": "#personal"}
STRONG = 0.4


def detect(document: Document, context: Context) -> Iterable[Match]:
    """One match at most: a mark makes the whole reply a private one."""
    if context.draft.role == "official":
        for sentence in document.sentences:
            found = named(sentence, context, "personal-opinion")
            if found:
                tokens = sentence.tokens[slice(*found[0])]
                start, end = sentence.start + tokens[0].start, sentence.start + tokens[-1].end
                yield Match(OFFICIAL, start, end, 0.7)
                return
    elif not _marked(document, context):
        employer = _names(context)
        insider = anywhere(document, context, "insider")
        for sentence in document.sentences:
            confidence = _opinion(sentence, context, employer, insider)
            if confidence:
                yield Match(
                    EMPLOYEE, sentence.start, sentence.end, confidence, tuple(_marks(document, context))
                )
                return


def _marked(document: Document, context: Context) -> bool:
    if anywhere(document, context, "private-mark"):
        return True
    text = fold(document.text)
    agreed = (fold(each).strip(" .") for by in context.config.disclosure.values() for each in by.values())
    return any(each and each in text for each in agreed)


def _opinion(sentence: Sentence, context: Context, employer: frozenset[str], insider: bool) -> float:
    """How sure it is that the sentence is an opinion about the employer, its trade or its products.

    Where the reply says that its writer works there, whatever it judges is taken to be about that.
    """
    about = insider or bool(
        employer & sentence.analysis.forms
        or named(sentence, context, "company")
        or named(sentence, context, "product")
        or named(sentence, context, "own-work")
    )
    if named(sentence, context, "opinion"):
        return 0.9 if about else 0.6
    if about:
        if named(sentence, context, "negative") or named(sentence, context, "positive"):
            return 0.7
        if any(abs(polarity(sentence.text, language)) >= STRONG for language in sentence.languages):
            return 0.5
    return 0.0


def _names(context: Context) -> frozenset[str]:
    """The words of the employer's name that stand for it: the first one that isn't a common word."""
    words = [token.norm for token in tokenise(context.draft.company) if len(token.norm) > 3]
    return frozenset(words[:1])


def _marks(document: Document, context: Context) -> Iterator[Replacement]:
    """The agreed wording after the reply and before it; on X, the longest that fits."""
    language: Language = document.language or "de"
    platform = context.draft.platform
    text = document.text
    end = len(text.rstrip())
    for wording in dict.fromkeys((context.config.disclosure[language][platform], SHORT[language])):
        if platform != "x" or fits(f"{text.rstrip()} {wording}"):
            yield Replacement(f" {wording}", end, end)
            if not wording.startswith("#"):
                start = len(text) - len(text.lstrip())
                yield Replacement(f"{wording} ", start, start)
            return
