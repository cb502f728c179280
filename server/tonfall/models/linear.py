"""A small linear classifier: sentence → margin per label, and the words that decided.

A model file holds one language: a vocabulary of features, one int8 weight per feature and label, and small
word vectors learnt from the corpora. Reading and writing it are both here, so that they agree.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tonfall.draft import Language
from tonfall.models.features import BLOCKS, DATA, Word, characters, features, placed_features, words

Floats = npt.NDArray[np.float32]

VECTOR_SHARE = 0.8
"""Length of the part that comes from word vectors, where that of each block is 1."""

CONTEXT = np.float32(0.3)
"""Share of the whole draft in the judgement of one of its sentences."""

_MAGIC = b"tonfall-model 1\n"
_SHORT = 16  # words up to which a sentence is marked whole
_CLAUSE_ENDS = frozenset(",;:–.!?")


class Model:
    """The classifier of one language."""

    def __init__(self, header: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> None:
        self.language: Language = header["language"]
        self.labels: tuple[str, ...] = tuple(header["labels"])
        """Categories and parts of a good answer, in the order of `margins`."""
        self._curves: dict[str, tuple[float, float]] = header["curves"]
        # probabilities: "likely" has the best F1 on unknown writers, "sure" few false alarms
        self._cuts = {
            label: {level: self._margin(label, value) for level, value in levels.items()}
            for label, levels in header["thresholds"].items()
        }
        names = arrays["features"].tobytes().decode().split("\n")
        self._ids: dict[str, dict[str, int]] = {}
        at = 0
        for block, size in zip(BLOCKS, header["sizes"], strict=True):
            self._ids[block] = dict(zip(names[at : at + size], range(at, at + size), strict=True))
            at += size
        # one row per feature: a weight per label, then its squared idf (for the block's length)
        self._rows = np.empty((at, len(self.labels) + 1), np.float32)
        self._rows[:, :-1] = arrays["weights"] * np.asarray(header["scale"], np.float32)
        self._rows[:, -1] = arrays["idf"].astype(np.float32) ** 2
        vocabulary = arrays["vector_words"].tobytes().decode().split("\n")
        self._vector_ids = dict(zip(vocabulary, range(len(vocabulary)), strict=True))
        self._vectors: Floats = arrays["vectors"].astype(np.float32) * np.float32(header["vector_scale"])
        self._vector_idf: Floats = arrays["vector_idf"].astype(np.float32)
        self._vector_weights: Floats = arrays["vector_weights"].astype(np.float32)
        self._bias: Floats = arrays["bias"].astype(np.float32)
        self._word_ids = lru_cache(maxsize=8192)(self._character_ids)

    @classmethod
    def load(cls, path: Path) -> Model:
        """Read a model file. Raises ValueError where it is none."""
        raw = path.read_bytes()
        if not raw.startswith(_MAGIC):
            raise ValueError(f"{path}: not a model of this version; `make train` writes it anew")
        data = zlib.decompress(raw[len(_MAGIC) :])
        length = int.from_bytes(data[:4], "big")
        header = json.loads(data[4 : 4 + length])
        at, arrays = 4 + length, {}
        for name, kind, shape in header["arrays"]:
            count = math.prod(shape)
            arrays[name] = np.frombuffer(data, kind, count, at).reshape(shape)
            at += count * np.dtype(kind).itemsize
        return cls(header, arrays)

    def margins(self, text: str) -> Floats:
        """The raw score of each label, in the order of `labels`; 0 is undecided."""
        found = words(text, self.language)
        total = self._bias.copy()
        if not found:
            return total
        for block in BLOCKS:
            ids = self._known(found, block)
            if ids:
                summed = np.add.reduce(self._rows.take(ids, 0), 0)
                total += summed[:-1] / math.sqrt(summed[-1])
        known = self._vector_ids
        vectors = [known[name] for name in [word.norm.lstrip("=") for word in found] if name in known]
        if vectors:
            total += sentence_vector(self._vectors[vectors], self._vector_idf[vectors]) @ self._vector_weights
        return total

    def probability(self, label: str, margin: float) -> float:
        """The calibrated probability (0 to 1) of a label that a margin in context stands for."""
        slope, offset = self._curves[label]
        return 1 / (1 + math.exp(-(slope * margin + offset)))

    def cut(self, label: str, level: str) -> float:
        """The margin in context from which a label counts as `likely` or `sure`."""
        return self._cuts[label][level]

    def _margin(self, label: str, probability: float) -> float:
        slope, offset = self._curves[label]
        return (math.log(probability / (1 - probability)) - offset) / slope

    def span(self, text: str, label: str) -> tuple[int, int]:
        """Start and end (code points) of the words that spoke most for a label, rounded to a clause.

        A short sentence is marked whole.
        """
        found = words(text, self.language)
        if len(found) <= _SHORT:
            return 0, len(text)
        column = self.labels.index(label)
        votes = np.zeros(len(found))
        for block in ("words", "skeleton"):  # the others vote alike and take five times as long
            ids = self._ids[block]
            hits = sorted({(ids[name], a, b) for name, a, b in placed_features(found, block) if name in ids})
            length = math.sqrt(sum(float(self._rows[i, -1]) for i in {i for i, _, _ in hits}) or 1)
            for i, first, last in hits:
                votes[first:last] += self._rows[i, column] / (length * max(last - first, 1))
        return _clauses(found, votes)

    def _character_ids(self, norm: str) -> tuple[int, ...]:
        known = self._ids["chars"]
        return tuple(known[gram] for gram in characters(norm) if gram in known)

    def _known(self, found: Sequence[Word], block: str) -> list[int]:
        if block == "chars":
            return list(set().union(*[self._word_ids(norm) for norm in {word.norm for word in found}]))
        known = self._ids[block]
        return [known[name] for name in features(found, block) if name in known]


def in_context(margins: Floats) -> Floats:
    """The margins (one row per sentence of a draft) with a share of the draft's mean in each."""
    return np.asarray((1 - CONTEXT) * margins + CONTEXT * margins.mean(0), margins.dtype)


@cache
def shipped(language: Language) -> Model:
    """The model that ships for a language, read when it is first needed (under 0.1 s)."""
    return Model.load(DATA / f"{language}.model")


def sentence_vector(rows: Floats, weights: Floats) -> Floats:
    """Weighted mean, maxima and minima of word vectors (one row each), scaled to VECTOR_SHARE."""
    mean = weights @ rows / weights.sum()
    joined = np.concatenate((mean, 0.3 * rows.max(0), 0.3 * rows.min(0)))
    return np.asarray(joined * (VECTOR_SHARE / (math.sqrt(float(joined @ joined)) + 1e-9)), dtype=np.float32)


def write(path: Path, header: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> None:
    """Write a model file; the same content gives the same bytes."""
    listed = [(name, array.dtype.str, list(array.shape)) for name, array in arrays.items()]
    head = json.dumps({**header, "arrays": listed}, sort_keys=True, ensure_ascii=False).encode()
    body = b"".join(np.ascontiguousarray(array).tobytes() for array in arrays.values())
    path.write_bytes(_MAGIC + zlib.compress(len(head).to_bytes(4, "big") + head + body, 9))


def _clauses(found: Sequence[Word], votes: npt.NDArray[np.float64]) -> tuple[int, int]:
    """The run of clauses around the strongest window of words, without outer punctuation."""
    gain = votes - max(float(np.mean(votes)), 0.0)
    best, first, last, total, start = -math.inf, 0, 0, 0.0, 0
    for i, value in enumerate(gain):
        if total <= 0:
            total, start = 0.0, i
        total += float(value)
        if total > best:
            best, first, last = total, start, i
    while first > 0 and found[first - 1].norm not in _CLAUSE_ENDS:
        first -= 1
    while last + 1 < len(found) and found[last + 1].norm not in _CLAUSE_ENDS:
        last += 1
    return found[first].start, found[last].end
