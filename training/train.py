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
    from sklearn.svm import LinearSVC
    from sklearn.utils.extmath import randomized_svd
except ImportError as error:
    sys.exit(f"Training needs scikit-learn and scipy ({error}). `make train` installs them and trains.")

from tests.bench.functions import own

from tonfall.checker import Checker
from tonfall.draft import Language
from tonfall.models.features import BLOCKS, DATA, Hashes, Word, hashes, words
from tonfall.models.linear import sentence_vector, write
from tonfall.text.sentences import split
from training import weigh

Array = npt.NDArray[Any]
COST: Final = 0.2
POSITIVE: Final = 2.0
"""What a labelled sentence counts, where a clean one counts 1."""
DIMENSIONS: Final = 50
PLAIN: Final = "plain"
"""The writer's name of counterexamples from the corpora."""
CASES: Final = "functions"
"""That of the cases of tests/bench/functions.yaml."""
_HIGH: Final = np.uint64(32)


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
    """The features of a language: per block the sorted hashes and idf of its columns; word vectors."""

    language: Language
    columns: dict[str, Hashes]
    idf: dict[str, Array]
    vector_ids: dict[str, int]
    vectors: Array
    vector_idf: Array

    def matrix(self, texts: Sequence[list[Word]]) -> sp.csr_matrix:
        """One row per text: the blocks, each of length 1, and the sentence vector."""
        found = [hashes(text) for text in texts]
        parts = [self._block(block, [each[block] for each in found]) for block in BLOCKS]
        dense = np.zeros((len(texts), 3 * DIMENSIONS), np.float32)
        for i, text in enumerate(texts):
            ids = [n for n in (self.vector_ids.get(w.norm.lstrip("=")) for w in text) if n is not None]
            if ids:
                dense[i] = sentence_vector(self.vectors[ids], self.vector_idf[ids])
        return sp.hstack([*parts, sp.csr_matrix(dense)]).tocsr()

    def _block(self, block: str, found: Sequence[Hashes]) -> sp.csr_matrix:
        columns, idf = self.columns[block], self.idf[block]
        rows = np.repeat(np.arange(len(found)), [len(each) for each in found])
        sought = np.concatenate(found)
        at = np.searchsorted(columns, sought).clip(max=max(len(columns) - 1, 0))
        known = columns[at] == sought if len(columns) else np.zeros(len(sought), bool)
        pairs = np.unique(rows[known].astype(np.int64) << 32 | at[known])
        rows, at = pairs >> 32, pairs & 0xFFFFFFFF
        length = np.sqrt(np.bincount(rows, idf[at] ** 2, len(found)))
        return sp.csr_matrix((idf[at] / length[rows], (rows, at)), shape=(len(found), len(columns)))


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
    found = [hashes(text) for text in texts]
    names = {name: number for number, name in enumerate(sorted(set(writers)))}
    for block in BLOCKS:
        used = np.concatenate([each[block] for each in found]).astype(np.uint64) << _HIGH
        sizes = [len(each[block]) for each in found]
        in_items, by_writers = (
            np.unique(
                np.unique(used | np.repeat(np.array(who, np.uint64), sizes)) >> np.uint64(32),
                return_counts=True,
            )
            for who in (items, [names[writer] for writer in writers])
        )
        kept = (in_items[1] > 1) & (by_writers[1] > 1)
        columns[block] = in_items[0][kept].astype(np.uint32)
        idfs[block] = (
            (np.log((1 + len(set(items))) / (1 + in_items[1][kept])) + 1)
            .astype(np.float16)
            .astype(np.float32)
        )
    plain = [[w.norm.lstrip("=") for w in words(text, language)] for text in more]
    vocabulary, vectors, idf = word_vectors(plain)
    return Space(
        language, columns, idfs, vocabulary, vectors.astype(np.float32) / 127, idf.astype(np.float32)
    )


def instances(items: Sequence[bench.Item], language: Language) -> list[Instance]:
    """Sentences, whole items, editors' rewrites (clean, of the same writer), cases and counterexamples."""
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
    for case in own():
        # what insults is found by rules: as examples, so many short insults make every short sentence one
        if case.language == language and not case.insult:
            told = [0.0 if c == "insult" else None for c in bench.LABELS]
            rows.append(Instance(-1, 0, case.text, CASES, told))
    for text in bench.harmless(language)[::3]:
        told = [0.0 if c == "insult" else None for c in bench.LABELS]
        rows.append(Instance(-1, 0, text, PLAIN, told))
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


def save(path: Path, shape: Space, labels: Sequence[str], weights: Array, bias: Array) -> None:
    """Write the int8 model file. `weights` are those of the scaled features, labels x columns."""
    idf = np.concatenate([shape.idf[block] for block in BLOCKS])
    linear = weights[:, : len(idf)] * idf
    # a few weights are far larger than the rest: cut them at the scale that keeps the rest exact
    scale = np.quantile(np.abs(linear), 0.9998, axis=1) / 127
    header = {
        "language": shape.language,
        "labels": list(labels),
        "sizes": [len(shape.columns[block]) for block in BLOCKS],
        "scale": scale.tolist(),
        "vector_scale": 1 / 127,
    }
    arrays = {
        "features": np.concatenate([shape.columns[block] for block in BLOCKS]),
        "weights": np.clip(np.round(linear / scale[:, None]), -127, 127).astype(np.int8).T,
        "idf": idf.astype(np.float16),
        "vector_words": np.frombuffer("\n".join(shape.vector_ids).encode(), np.uint8),
        "vectors": np.round(shape.vectors * 127).astype(np.int8),
        "vector_idf": shape.vector_idf.astype(np.float16),
        "vector_weights": weights[:, len(idf) :].T.astype(np.float32),
        "bias": bias.astype(np.float32),
    }
    write(path, header, arrays)


def train(language: Language) -> None:
    """Train the sentence model of a language, then its second stage on drafts of held-out writers."""
    items = bench.train_items(language)
    drafts = bench.drafts(language)
    first = len(items) - len(drafts)
    rows = instances(items, language)
    texts = [words(row.text, language) for row in rows]
    item_ids = [row.item if row.item >= 0 else len(items) + n for n, row in enumerate(rows)]
    more = [row.text for row in rows if row.sentence == -1 or row.item < 0] + bench.unlabelled(language)
    shape = space(language, texts, item_ids, [row.writer for row in rows], more)
    matrix = shape.matrix(texts)
    labels = np.array([[np.nan if v is None else v for v in row.labels] for row in rows])
    fitted = [fit_label(name, matrix, labels[:, k], rows) for k, name in enumerate(bench.LABELS)]
    weights, bias = np.array([f[0] for f in fitted]), np.array([f[1] for f in fitted])
    save(DATA / f"{language}.model", shape, bench.LABELS, weights, bias)
    writers = sorted({item.writer for item in items[first:]})
    margins = held_out(bench.LABELS, matrix, labels, rows, [[writer] for writer in writers])
    sentences: defaultdict[int, list[Array]] = defaultdict(list)
    for row, margin in zip(rows, margins, strict=True):
        if row.item >= first and row.sentence >= 0:
            sentences[row.item].append(margin)
    checker = Checker()
    weigh.train(
        language,
        [
            weigh.weighed(row, items[first + n], np.array(sentences[first + n], np.float32), checker)
            for n, row in enumerate(drafts)
        ],
    )


def main() -> None:
    """Train what is named, or both."""
    for name in sys.argv[1:] or ["de", "en"]:
        train("en" if name == "en" else "de")


if __name__ == "__main__":
    main()
