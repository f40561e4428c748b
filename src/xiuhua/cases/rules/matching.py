"""Which matter a text speaks of: by a linear model, and by the words of the catalogue before there is one.

A text is looked through for every word of a vocabulary, wherever it stands, so that telling a matter needs no
dictionary of Chinese; only training cuts texts into words, to find out which ones there are.

Source:
    multinomial logistic regression over words weighed by tf-idf: Manning, Raghavan, Schütze, Introduction to
    Information Retrieval, chapters 6 and 14; confidence by temperature: Guo et al., On Calibration of Modern
    Neural Networks, ICML 2017.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from math import log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xiuhua.shared.search import initial_terms, search_terms

SHORTEST, LONGEST = 2, 6  # characters of a word
MOST_WORDS = 20_000
_TOLD = 3
_TEXT_MOST = 2_000  # characters of a report
_NAME, _ALIAS, _CONDITION = 3.0, 2.5, 1.0  # by hand: what a matter is called says more than when it is filed
_ENOUGH = 4.0  # by hand: about one whole name; less than that is said with less confidence
_SPELT = 2  # letters from which on initials are looked up


@dataclass(frozen=True, kw_only=True)
class Match:
    """A matter that a text may speak of.

    Args:
        label: as the model or the catalogue calls it: a code.
        confidence: 0 to 1; of a model, calibrated on texts that it had not seen.
        words: those that spoke for it, the strongest first.
    """

    label: str
    confidence: float
    words: tuple[str, ...]


# --- the model ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, eq=False)
class LinearModel:
    """A trained model: plain numbers and words.

    Args:
        labels: what it tells apart, k of them.
        vocabulary: its words, n of them, each with its row.
        idf: how rare each word is, shape (n,).
        weights: how much each word speaks for each label, shape (n, k).
        bias: how common each label is, shape (k,).
        temperature: by which sums are divided before they become confidences.
    """

    labels: tuple[str, ...]
    vocabulary: Mapping[str, int]
    idf: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    temperature: float = 1.0

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The vocabulary in the order of its rows."""
        return tuple(self.vocabulary)

    @cached_property
    def contrast(self) -> NDArray[np.float32]:
        """How much more each word speaks for a label than for the others on average, shape (n, k)."""
        return np.asarray(self.weights - self.weights.mean(axis=1, keepdims=True), dtype=np.float32)


def text_plain(text: str) -> str:
    """Return a text as words are looked for in it: full-width forms made plain, no space, lower case.

    Source:
        Unicode, normalisation form KC.
    """
    return "".join(unicodedata.normalize("NFKC", text[:_TEXT_MOST]).casefold().split())


def words_met(text: str, vocabulary: Mapping[str, int]) -> Counter[int]:
    """Return which words of a vocabulary stand in a text, and how often, by row.

    Source:
        own choice: every stretch of 2 to 6 characters is looked up.
    """
    plain = text_plain(text)
    stretches = (
        plain[place : place + length]
        for place in range(len(plain))
        for length in range(SHORTEST, min(LONGEST, len(plain) - place) + 1)
    )
    return Counter(row for stretch in stretches if (row := vocabulary.get(stretch)) is not None)


def weighed(met: Mapping[int, int], idf: NDArray[np.float32]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the rows of the words met and their weights: (1 + log count) × idf, of length 1 together.

    Source:
        sublinear tf-idf with cosine normalisation, Introduction to Information Retrieval, section 6.4.
    """
    rows = np.fromiter(met.keys(), dtype=np.intp, count=len(met))
    counts = np.fromiter(met.values(), dtype=np.float64, count=len(met))
    values = (1 + np.log(counts)) * idf[rows].astype(np.float64)
    length = float(np.sqrt((values**2).sum()))
    return rows, (values / length if length else values)


def matched(model: LinearModel, text: str, *, most: int = _TOLD) -> list[Match]:
    """Return the labels that a text most likely speaks of, likeliest first; none where no word is known.

    Source:
        softmax of the weighted sums over the temperature; the words are those whose weight exceeds the mean
        over all labels most.
    """
    rows, values = weighed(words_met(text, model.vocabulary), model.idf)
    if not len(rows):
        return []
    told = softmax((values @ model.weights[rows] + model.bias)[None, :] / model.temperature)[0]
    found = []
    for place in np.argsort(-told)[:most]:
        spoke = values * model.contrast[rows, place]
        best = [model.words[rows[one]] for one in np.argsort(-spoke) if spoke[one] > 0]
        found.append(
            Match(
                label=model.labels[place], confidence=float(told[place]), words=tuple(_widest(best)[:_TOLD])
            )
        )
    return found


def _widest(words: Sequence[str]) -> list[str]:
    """Return words without those that stand inside a longer one among the first."""
    first = words[: 3 * _TOLD]
    return [word for word in first if not any(word != other and word in other for other in first)]


def softmax(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return rows of sums as shares that add up to 1, shape (n, k).

    Source:
        exp(x) / sum of exp(x), from the greatest of each row on.
    """
    raised = np.exp(sums - sums.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def model_packed(model: LinearModel) -> bytes:
    """Return a model as a file of plain arrays: nothing in it can run when it is read.

    Source:
        NumPy's npz, without pickles.
    """
    kept = BytesIO()
    np.savez_compressed(
        kept, labels=np.array(model.labels), words=np.array(list(model.vocabulary)), idf=model.idf,
        weights=model.weights, bias=model.bias, temperature=np.array(model.temperature),
    )  # fmt: skip
    return kept.getvalue()


def model_unpacked(kept: bytes) -> LinearModel:
    """Return the model of a file.

    Raises:
        ValueError: it holds anything but plain arrays.
    """
    with np.load(BytesIO(kept), allow_pickle=False) as file:
        arrays: dict[str, NDArray[Any]] = {name: file[name] for name in file.files}  # texts and numbers
    return LinearModel(
        labels=tuple(str(label) for label in arrays["labels"]),
        vocabulary={str(word): row for row, word in enumerate(arrays["words"])},
        idf=arrays["idf"].astype(np.float32), weights=arrays["weights"].astype(np.float32),
        bias=arrays["bias"].astype(np.float32), temperature=float(arrays["temperature"]),
    )  # fmt: skip


# --- before there is a model --------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class MatterWords:
    """What is known of a matter without any example: its name, what people call it, when it is filed."""

    label: str
    name: str
    aliases: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class WordIndex:
    """By which terms matters are found, how much each speaks for each, and how rare it is."""

    spoken: Mapping[str, Mapping[str, float]]
    rarity: Mapping[str, float]
    spelt: Mapping[str, tuple[str, ...]]
    whole: Mapping[str, str]


def word_index(matters: Iterable[MatterWords]) -> WordIndex:
    """Return the index of some matters: pairs of characters of names, aliases and conditions.

    Source:
        own choice: pairs need no dictionary; a pair is worth log(all matters / matters that have it).
    """
    spoken: dict[str, dict[str, float]] = defaultdict(dict)
    spelt: dict[str, list[str]] = defaultdict(list)
    whole: dict[str, str] = {}
    known = list(matters)
    for matter in known:
        for weight, texts in (
            (_CONDITION, matter.conditions),
            (_ALIAS, matter.aliases),
            (_NAME, (matter.name,)),
        ):
            for text in texts:
                for term in _pairs(text):
                    spoken[term][matter.label] = max(weight, spoken[term].get(matter.label, 0.0))
        for word in (*matter.aliases, matter.name):
            whole[text_plain(word)] = matter.label
        for term in initial_terms(matter.name):
            spelt[term].append(matter.label)
    rarity = {term: log(1 + len(known) / len(labels)) for term, labels in spoken.items()}
    return WordIndex(
        spoken=spoken, rarity=rarity, spelt={term: tuple(found) for term, found in spelt.items()}, whole=whole
    )


def words_matched(index: WordIndex, text: str, *, most: int = _TOLD) -> list[Match]:
    """Return the matters whose names, aliases and conditions share most with a text, likeliest first.

    The confidence is a share of what spoke, less where little spoke: nothing calibrated it.

    Source:
        own choice.
    """
    typed = text_plain(text)
    if typed.isascii() and typed.isalpha() and len(typed) >= _SPELT:
        found = index.spelt.get(typed, ())[:most]
        return [Match(label=label, confidence=1 / len(found), words=(typed,)) for label in found]
    spoke: dict[str, dict[str, float]] = defaultdict(dict)
    for term in set(_pairs(text)):
        for label, weight in index.spoken.get(term, {}).items():
            spoke[label][term] = weight * index.rarity[term]
    for word, label in index.whole.items():
        if word in typed:
            spoke[label][word] = _NAME * _NAME * sqrt(len(word))
    sums = {label: sum(terms.values()) for label, terms in spoke.items()}
    every = sum(value**2 for value in sums.values())
    best = sorted(sums, key=lambda label: (-sums[label], label))[:most]
    return [
        Match(
            label=label,
            confidence=sums[label] ** 2 / every * min(1.0, sums[label] / (_ENOUGH * _NAME)),
            words=tuple(_widest(sorted(spoke[label], key=lambda term: (-spoke[label][term], term)))[:_TOLD]),
        )
        for label in best
    ]


def _pairs(text: str) -> list[str]:
    return [term for term in search_terms(text) if len(term) > 1]


# --- measuring ----------------------------------------------------------------------------------------------


def temperature_fitted(sums: NDArray[np.float64], right: NDArray[np.intp]) -> float:
    """Return the temperature under which some texts' true labels are likeliest.

    Args:
        sums: of texts the model has not seen, shape (n, k).
        right: the place of each one's true label, shape (n,).

    Source:
        Guo et al. 2017, temperature scaling; searched on a grid of 2 % steps.
    """
    grid = np.exp(np.linspace(log(0.05), log(10), 270))
    losses = [-np.log(softmax(sums / one)[np.arange(len(right)), right] + 1e-12).mean() for one in grid]
    return float(grid[int(np.argmin(losses))])


def top_share(told: NDArray[np.float64], right: NDArray[np.intp], most: int) -> float:
    """Return how many texts have their true label among the likeliest few, 0 to 1.

    Source:
        top-k accuracy.
    """
    best = np.argsort(-told, axis=1)[:, :most]
    return float((best == right[:, None]).any(axis=1).mean())


def calibration_error(told: NDArray[np.float64], right: NDArray[np.intp], *, bins: int = 10) -> float:
    """Return how far confidence and truth lie apart on average, 0 to 1.

    Source:
        expected calibration error, Guo et al. 2017: over bins of confidence, |accuracy - mean confidence|
        weighed by how many texts lie in each.
    """
    confidence, hit = told.max(axis=1), told.argmax(axis=1) == right
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(hit[place == one].mean() - confidence[place == one].mean()) * (place == one).mean()
        for one in range(bins)
        if (place == one).any()
    ]
    return float(sum(gaps))


def confusions(
    told: NDArray[np.float64], right: NDArray[np.intp], labels: Sequence[str], *, most: int = 10
) -> list[tuple[str, str, int]]:
    """Return which label was most often taken for which: true one, told one, how often.

    Source:
        the confusion matrix without its diagonal.
    """
    counted = Counter(zip(right.tolist(), told.argmax(axis=1).tolist(), strict=True))
    wrong = [(labels[a], labels[b], times) for (a, b), times in counted.most_common() if a != b]
    return wrong[:most]
