"""A small linear classifier: sentence → margin per label, and the words that decided.

A model file holds one language: a vocabulary of features, one int8 weight per feature and label, and small
word vectors learnt from the corpora. Reading and writing it are both here, so that they agree.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tonfall.draft import Language
from tonfall.models.features import DATA, Hashes, Word, hashes, places, words

Floats = npt.NDArray[np.float32]

VECTOR_SHARE = 0.8
"""Length of the part that comes from word vectors, where that of each block is 1."""

_MAGIC = b"tonfall-model 2\n"
_SLOTS = 4
_SHORT = 16  # words up to which a sentence is marked whole
_CLAUSE_ENDS = frozenset(",;:–.!?")


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence as a model sees it."""

    text: str
    words: list[Word]
    features: dict[str, Hashes]


class Model:
    """The classifier of one language."""

    def __init__(self, header: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> None:
        self.language: Language = header["language"]
        self.labels: tuple[str, ...] = tuple(header["labels"])
        """Categories and parts of a good answer, in the order of `margins`."""
        self._index = Index(arrays["features"])
        self._ends = np.cumsum(header["sizes"])
        # one row per feature: a weight per label, then its squared idf (for the block's length); the last
        # row is for strangers
        count = len(arrays["features"])
        self._rows = np.zeros((count + 1, len(self.labels) + 1), np.float32)
        self._rows[:count, :-1] = arrays["weights"] * np.asarray(header["scale"], np.float32)
        self._rows[:count, -1] = arrays["idf"].astype(np.float32) ** 2
        vocabulary = arrays["vector_words"].tobytes().decode().split("\n")
        self._vector_ids = dict(zip(vocabulary, range(len(vocabulary)), strict=True))
        self._vectors: Floats = arrays["vectors"].astype(np.float32) * np.float32(header["vector_scale"])
        self._vector_idf: Floats = arrays["vector_idf"].astype(np.float32)
        self._vector_weights: Floats = arrays["vector_weights"].astype(np.float32)
        self._bias: Floats = arrays["bias"].astype(np.float32)

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

    def read(self, text: str, quoted: Sequence[tuple[int, int]] = ()) -> Reading:
        """Take a sentence apart.

        `quoted` are its quotations (code points, in order): what they say doesn't count.
        """
        found = words(text, self.language, quoted)
        return Reading(text, found, hashes(found))

    def margins(self, reading: Reading) -> Floats:
        """The raw score of each label, in the order of `labels`; 0 is undecided."""
        total = self._bias.copy()
        if not reading.words:
            return total
        ids = self._index.ids(np.concatenate(list(reading.features.values())))
        if len(ids):
            ids.sort()
            new = np.empty(len(ids), bool)
            new[0] = True
            np.not_equal(ids[1:], ids[:-1], out=new[1:])
            ids = ids[new]
            starts = np.zeros(len(self._ends) + 1, np.intp)
            starts[1:] = ids.searchsorted(self._ends)
            starts = starts[:-1][starts[:-1] < starts[1:]]  # blocks with none are left out
            summed = np.add.reduceat(self._rows.take(ids, 0), starts, 0)
            total += (1 / np.sqrt(summed[:, -1])) @ summed[:, :-1]
        place = self._vector_ids
        vectors = [place[name] for name in [w.norm.lstrip("=") for w in reading.words] if name in place]
        if vectors:
            total += sentence_vector(self._vectors[vectors], self._vector_idf[vectors]) @ self._vector_weights
        return total

    def span(self, reading: Reading, label: str) -> tuple[int, int]:
        """Start and end (code points) of the words that spoke most for a label, rounded to a clause.

        A short sentence is marked whole.
        """
        found = reading.words
        if len(found) <= _SHORT:
            return 0, len(reading.text)
        column = self.labels.index(label)
        votes = np.zeros(len(found) + 1)
        blocks, where = reading.features, places(len(found))
        for block in where:  # the others vote alike
            ids, known = self._index.known(blocks[block])
            if not len(ids):
                continue
            firsts, lasts = (side[known] for side in where[block])
            rows = self._rows[ids]
            share = rows[:, column] / (math.sqrt(float(rows[:, -1].sum())) * (lasts - firsts).clip(1))
            np.add.at(votes, firsts, share)
            np.subtract.at(votes, lasts, share)
        return _clauses(found, np.cumsum(votes[:-1]))


class Index:
    """Known features: hash → number, looked up many at a time.

    Four slots to a bucket; the few features that find none stay unknown.
    """

    def __init__(self, keys: Hashes) -> None:
        size = 1 << max(len(keys), 1).bit_length()
        self._mask = np.uint32(size - 1)
        bucket = keys & self._mask
        order = np.argsort(bucket, kind="stable")
        ordered = bucket[order]
        slot = np.arange(len(keys)) - np.searchsorted(ordered, ordered)
        fits = slot < _SLOTS
        self._keys = np.zeros((size, _SLOTS), np.uint32)
        self._ids = np.full((size, _SLOTS), -1, np.int32)
        self._keys[ordered[fits], slot[fits]] = keys[order[fits]]
        self._ids[ordered[fits], slot[fits]] = order[fits]

    def ids(self, sought: Hashes) -> npt.NDArray[np.int32]:
        """The numbers of those that are known."""
        return self.known(sought)[0]

    def known(self, sought: Hashes) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """The numbers of those that are known, and where they stand in `sought`."""
        bucket = sought & self._mask
        at, slot = np.nonzero(self._keys[bucket] == sought[:, None])
        return self._ids[bucket[at], slot], at


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
