"""Train the second stage (tonfall.models.weighing) on the drafts of this project, whole writers held out.

The rules were written by people who had read the passages of train.jsonl, so what rules are worth can only be
learnt from drafts that came later: those of training/drafts.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from tonfall.checker import Checker
from tonfall.draft import Draft, Language
from tonfall.models import weighing
from tonfall.models.features import DATA
from tonfall.models.weighing import CATEGORIES, NAMED, PARTS, evidence, hits_of, part_evidence
from tonfall.second_look import LOUD
from tonfall.text.document import Document
from training import bench

Array = npt.NDArray[Any]
STRENGTH: Final = 0.3
"""Inverse of the regularisation."""
LEAST_PRECISION: Final = 0.45
"""Expected precision of everything told."""
FALSE_ALARMS: Final = 0.012
LEAST_FIRM: Final = 0.5
"""A finding that is more likely wrong than right is doubted, however few alarms that saves on drafts."""
DOUBTS: Final = 0.02
"""Share of clean drafts that may get a warning by a rule whose finding isn't doubted."""
"""Share of clean drafts that may get a warning by a weighed finding; what isn't weighed alarms besides."""


FOLDS: Final = 3
"""Parts that the drafts are divided into as long as there is one writer alone."""


@dataclass(slots=True)
class Weighed:
    """A draft with its evidence.

    `labels`: categories x sentences, NaN where unknown; `truth`: per label, of the whole draft.
    """

    writer: str
    categories: Array
    parts: Array
    labels: Array
    truth: Array


def weighed(row: dict[str, Any], item: bench.Item, margins: Array, checker: Checker) -> Weighed:
    """The evidence of a draft, from its sentences' margins by models that never saw its writer."""
    known = {name: row[name] for name in ("platform", "role", "company", "comment", "commenter")}
    matches, named = checker.named(Draft(item.text, **known))
    document = Document.of(item.text)
    rules = [checker.book.rules[match.rule] for match in matches]
    hits = hits_of(
        len(margins),
        [
            (document.place(match.start), rule.category, rule.severity)
            for match, rule in zip(matches, rules, strict=True)
            if match.end and document.place(match.start) < len(margins)
        ],
    )
    told = np.array([part in named for part in PARTS], np.float32)
    number = range(len(item.sentences))
    labels = [[item.sentence_label(i, c) for i in number] for c in CATEGORIES]
    return Weighed(
        item.writer,
        np.moveaxis(evidence(margins, hits), 0, -1),
        part_evidence(margins, told),
        np.array([[np.nan if v is None else v for v in each] for each in labels]),
        np.array([item.label(label) for label in (*CATEGORIES, *PARTS)]),
    )


def fit(drafts: Sequence[Weighed]) -> tuple[Array, Array]:
    """Weights of the categories and of the parts, the bias last."""
    categories = []
    for k in range(len(CATEGORIES)):
        found = np.vstack([draft.categories[k] for draft in drafts])
        labels = np.concatenate([draft.labels[k] for draft in drafts])
        categories.append(_regression(found[~np.isnan(labels)], labels[~np.isnan(labels)]))
    parts = []
    for k in range(len(PARTS)):
        found = np.array([draft.parts[k] for draft in drafts])
        parts.append(_regression(found, np.array([draft.truth[len(CATEGORIES) + k] for draft in drafts])))
    return np.array(categories, np.float32), np.array(parts, np.float32)


def _regression(found: Array, labels: Array) -> Array:
    plain = found[:, :-1].astype(float)
    mean, spread = plain.mean(0), plain.std(0) + 1e-6
    model = LogisticRegression(C=STRENGTH, max_iter=1000).fit((plain - mean) / spread, labels)
    weights = model.coef_[0] / spread
    return np.append(weights, model.intercept_[0] - weights @ mean)


def chances(drafts: Sequence[Weighed], weights: tuple[Array, Array]) -> tuple[Array, Array]:
    """Drafts x labels: the highest probability of a sentence, and that of the draft."""
    best, whole = [], []
    for draft in drafts:
        sentences = weighing.chances(np.moveaxis(draft.categories, -1, 0), weights[0])
        parts = weighing.part_chances(draft.parts, weights[1])
        best.append(np.concatenate([sentences.max(1), parts]))
        whole.append(np.concatenate([1 - np.prod(1 - sentences, 1), parts]))
    return np.array(best), np.array(whole)


def highest_named(draft: Weighed, weights: Array) -> float:
    """The highest probability of what a rule names; 0 where none names anything."""
    sentences = weighing.chances(np.moveaxis(draft.categories, -1, 0), weights)
    return float((sentences * (draft.categories[:, :, NAMED] > 0)).max())


def best_threshold(best: Array, whole: Array) -> float:
    """The threshold of the best expected F1 with enough precision, from probabilities alone."""
    order = np.argsort(-best)
    hits, found = np.cumsum(whole[order]), np.arange(1, len(order) + 1)
    f1 = np.where(hits / found >= LEAST_PRECISION, 2 * hits / (found + whole.sum()), 0)
    return float(best[order][np.argmax(f1)])


def train(language: Language, drafts: Sequence[Weighed]) -> None:
    """Fit, set thresholds on writers held out, show what unknown writers may expect, and save."""
    labels = [str(label) for label in (*CATEGORIES, *PARTS)]
    writers = np.array([draft.writer for draft in drafts])
    if len(set(writers)) == 1:
        writers = np.arange(len(drafts)) % FOLDS
    truth = np.array([draft.truth for draft in drafts])
    best, whole = np.zeros(truth.shape), np.zeros(truth.shape)
    named = np.zeros(len(drafts))
    for writer in sorted(set(writers)):
        test = writers == writer
        known = [draft for draft, out in zip(drafts, test, strict=True) if not out]
        unseen = [draft for draft, out in zip(drafts, test, strict=True) if out]
        weights = fit(known)
        best[test], whole[test] = chances(unseen, weights)
        named[test] = [highest_named(draft, weights[0]) for draft in unseen]
    loud = [labels.index(str(category)) for category in LOUD]
    clean = ~truth[:, : len(CATEGORIES)].any(1)

    def firm() -> float:
        highest = np.sort(named[clean])[::-1]
        return round(max(float(highest[int(DOUBTS * len(highest))]), min(likely.values())), 3)

    def thresholds(chosen: Array) -> tuple[dict[str, float], float]:
        likely = {
            c: round(best_threshold(best[chosen, k], whole[chosen, k]), 3) for k, c in enumerate(labels)
        }
        highest = np.sort(best[clean & chosen][:, loud].max(1))[::-1]
        return likely, round(
            max(float(highest[int(FALSE_ALARMS * len(highest))]), *(likely[str(c)] for c in LOUD)), 3
        )

    found, alarmed = np.zeros(truth.shape, bool), np.zeros(len(drafts), bool)
    for writer in sorted(set(writers)):
        likely, sure = thresholds(writers != writer)
        test = writers == writer
        found[test] = best[test] >= [likely[c] for c in labels]
        alarmed[test] = (best[test][:, loud] >= sure).any(1)
    _show(language, truth, found, alarmed[clean].mean())
    weights = fit(drafts)
    likely, sure = thresholds(np.ones(len(drafts), bool))
    content = {
        "categories": {c: weights[0][k].round(4).tolist() for k, c in enumerate(CATEGORIES)},
        "parts": {p: weights[1][k].round(4).tolist() for k, p in enumerate(PARTS)},
        "likely": likely,
        "sure": sure,
        "firm": min(max(firm(), LEAST_FIRM), sure),
    }
    text = json.dumps(content, indent=1)
    (DATA / f"{language}.weighing.json").write_text(text + "\n", encoding="utf-8")


def _show(language: Language, truth: Array, found: Array, alarms: float) -> None:
    print(f"{language}, rules and models, {len(truth)} drafts, writers held out: n, precision, recall, F1")
    scores = []
    for k, name in enumerate((*CATEGORIES, *PARTS)):
        hit, gold, seen = (
            float(x) for x in ((truth[:, k] * found[:, k]).sum(), truth[:, k].sum(), found[:, k].sum())
        )
        scores.append(2 * hit / max(gold + seen, 1))
        print(f"{name:16}{int(gold):5}  {hit / max(seen, 1):.3f} {hit / max(gold, 1):.3f} {scores[-1]:.3f}")
    core, every = np.mean(scores[:4]), np.mean(scores[: len(CATEGORIES)])
    print(
        f"core {core:.3f}, categories {every:.3f}; clean drafts with a weighed warning {alarms:.3f}\n",
        flush=True,
    )
