"""Train the models of both languages from ../shared: `make train`. The same bytes every time."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from training import bench

try:
    import scipy.sparse as sp
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import LinearSVC
    from sklearn.utils.extmath import randomized_svd
except ImportError as error:
    sys.exit(f"Training needs scikit-learn and scipy ({error}). `make train` installs them and trains.")

from tonfall.draft import Language
from tonfall.models.features import BLOCKS, DATA, Word, features, words
from tonfall.models.linear import in_context, sentence_vector, write
from tonfall.text.sentences import split

Array = npt.NDArray[Any]
COST: Final = 0.2
POSITIVE: Final = 2.0
"""What a labelled sentence counts, where a clean one counts 1."""
DIMENSIONS: Final = 50
PLAIN: Final = "plain"
"""The writer's name of counterexamples from the corpora."""
LEAST_PRECISION: Final = 0.5
"""Expected precision of everything "likely"."""
FALSE_ALARMS: Final = 0.002
"""Share of clean replies that may get a warning, all categories together; rules alarm besides."""
LONG: Final = 2
"""Sentences from which on a passage counts as a reply."""
LOUD: Final = ("insult", "defensive", "lecturing", "silencing")
"""Shown as warnings where the model is sure; the others as hints, so they alarm nobody."""


@dataclass(slots=True)
class Instance:
    """One row of training: a sentence of an item, or the whole item (sentence = -1)."""

    item: int
    sentence: int
    text: str
    writer: str
    labels: list[float | None]


@dataclass(slots=True)
class Space:
    """The features of a language: per block name -> column, and idf; word vectors."""

    language: Language
    columns: dict[str, dict[str, int]]
    idf: dict[str, Array]
    vector_ids: dict[str, int]
    vectors: Array
    vector_idf: Array

    def matrix(self, texts: Sequence[list[Word]]) -> sp.csr_matrix:
        """One row per text: the blocks, each of length 1, and the sentence vector."""
        parts = []
        for block in BLOCKS:
            columns, idf = self.columns[block], self.idf[block]
            rows = [sorted(columns[f] for f in features(text, block) if f in columns) for text in texts]
            values = [idf[row] / np.sqrt(np.sum(idf[row] ** 2) or 1) for row in rows]
            pointer = np.cumsum([0, *map(len, rows)])
            parts.append(
                sp.csr_matrix(
                    (np.concatenate(values), np.concatenate([np.asarray(r, int) for r in rows]), pointer),
                    shape=(len(texts), len(columns)),
                )
            )
        dense = np.zeros((len(texts), 3 * DIMENSIONS), np.float32)
        for i, text in enumerate(texts):
            ids = [n for n in (self.vector_ids.get(w.norm.lstrip("=")) for w in text) if n is not None]
            if ids:
                dense[i] = sentence_vector(self.vectors[ids], self.vector_idf[ids])
        return sp.hstack([*parts, sp.csr_matrix(dense)]).tocsr()


def word_vectors(texts: Sequence[list[str]]) -> tuple[dict[str, int], Array, Array]:
    """Vocabulary, int8-ready vectors of length 1 and idf: positive PMI in a window of 4, factorised."""
    counts = Counter(word for text in texts for word in text)
    vocabulary = {
        w: i for i, (w, n) in enumerate(sorted(counts.items(), key=lambda x: (-x[1], x[0]))[:12000]) if n > 2
    }
    near: defaultdict[tuple[int, int], float] = defaultdict(float)
    for text in texts:
        ids = [vocabulary.get(word, -1) for word in text]
        for i, a in enumerate(ids):
            for distance, b in enumerate(ids[i + 1 : i + 5], 1):
                if a >= 0 and b >= 0:
                    near[a, b] += 1 / distance
                    near[b, a] += 1 / distance
    keys = np.array(list(near), int)
    size = len(vocabulary)
    table = sp.csr_matrix(
        (np.array(list(near.values())), (keys[:, 0], keys[:, 1])), shape=(size, size)
    ).tocoo()
    total = np.asarray(table.sum(1)).ravel()
    smooth = total**0.75
    table.data = np.maximum(0, np.log(table.data * smooth.sum() / (total[table.row] * smooth[table.col])))
    left, strength, _ = randomized_svd(table.tocsr(), DIMENSIONS, random_state=0)
    vectors = left * np.sqrt(strength)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    vectors = np.round(vectors * 127).astype(np.int8)
    idf = np.array([np.log(len(texts) / counts[w]) for w in vocabulary]).clip(0.1)
    return vocabulary, vectors, idf.astype(np.float16)


def space(
    language: Language,
    texts: Sequence[list[Word]],
    items: Sequence[int],
    writers: Sequence[str],
    more: Sequence[str],
) -> Space:
    """Features that at least two writers use, in at least two items."""
    columns, idfs = {}, {}
    for block in BLOCKS:
        used: defaultdict[str, set[int]] = defaultdict(set)
        by: defaultdict[str, set[str]] = defaultdict(set)
        for text, item, writer in zip(texts, items, writers, strict=True):
            for name in features(text, block):
                used[name].add(item)
                by[name].add(writer)
        kept = sorted(name for name in used if len(used[name]) > 1 and len(by[name]) > 1)
        columns[block] = {name: i for i, name in enumerate(kept)}
        frequency = np.array([len(used[name]) for name in kept])
        idfs[block] = (
            (np.log((1 + len(set(items))) / (1 + frequency)) + 1).astype(np.float16).astype(np.float32)
        )
    plain = [[w.norm.lstrip("=") for w in words(text, language)] for text in more]
    vocabulary, vectors, idf = word_vectors(plain)
    return Space(
        language, columns, idfs, vocabulary, vectors.astype(np.float32) / 127, idf.astype(np.float32)
    )


def instances(items: Sequence[bench.Item], language: Language) -> list[Instance]:
    """Sentences, whole items, editors' rewrites (clean, of the same writer) and counterexamples."""
    rows = []
    for n, item in enumerate(items):
        for i, (a, b) in enumerate(item.sentences):
            rows.append(
                Instance(n, i, item.text[a:b], item.writer, [item.sentence_label(i, c) for c in bench.LABELS])
            )
        if len(item.sentences) > 1:
            rows.append(Instance(n, -1, item.text, item.writer, [item.label(c) for c in bench.LABELS]))
    for item in items:
        if item.rewrite:
            labels = [0.0 if c in bench.CATEGORIES else None for c in bench.LABELS]
            rows.append(Instance(-1, 0, item.rewrite, item.writer, labels))
    for text in bench.plain_replies(language):
        labels = [0.0 if c in bench.LOUD else None for c in bench.LABELS]
        rows += [Instance(-1, 0, text[a:b], PLAIN, labels) for a, b in split(text)]
    return rows


def fit(matrix: sp.csr_matrix, labels: Array, cost: float = COST) -> tuple[Array, float]:
    """Weights and bias of one category; labels of NaN are left out."""
    known = ~np.isnan(labels)
    model = LinearSVC(C=cost, random_state=0)
    model.fit(matrix[known], labels[known], sample_weight=np.where(labels[known] == 1, POSITIVE, 1.0))
    return model.coef_[0], float(model.intercept_[0])


def guess(matrix: sp.csr_matrix, labels: Array, rows: Sequence[Instance]) -> Array:
    """Labels of a part of the answer, where it is known of the whole text alone.

    A first model names the sentence that is most likely meant; the others stay unknown.
    """
    coefficients, bias = fit(matrix, labels)
    margins = matrix @ coefficients + bias
    whole = {row.item for row, label in zip(rows, labels, strict=True) if row.sentence < 0 and label == 1}
    best: dict[int, int] = {}
    for r, row in enumerate(rows):
        if (
            row.sentence >= 0
            and row.item in whole
            and (row.item not in best or margins[r] > margins[best[row.item]])
        ):
            best[row.item] = r
    filled = labels.copy()
    filled[list(best.values())] = 1
    return filled


def fit_label(
    name: str, matrix: sp.csr_matrix, labels: Array, rows: Sequence[Instance]
) -> tuple[Array, float]:
    """Weights and bias of one of LABELS."""
    return fit(matrix, guess(matrix, labels, rows) if name in bench.PARTS else labels)


def per_item(rows: Sequence[Instance], margins: Array, count: int) -> Array:
    """Items x labels: the best sentence's margin in context, as in a check."""
    sentences: list[list[Array]] = [[] for _ in range(count)]
    for row, margin in zip(rows, margins, strict=True):
        if row.item >= 0 and row.sentence >= 0:
            sentences[row.item].append(margin)
    return np.array([in_context(np.array(each)).max(0) for each in sentences])


def held_out(
    names: Sequence[str],
    matrix: sp.csr_matrix,
    labels: Array,
    rows: Sequence[Instance],
    folds: Sequence[Sequence[str]],
) -> Array:
    """Margins of every row by models that never saw its writer."""
    writers = np.array([row.writer for row in rows])
    margins = np.zeros(labels.shape)
    for fold in folds:
        test = np.isin(writers, fold)
        known = [row for row, out in zip(rows, test, strict=True) if not out]
        for k, name in enumerate(names):
            coefficients, bias = fit_label(name, matrix[~test], labels[~test, k], known)
            margins[test, k] = matrix[test] @ coefficients + bias
    return margins


def best_threshold(probability: Array) -> float:
    """The threshold of the best expected F1 with enough precision, from calibrated probabilities alone.

    Picking it by the labels instead costs 2 to 4 points of F1 on the next writer.
    """
    ordered = np.sort(probability)[::-1]
    hits, found = np.cumsum(ordered), np.arange(1, len(ordered) + 1)
    f1 = np.where(hits / found >= LEAST_PRECISION, 2 * hits / (found + ordered.sum()), 0)
    return float(ordered[np.argmax(f1)])


def calibrate(truth: Array, scores: Array) -> tuple[float, float]:
    """Slope and offset of the logistic curve from margin to probability (Platt)."""
    model = LogisticRegression(C=1e4).fit(scores[:, None], truth)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def sure_thresholds(
    names: Sequence[str], truth: Array, probability: Array, clean: Array, likely: dict[str, float]
) -> dict[str, float]:
    """Raise the thresholds, weakest precision first, until few of the `clean` items have a finding."""
    sure = dict(likely)
    loud = [k for k, name in enumerate(names) if name in LOUD]
    while True:
        alarms = {k: probability[clean, k] >= sure[names[k]] for k in loud}
        if np.mean(np.any(list(alarms.values()), axis=0)) <= FALSE_ALARMS:
            return sure
        costs = {}
        for k in loud:
            hits = float(np.nansum(truth[probability[:, k] >= sure[names[k]], k]))
            costs[k] = alarms[k].sum() / (hits + 1) if alarms[k].any() else -1.0
        worst = max(costs, key=lambda k: (costs[k], -k))
        above = probability[clean, worst]
        sure[names[worst]] = float(np.min(above[above >= sure[names[worst]]])) + 1e-6


def clean_replies(items: Sequence[bench.Item]) -> Array:
    """Which items are clean and as long as a real reply: a longer text has more chances to alarm."""
    return np.array([not item.labels and len(item.sentences) >= LONG for item in items])


def save(
    path: Path,
    shape: Space,
    labels: Sequence[str],
    weights: Array,
    bias: Array,
    platt: Array,
    thresholds: dict[str, dict[str, float]],
) -> None:
    """Write the int8 model file. `weights` are those of the scaled features, labels x columns."""
    idf = np.concatenate([shape.idf[block] for block in BLOCKS])
    linear = weights[:, : len(idf)] * idf
    # a few weights are far larger than the rest: cut them at the scale that keeps the rest exact
    scale = np.quantile(np.abs(linear), 0.9998, axis=1) / 127
    names = [feature for block in BLOCKS for feature in shape.columns[block]]
    header = {
        "language": shape.language,
        "labels": list(labels),
        "sizes": [len(shape.columns[block]) for block in BLOCKS],
        "scale": scale.tolist(),
        "curves": {c: curve.round(4).tolist() for c, curve in zip(labels, platt, strict=True)},
        "thresholds": {c: {k: round(v, 4) for k, v in t.items()} for c, t in thresholds.items()},
        "vector_scale": 1 / 127,
    }
    arrays = {
        "features": np.frombuffer("\n".join(names).encode(), np.uint8),
        "weights": np.clip(np.round(linear / scale[:, None]), -127, 127).astype(np.int8).T,
        "idf": idf.astype(np.float16),
        "vector_words": np.frombuffer("\n".join(shape.vector_ids).encode(), np.uint8),
        "vectors": np.round(shape.vectors * 127).astype(np.int8),
        "vector_idf": shape.vector_idf.astype(np.float16),
        "vector_weights": weights[:, len(idf) :].T.astype(np.float32),
        "bias": bias.astype(np.float32),
    }
    write(path, header, arrays)


def show(language: Language, figures: dict[str, Array]) -> None:
    """Print what unknown writers may expect: thresholds picked on the writers of the other folds."""
    truth, probability, clean = figures["truth"], figures["probability"], figures["clean"]
    found = {level: np.zeros(truth.shape, bool) for level in ("likely", "sure")}
    for fold in bench.FOLDS[language]:
        test = np.isin(figures["writers"], fold)
        likely = {
            name: best_threshold(probability[~np.isnan(truth[:, k]) & ~test, k])
            for k, name in enumerate(bench.LABELS)
        }
        sure = sure_thresholds(bench.LABELS, truth[~test], probability[~test], clean[~test], likely)
        for k, name in enumerate(bench.LABELS):
            found["likely"][test, k] = probability[test, k] >= likely[name]
            found["sure"][test, k] = probability[test, k] >= sure[name]
    print(f"{language}, held-out writers: n, then precision, recall, F1 of likely; the same of sure")
    scores = []
    for k, name in enumerate(bench.LABELS):
        known = ~np.isnan(truth[:, k])
        gold = truth[known, k]
        cells = []
        for level in ("likely", "sure"):
            hit, seen = float(gold @ found[level][known, k]), int(found[level][known, k].sum())
            cells += [hit / max(seen, 1), hit / max(gold.sum(), 1), 2 * hit / max(seen + gold.sum(), 1)]
        scores.append(cells[2])
        quiet = "" if name in LOUD else "  (no warnings)"
        print(f"{name:16}{int(gold.sum()):5}  " + " ".join(f"{cell:.3f}" for cell in cells) + quiet)
    loud = [bench.LABELS.index(name) for name in LOUD]
    number = len(bench.CATEGORIES)
    print(
        f"core {np.mean(scores[:4]):.3f}, categories {np.mean(scores[:number]):.3f}; clean replies with a "
        f"warning {found['sure'][clean][:, loud].any(1).mean():.3f}, with any finding "
        f"{found['likely'][clean][:, :number].any(1).mean():.3f}\n",
        flush=True,
    )


def train(language: Language) -> dict[str, Array]:
    """Train, calibrate on held-out writers and save. Returns the held-out figures' raw material."""
    items = bench.train_items(language)
    rows = instances(items, language)
    texts = [words(row.text, language) for row in rows]
    item_ids = [row.item if row.item >= 0 else len(items) + n for n, row in enumerate(rows)]
    more = [row.text for row in rows if row.sentence == -1 or row.item < 0] + bench.unlabelled(language)
    shape = space(language, texts, item_ids, [row.writer for row in rows], more)
    matrix = shape.matrix(texts)
    labels = np.array([[np.nan if v is None else v for v in row.labels] for row in rows])
    scores = per_item(rows, held_out(bench.LABELS, matrix, labels, rows, bench.FOLDS[language]), len(items))
    truth = np.array(
        [[np.nan if (v := item.label(c)) is None else v for c in bench.LABELS] for item in items]
    )
    platt, likely, probability = np.zeros((len(bench.LABELS), 2)), {}, np.zeros(scores.shape)
    for k, name in enumerate(bench.LABELS):
        known = ~np.isnan(truth[:, k])
        platt[k] = calibrate(truth[known, k], scores[known, k])
        probability[:, k] = 1 / (1 + np.exp(-(platt[k, 0] * scores[:, k] + platt[k, 1])))
        likely[name] = best_threshold(probability[known, k])
    clean = clean_replies(items)
    sure = sure_thresholds(bench.LABELS, truth, probability, clean, likely)
    thresholds = {name: {"likely": likely[name], "sure": sure[name]} for name in bench.LABELS}
    fitted = [fit_label(name, matrix, labels[:, k], rows) for k, name in enumerate(bench.LABELS)]
    weights, bias = np.array([f[0] for f in fitted]), np.array([f[1] for f in fitted])
    save(DATA / f"{language}.model", shape, bench.LABELS, weights, bias, platt, thresholds)
    return {
        "truth": truth,
        "probability": probability,
        "writers": np.array([item.writer for item in items]),
        "clean": clean,
    }


def main() -> None:
    """Train what is named, or both."""
    for name in sys.argv[1:] or ["de", "en"]:
        language: Language = "en" if name == "en" else "de"
        show(language, train(language))


if __name__ == "__main__":
    main()
