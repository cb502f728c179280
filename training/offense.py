"""How good such a model is at offence: GermEval 2018, trained on its training part, measured on its test.

`python -m training.offense` prints the figure. Nothing of it ships: as further examples of insults its tweets
made German replies worse (docs/models.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from sklearn.linear_model import LogisticRegression

from tonfall.models.features import Word, hashes, words
from training import bench
from training.train import Array, Space, fit, space

COST = 0.1
FOLDS = 5


def main() -> None:
    """Print macro-F1; the cut between the classes comes from the training part."""
    pairs, test = bench.germeval("training"), bench.germeval("test")
    texts = [words(text, "de") for text, _ in pairs]
    truth = np.array([label for _, label in pairs])
    tweets = list(range(len(pairs)))
    known = [text for text, _ in pairs] + bench.unlabelled("de")
    plain = space("de", texts, tweets, [str(number) for number in tweets], known)
    for block in ("skeleton", "pairs"):
        plain.columns[block], plain.idf[block] = np.zeros(0, np.uint32), np.zeros(0, np.float32)
    scores = np.zeros(len(pairs))
    for fold in range(FOLDS):
        rest = [number for number in tweets if number % FOLDS != fold]
        shape = weighted_by_ratio(plain, [texts[number] for number in rest], truth[rest])
        weights, bias = fit(shape.matrix([texts[number] for number in rest]), truth[rest], COST)
        scores[fold::FOLDS] = shape.matrix(texts[fold::FOLDS]) @ weights + bias
    slope, offset = calibrate(truth, scores)
    probability = 1 / (1 + np.exp(-(slope * scores + offset)))
    cut = float(max(np.linspace(0.2, 0.7, 51), key=lambda t: macro_f1(truth, probability >= t)))
    shape = weighted_by_ratio(plain, texts, truth)
    weights, bias = fit(shape.matrix(texts), truth, COST)
    unseen = shape.matrix([words(text, "de") for text, _ in test]) @ weights + bias
    found = 1 / (1 + np.exp(-(slope * unseen + offset))) >= cut
    print(f"GermEval 2018 test: macro-F1 {macro_f1(np.array([label for _, label in test]), found):.3f}")


def weighted_by_ratio(shape: Space, texts: Sequence[list[Word]], truth: Array) -> Space:
    """The space with naive Bayes log-count ratios in place of idf (NB-SVM): better for short, rude texts."""
    ratios = {}
    found = [hashes(text) for text in texts]
    for block, columns in shape.columns.items():
        counts = np.ones((2, len(columns)))
        for each, label in zip(found, truth, strict=True):
            counts[int(label), np.isin(columns, each[block])] += 1
        shares = np.log(counts / counts.sum(1, keepdims=True))
        ratios[block] = np.abs(shares[1] - shares[0]).astype(np.float16).astype(np.float32).clip(0.01)
    return replace(shape, idf=ratios)


def calibrate(truth: Array, scores: Array) -> tuple[float, float]:
    """Slope and offset of the logistic curve from margin to probability (Platt)."""
    model = LogisticRegression(C=1e4).fit(scores[:, None], truth)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def macro_f1(truth: Array, found: Array) -> float:
    """Mean F1 of both classes."""
    pairs = ((truth == 1, found), (truth == 0, ~found))
    return float(np.mean([2 * np.sum(a & b) / (np.sum(a) + np.sum(b)) for a, b in pairs]))


if __name__ == "__main__":
    main()
