"""What the sentence models recognise and no rule lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np

from tonfall.detectors.context import Context
from tonfall.draft import Category, Language, Match, Part
from tonfall.models.linear import Floats, Model, in_context, shipped
from tonfall.text.document import Document, Sentence

NAME = "model"
"""How rules name this detector."""

SURE = "any.{}.model"
MAYBE = "any.{}.model-maybe"
"""Found where the model is sure, too: a team that turns the sure rule off keeps its hints."""

LOUD = (Category.INSULT, Category.DEFENSIVE, Category.LECTURING, Category.SILENCING)
"""Categories with both rules; the others have MAYBE alone."""

QUIET = (
    Category.BOILERPLATE,
    Category.VAGUE,
    Category.DEFLECTION,
    Category.COMPETITOR,
    Category.CONFIDENTIAL,
    Category.IMPERSONAL,
    Category.ADVERTISING,
)
"""Hints only. For a private opinion the models take saying where one works; rules know that better."""

LEAST_WORDS = 4
"""A few words ("Danke.", "Nun ja.") are too little to judge a tone by."""

LEVELS = [
    *((category, "sure", SURE.format(category)) for category in LOUD),
    *((category, "likely", MAYBE.format(category)) for category in (*LOUD, *QUIET)),
]


def detect(document: Document, context: Context) -> Iterable[Match]:
    """A match for each category that a sentence reads like, at the words that decided."""
    if not any(rule in context.book.rules for _, _, rule in LEVELS):
        return
    for model, sentences, margins in _judged(document):
        columns, cuts = _levels(model)
        for at, number in np.argwhere(margins[:, columns] >= cuts).tolist():
            category, _, rule = LEVELS[number]
            sentence = sentences[at]
            if sum(token.kind == "word" for token in sentence.tokens) < LEAST_WORDS:
                continue
            start, end = _span(sentence, model, category)
            confidence = model.probability(category, float(margins[at, columns[number]]))
            yield Match(rule, sentence.start + start, sentence.start + end, confidence)


def parts(document: Document) -> set[Part]:
    """The parts of a good answer that a sentence reads like."""
    return {
        part
        for model, _, margins in _judged(document)
        for part in Part
        if margins[:, model.labels.index(part)].max() >= model.cut(part, "likely")
    }


@cache
def _levels(model: Model) -> tuple[list[int], Floats]:
    """For each of LEVELS the column of its category, and the margin from which it holds."""
    columns = [model.labels.index(category) for category, _, _ in LEVELS]
    return columns, np.array([model.cut(category, level) for category, level, _ in LEVELS], np.float32)


def _judged(document: Document) -> Iterator[tuple[Model, list[Sentence], Floats]]:
    """Per language the sentences that are mostly the writer's own words, and a row of margins for each."""
    by_language: dict[Language, list[Sentence]] = {}
    for sentence in document.sentences:
        if sum(not token.quoted for token in sentence.tokens) > len(sentence.tokens) / 2:
            for language in sentence.languages:
                by_language.setdefault(language, []).append(sentence)
    for language, sentences in by_language.items():
        model = shipped(language)
        yield model, sentences, in_context(np.array([_margins(each, model) for each in sentences]))


def _margins(sentence: Sentence, model: Model) -> Floats:
    memo = sentence.analysis.memo
    known: Floats | None = memo.get(model)
    if known is None:
        known = memo[model] = model.margins(sentence.text)
    return known


def _span(sentence: Sentence, model: Model, category: Category) -> tuple[int, int]:
    memo = sentence.analysis.memo
    known: tuple[int, int] | None = memo.get((model, category))
    if known is None:
        known = memo[model, category] = model.span(sentence.text, category)
    return known
