"""The second look: what the rules found is weighed against what the sentence models read.

A probability for each category and sentence decides (`tonfall.models.weighing`). Where it is low, a shipped
rule's wording was harmless here and its finding goes; where it is middling, a warning is shown as a hint.
What `block` rules, a team's own rules, rules it has set itself and the detectors find stays as it is. Where
no rule names what a model reads, a finding of the model's comes up at the words that decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from tonfall.detectors.context import Context, Question
from tonfall.detectors.rules import named_parts
from tonfall.draft import Category, Language, Match, Part
from tonfall.models import linear, weighing
from tonfall.models.linear import Floats, Model
from tonfall.models.weighing import CATEGORIES, PARTS, Weights
from tonfall.rules.match import occurs, possible
from tonfall.text.document import Document, Sentence

NAME = "model"
"""How rules name what a model found."""

SURE = "any.{}.model"
MAYBE = "any.{}.model-maybe"

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

TOLD = (*LOUD, *QUIET)

CONFIDENT = 0.9
"""A rule of `confidence: high` is doubted only below `likely`: that costs no more false alarms."""

NOT_MEANT = "not-meant"
"""The word class of denying an insult and of talking about one."""

SECOND_READER = "any.{}.second-reader"
"""The rule of an opinion, by category."""

UNSURE = 0.2
"""Share of `likely` from which on a sentence is worth asking somebody else about."""

HARMLESS = 0.5
"""Share of `likely` below which a rule's wording is harmless: somebody has named it, after all.

A rule of `confidence: high` is at least a hint: a blame doesn't go away because an apology stands before
it. Of insults the wording alone tells too little.
"""


@dataclass(frozen=True, slots=True)
class Read:
    """The sentences of one language that are mostly the writer's own words, and their margins."""

    language: Language
    model: Model
    places: list[int]
    sentences: list[Sentence]
    margins: Floats


def look(matches: Sequence[Match], document: Document, context: Context) -> tuple[list[Match], list[Match]]:
    """The matches that stand, each with the probability that it is right, and those of the models.

    A model's match comes at both levels where it is sure, the surer first: a team can turn that one off.
    """
    rules = context.book.rules
    named: defaultdict[int, list[Match]] = defaultdict(list)
    for match in matches:
        if match.end:
            named[document.place(match.start)].append(match)
    chances: dict[tuple[int, Language | None], tuple[Floats, Weights]] = {}
    added: list[Match] = []
    for read in _read(document):
        weights = weighing.shipped(read.language)
        told = [
            (number, rules[match.rule].category, rules[match.rule].severity)
            for number, place in enumerate(read.places)
            for match in named.get(place, ())
        ]
        hits = weighing.hits_of(len(read.places), told)
        found = weighing.chances(weighing.evidence(read.margins, hits), weights.categories)
        for number, place in enumerate(read.places):
            chances[place, read.language] = chances[place, None] = found[:, number], weights
        taken = {(number, category) for number, category, _ in told}
        for row, number in np.argwhere(found >= weights.least).tolist():
            category, sentence = CATEGORIES[row], read.sentences[number]
            if category not in TOLD or (number, category) in taken or _short(sentence):
                continue
            if category == Category.INSULT and _talks_about(sentence, read.language, context):
                continue
            chance = float(found[row, number])
            start, end = _span(sentence, read.model, category)
            at = (sentence.start + start, sentence.start + end, chance)
            if chance >= weights.sure and category in LOUD:
                added.append(Match(SURE.format(category), *at))
            added.append(Match(MAYBE.format(category), *at))
    kept = (_weighed(match, chances, document, context) for match in matches)
    return [match for match in kept if match], added


def unsure(matches: Sequence[Match], document: Document, context: Context) -> list[Question]:
    """The sentences with a category that is nearly likely, of those where nothing was found; in order."""
    rules = context.book.rules
    found = {document.place(match.start) for match in matches if match.end}
    told = [(document.place(m.start), rules[m.rule]) for m in matches if m.end]
    asked: list[tuple[int, Question]] = []
    for read in _read(document):
        weights = weighing.shipped(read.language)
        numbers = {place: number for number, place in enumerate(read.places)}
        hits = weighing.hits_of(
            len(read.places),
            [(numbers[place], rule.category, rule.severity) for place, rule in told if place in numbers],
        )
        chances = weighing.chances(weighing.evidence(read.margins, hits), weights.categories)
        nearly = (chances >= UNSURE * weights.least) & (chances < weights.least)
        for place, sentence, close in zip(read.places, read.sentences, nearly.T, strict=True):
            doubtful = any(close[CATEGORIES.index(category)] for category in TOLD)
            if doubtful and place not in found and not _short(sentence):
                asked.append((place, (sentence.text, sentence.languages[0])))
    return [question for _, question in sorted(dict(asked).items())]


def opinions(matches: Sequence[Match], document: Document, context: Context) -> list[Match]:
    """What the second reader thinks of sentences, where nothing of the same category was found in them."""
    if context.second_reader is None:
        return []
    rules = context.book.rules
    found = {(document.place(m.start), rules[m.rule].category) for m in matches if m.end}
    told = []
    for place, sentence in enumerate(document.sentences):
        opinion = context.second_reader.opinion(sentence) if sentence.languages else None
        if opinion and (place, opinion[0]) not in found:
            category, start, end = opinion
            rule = rules.get(SECOND_READER.format(category))
            if rule:
                told.append(Match(rule.id, sentence.start + start, sentence.start + end, rule.confidence))
    return told


def parts(document: Document, context: Context) -> tuple[Part, ...]:
    """The parts of a good answer that the draft holds."""
    found = set()
    named = named_parts(document, context)
    for read in _read(document):
        weights = weighing.shipped(read.language)
        told = np.array([part in named for part in PARTS], np.float32)
        chances = weighing.part_chances(weighing.part_evidence(read.margins, told), weights.parts)
        found |= {part for part, chance in zip(PARTS, chances, strict=True) if chance >= weights.likely[part]}
    return tuple(part for part in Part if part in found)


def _weighed(
    match: Match,
    chances: dict[tuple[int, Language | None], tuple[Floats, Weights]],
    document: Document,
    context: Context,
) -> Match | None:
    rule = context.book.rules[match.rule]
    if not match.end or match.rule not in context.book.weighed or match.rule in context.config.rules:
        return match
    place = document.place(match.start), rule.language
    if place not in chances:
        return match
    found, weights = chances[place]
    chance, likely = float(found[CATEGORIES.index(rule.category)]), weights.likely[rule.category]
    if chance >= weights.firm:
        return replace(match, confidence=chance)
    named = rule.confidence >= CONFIDENT and rule.category != Category.INSULT
    if chance < HARMLESS * likely and not named:
        return None
    doubted = chance < likely or rule.confidence < CONFIDENT
    return replace(match, confidence=chance, doubted=doubted)


@lru_cache(maxsize=8)
def _read(document: Document) -> tuple[Read, ...]:
    """The same for the findings and the parts of one check; documents are equal only to themselves."""
    by_language: defaultdict[Language, list[int]] = defaultdict(list)
    for place, sentence in enumerate(document.sentences):
        if not sentence.analysis.quoted or _mostly_own(sentence):
            for language in sentence.languages:
                by_language[language].append(place)
    found = []
    for language, places in by_language.items():
        model = linear.shipped(language)
        sentences = [document.sentences[place] for place in places]
        margins = np.array([_margins(each, model) for each in sentences])
        found.append(Read(language, model, places, sentences, margins))
    return tuple(found)


def _mostly_own(sentence: Sentence) -> bool:
    return sum(not token.quoted for token in sentence.tokens) > len(sentence.tokens) / 2


def _talks_about(sentence: Sentence, language: Language, context: Context) -> bool:
    """Whether an insult is denied or talked about, which models can't tell from insulting."""
    compiled = context.book.compiled[language]
    if not compiled.has_class(NOT_MEANT):
        return False
    known: bool | None = sentence.analysis.memo.get((compiled, NOT_MEANT))
    if known is None:
        program = compiled.word_class(NOT_MEANT)
        known = possible(program, sentence.analysis) and occurs(program, sentence.analysis)
        sentence.analysis.memo[compiled, NOT_MEANT] = known
    return known


def _short(sentence: Sentence) -> bool:
    return sum(token.kind == "word" for token in sentence.tokens) < LEAST_WORDS


def _margins(sentence: Sentence, model: Model) -> Floats:
    memo = sentence.analysis.memo
    known: Floats | None = memo.get(model)
    if known is None:
        reading = memo[model, "reading"] = model.read(sentence.text, sentence.analysis.quoted)
        known = memo[model] = model.margins(reading)
    return known


def _span(sentence: Sentence, model: Model, category: Category) -> tuple[int, int]:
    memo = sentence.analysis.memo
    known: tuple[int, int] | None = memo.get((model, category))
    if known is None:
        known = memo[model, category] = model.span(memo[model, "reading"], category)
    return known
