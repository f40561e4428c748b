"""Learning which matter a text speaks of, from labelled texts: heavy libraries are read only in here.

Nothing of this stands in anybody's way: a command or a job runs it.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from math import log
from typing import TYPE_CHECKING, Any

import numpy as np

from xiuhua.cases.rules.matching import (
    LONGEST,
    MOST_WORDS,
    SHORTEST,
    LinearModel,
    calibration_error,
    confusions,
    softmax,
    temperature_fitted,
    text_plain,
    top_share,
    weighed,
    words_met,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]  # published without type hints

FEWEST_OF_LABEL = 8  # texts; a label with fewer is left out, since none of them could be held back
FEWEST_TEXTS = 40
WORD_IN_FEWEST = 3  # texts: what fewer people have said may be somebody's name
_CALIBRATED, _TESTED = 0.15, 0.15
_SMOOTHNESS = 10.0  # of sklearn: the inverse of the ridge; tried 1, 3, 10, 30


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A text, and what it speaks of."""

    text: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Measured:
    """How well a model tells texts that it has not seen.

    Args:
        texts: how many they were.
        top1, top3: shares with the true label first, or among the first three.
        ece: expected calibration error.
        confused: true label, told label, how often.
    """

    texts: int
    top1: float
    top3: float
    ece: float
    confused: tuple[tuple[str, str, int], ...]

    def stored(self) -> dict[str, Any]:  # plain JSON
        """Return it as a version keeps it."""
        return {
            "texts": self.texts, "top1": round(self.top1, 4), "top3": round(self.top3, 4),
            "ece": round(self.ece, 4), "confused": [list(one) for one in self.confused],
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Learnt:
    """A model, from how many texts it was learnt, and how well it does on others."""

    model: LinearModel
    texts: int
    measured: Measured


class TooFewTexts(ValueError):
    """There is not enough to learn from: fewer than two labels with enough texts."""


def matters_learn(texts: Iterable[Labelled], *, tested: Sequence[Labelled] = ()) -> Learnt:
    """Learn from labelled texts, calibrate on some held back, and measure on others held back.

    Which text is held back follows from the text itself. Where `tested` is given, it is measured on that.

    Raises:
        TooFewTexts: as it says.
    """
    known = _told_apart(texts)
    if len({one.label for one in known}) < 2 or len(known) < FEWEST_TEXTS:
        raise TooFewTexts
    learning = [one for one in known if _share(one.text) >= _CALIBRATED + (0 if tested else _TESTED)]
    calibrating = [one for one in known if _share(one.text) < _CALIBRATED]
    held = tested or [one for one in known if _CALIBRATED <= _share(one.text) < _CALIBRATED + _TESTED]
    model = _fitted(learning)
    sums, right = _sums(model, calibrating)
    model = replace(model, temperature=temperature_fitted(sums, right) if len(right) else 1.0)
    return Learnt(model=model, texts=len(learning), measured=matters_measure(model, held))


def matters_measure(model: LinearModel, texts: Sequence[Labelled]) -> Measured:
    """Measure a model on texts; those whose label it does not know count as told wrongly."""
    sums, right = _sums(model, texts)
    if not len(right):
        return Measured(texts=len(texts), top1=0.0, top3=0.0, ece=0.0, confused=())
    told = softmax(sums / model.temperature)
    known = len(right) / len(texts)
    return Measured(
        texts=len(texts), top1=known * top_share(told, right, 1), top3=known * top_share(told, right, 3),
        ece=calibration_error(told, right), confused=tuple(confusions(told, right, model.labels)),
    )  # fmt: skip


def _told_apart(texts: Iterable[Labelled]) -> list[Labelled]:
    """Return each text once, without those that are empty and those whose label is too rare."""
    once = {text_plain(one.text): one for one in texts if one.text.strip() and one.label.strip()}
    counted = Counter(one.label for one in once.values())
    return [one for one in once.values() if counted[one.label] >= FEWEST_OF_LABEL]


def _share(text: str) -> float:
    return int.from_bytes(sha256(text_plain(text).encode()).digest()[:6]) / 2**48


def _fitted(texts: Sequence[Labelled]) -> LinearModel:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - takes a second and 100 MB

    vocabulary = _vocabulary(texts)
    met = [words_met(one.text, vocabulary) for one in texts]
    spread = Counter(row for words in met for row in words)
    idf = np.array(
        [log((1 + len(texts)) / (1 + spread[row])) + 1 for row in range(len(vocabulary))], dtype=np.float32
    )
    labels = tuple(sorted({one.label for one in texts}))
    places = {label: place for place, label in enumerate(labels)}
    fit = LogisticRegression(C=_SMOOTHNESS, max_iter=300)
    fit.fit(_matrix(met, idf), [places[one.label] for one in texts])
    weights, bias = fit.coef_, fit.intercept_
    if len(labels) == 2:  # sklearn then keeps one row: how much more the second is spoken for
        weights, bias = np.vstack([-weights / 2, weights / 2]), np.concatenate([-bias / 2, bias / 2])
    return LinearModel(
        labels=labels, vocabulary=vocabulary, idf=idf, weights=weights.T.astype(np.float32),
        bias=bias.astype(np.float32),
    )  # fmt: skip


def _vocabulary(texts: Sequence[Labelled]) -> dict[str, int]:
    """Return the words that several texts have, the commonest if there are too many; numbers left out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba was written before Python 3.6
        import jieba  # noqa: PLC0415 - reads a dictionary of 350,000 words

    jieba.setLogLevel(60)
    counted = Counter(
        word
        for one in texts
        for word in set(jieba.cut(text_plain(one.text)))
        if SHORTEST <= len(word) <= LONGEST and word.isalpha() and not word.isascii()
    )
    kept = [word for word, times in counted.most_common() if times >= WORD_IN_FEWEST][:MOST_WORDS]
    return {word: row for row, word in enumerate(sorted(kept))}


def _matrix(met: Sequence[Counter[int]], idf: NDArray[np.float32]) -> csr_matrix:
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - comes with sklearn

    told = [weighed(words, idf) for words in met]
    ends = np.cumsum([0, *(len(rows) for rows, _values in told)])
    rows = np.concatenate([rows for rows, _values in told])
    values = np.concatenate([values for _rows, values in told])
    return csr_matrix((values, rows, ends), shape=(len(told), len(idf)))


def _sums(model: LinearModel, texts: Sequence[Labelled]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return the sums of the texts whose label the model knows, and the places of their labels."""
    places = {label: place for place, label in enumerate(model.labels)}
    known = [one for one in texts if one.label in places]
    sums = np.zeros((len(known), len(model.labels)))
    for number, one in enumerate(known):
        rows, values = weighed(words_met(one.text, model.vocabulary), model.idf)
        sums[number] = values @ model.weights[rows] + model.bias
    return sums, np.array([places[one.label] for one in known], dtype=np.intp)
