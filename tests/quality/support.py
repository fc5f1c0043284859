"""Fit and measure the support score of abstractive sentences on QAGS-CNN/DM.

    python tests/quality/support.py [--fit]

Articles with an even number fit the weights, the others measure. Needs ``../shared/data/summaries``.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
from pathlib import Path

import numpy as np

from pipeline.record import DOUBTFUL
from pipeline.summarise import support

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "summaries" / "qags_cnndm.jsonl.xz"
BANDS = (0.0, 0.3, 0.8)
_END = re.compile(r"(?<=[.?!])\s+")


def rows() -> list[tuple[int, support.Features, bool, float]]:
    """Article number, features, whether people found it consistent, today's score; one for each sentence."""
    found = []
    with lzma.open(DATA, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            item = json.loads(line)
            article = [part for part in _END.split(item["article"]) if part.strip()]
            for sentence in item["summary_sentences"]:
                text = sentence["sentence"]
                made = support.features(text, article), bool(sentence["consistent"]), support.support(text, article)
                found.append((number, *made))
    return found


def fit(x: np.ndarray, y: np.ndarray, penalty: float = 1.0) -> np.ndarray:
    """Weights of a logistic regression (bias first) by Newton's method, with a ridge on standardised features."""
    mean, spread = x.mean(0), x.std(0)
    z = np.hstack([np.ones((len(x), 1)), (x - mean) / spread])
    w = np.zeros(z.shape[1])
    ridge = penalty * np.diag([0.0] + [1.0] * (len(w) - 1))
    for _ in range(50):
        p = 1 / (1 + np.exp(-z @ w))
        w -= np.linalg.solve((z.T * (p * (1 - p))) @ z + ridge, z.T @ (p - y) + ridge @ w)
    weights = w[1:] / spread
    return np.concatenate([[w[0] - weights @ mean], weights])


def area(scores: np.ndarray, y: np.ndarray) -> float:
    """Area under the ROC curve."""
    good, bad = scores[y == 1], scores[y == 0]
    return float(np.mean([(g > bad).mean() + (g == bad).mean() / 2 for g in good]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true", help="print new weights")
    arguments = parser.parse_args()
    data = rows()
    x = np.array([[getattr(f, name) for name in support.WEIGHED] for _, f, _, _ in data])
    y = np.array([float(good) for _, _, good, _ in data])
    fitting = np.array([number % 2 == 0 for number, *_ in data])
    if arguments.fit:
        names = ("bias", *support.WEIGHED)
        print({name: round(float(w), 3) for name, w in zip(names, fit(x[fitting], y[fitting]), strict=True)})
    scores = np.array([score for *_, score in data])
    for label, part in (("fitted on", fitting), ("held out", ~fitting)):
        s, good = scores[part], y[part]
        print(f"{label}: {len(s)} sentences, {good.mean():.3f} consistent, area {area(s, good):.3f}")
        for low, high in zip(BANDS, (*BANDS[1:], 1.01), strict=True):
            inside = (s >= low) & (s < high)
            if inside.any():
                print(f"  {low:.1f} to {min(high, 1):.1f}: {good[inside].mean():.2f} consistent of {inside.sum()}")
        marked = s < DOUBTFUL
        print(
            f"  marked below {DOUBTFUL}: {marked.sum()}, of which {1 - good[marked].mean():.2f} wrong; "
            f"{(marked & (good == 0)).sum() / (good == 0).sum():.2f} of the wrong ones; unmarked right "
            f"{good[~marked].mean():.2f}"
        )


if __name__ == "__main__":
    main()
