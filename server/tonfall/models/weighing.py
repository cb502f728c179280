"""The second stage: what a sentence's model, its neighbours, the rules and the situation say together.

Logistic regressions, one per category and per part of a good answer, on a dozen numbers each. Training and
checking share this file, so that a weight means the same in both.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from tonfall.draft import Category, Language, Part, Severity
from tonfall.models.features import DATA
from tonfall.models.linear import Floats

CATEGORIES = tuple(c for c in Category if c is not Category.REGISTER)
"""What is weighed; the other language or form of address needs no model."""

PARTS = tuple(Part)
SEVERITIES = tuple(Severity)
CONTEXT = np.float32(0.3)
"""Share of the whole draft in the judgement of a sentence as a part of a good answer."""

FEATURES = 13
NAMED = 2
"""The feature that is 1 where a rule names the category."""
_SUREST = 0.001
"""As near to 0 and 1 as a probability comes."""
_OUTSIDE = np.float32(-1)
"""The margin that stands for "nothing there" before the first and after the last sentence."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What a language's second stage has learnt.

    `categories` and `parts` have a row per label, the last number of each is the bias; `likely` and `sure`
    are the probabilities from which on a label is told, and told as a warning; from `firm` on a rule's
    warning stays one; `least` is `likely` of CATEGORIES as a column.
    """

    categories: Floats
    parts: Floats
    likely: dict[str, float]
    sure: float
    firm: float
    least: Floats


def evidence(margins: Floats, hits: Floats) -> Floats:
    """Features x categories x sentences.

    `margins`: sentences x labels (CATEGORIES, then PARTS); `hits`: sentences x categories x SEVERITIES,
    1 where a rule names the category in the sentence.
    """
    own = margins[:, : len(CATEGORIES)].T
    found = np.zeros((FEATURES, *own.shape), np.float32)
    found[0] = own
    found[1] = own.mean(1, keepdims=True)
    if hits.any():
        found[NAMED] = hits.max(2).T
        found[3] = hits[:, :, SEVERITIES.index(Severity.HINT)].T
        found[4] = hits[:, :, SEVERITIES.index(Severity.BLOCK)].T
        found[5] = found[NAMED] * own
    found[6] = math.log(len(margins))
    found[7:9] = _OUTSIDE
    found[7, :, 1:] = own[:, :-1]
    found[8, :, :-1] = own[:, 1:]
    ranked = np.sort(own, 0)
    found[9] = np.where(own == ranked[-1], ranked[-2], ranked[-1])  # the strongest other category
    found[10, :, 0] = 1  # the first sentence
    found[11, :, -1] = 1  # the last
    found[12] = 1
    return found


def chances(found: Floats, weights: Floats) -> Floats:
    """Categories x sentences: the probabilities, from the evidence and a row of weights per category."""
    return _sure_of((found * weights.T[:, :, None]).sum(0))


def part_evidence(margins: Floats, named: Floats) -> Floats:
    """Parts x features of a whole draft. `named`: 1 for each of PARTS that a rule names."""
    own = margins[:, len(CATEGORIES) :]
    mean = own.mean(0)
    best = ((1 - CONTEXT) * own + CONTEXT * mean).max(0)
    result = np.empty((len(PARTS), 2 * len(PARTS) + 3), np.float32)
    for number in range(len(PARTS)):
        others = [other for other in range(len(PARTS)) if other != number]
        result[number] = (
            best[number], named[number], mean[number], np.log(len(margins)), *best[others], *named[others], 1,
        )  # fmt: skip
    return result


def part_chances(found: Floats, weights: Floats) -> Floats:
    """The probability of each part, from its evidence and its row of weights."""
    return _sure_of((found * weights).sum(1))


def _sure_of(logits: Floats) -> Floats:
    return np.asarray(np.clip(1 / (1 + np.exp(-logits)), _SUREST, 1 - _SUREST), np.float32)


@cache
def shipped(language: Language) -> Weights:
    """The second stage that ships for a language."""
    read = json.loads((DATA / f"{language}.weighing.json").read_text(encoding="utf-8"))
    return Weights(
        np.array([read["categories"][c] for c in CATEGORIES], np.float32),
        np.array([read["parts"][p] for p in PARTS], np.float32),
        read["likely"],
        read["sure"],
        read["firm"],
        np.array([[read["likely"][c]] for c in CATEGORIES], np.float32),
    )


def hits_of(count: int, named: list[tuple[int, Category, Severity]]) -> npt.NDArray[np.float32]:
    """Sentences x CATEGORIES x SEVERITIES from (sentence, category, severity of the rule)."""
    hits = np.zeros((count, len(CATEGORIES), len(SEVERITIES)), np.float32)
    for sentence, category, severity in named:
        if category in CATEGORIES:
            hits[sentence, CATEGORIES.index(category), SEVERITIES.index(severity)] = 1
    return hits
