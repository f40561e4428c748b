"""Pairs of reports made from real requests, to fit and to measure `rules.resemblance`.

A city's file says where and when something was reported, and seldom which report repeats which. So a second
report of the same thing is made from a real one by a perturbation that is written down here, and set against
the hardest pairs that are not the same. Every draw follows from the request's own key: the same file gives
the same pairs.

Source:
    own choice of the perturbation, docs/duplicates.md; a phone's GPS is off by 5 to 30 m among houses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from math import cos, log, pi, sin, sqrt
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from xiuhua.cases.rules.resemblance import Sight, text_terms
from xiuhua.shared.geometry import metres_per_degree

JITTER_M = 15.0  # sigma on each axis
GEOCODED_SHARE, GEOCODED_M = 0.1, 60.0  # an address instead of a place: the middle of the plot or street
DELAY_HOURS = 12.0  # on average, where somebody else sees it the same day
LATE_SHARE, LATE_DAYS = 0.3, 7.0  # where it still lies there, as long as the case is open
WORD_LOST, WORD_OTHER, WORDS_LONGER = 0.25, 0.25, 0.5
ADDRESS_LOST = 0.4
MATTER_OTHER, MATTER_NONE = 0.12, 0.13
PLACE_NONE = 0.1
BLOCK_M = (90.0, 250.0)
STREET_M = 60.0
AGAIN_DAYS = (14.0, 60.0)

# What another channel calls it: written by hand over the words that these cities' services are called by.
OTHER_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "trash": "garbage", "garbage": "trash", "street": "road", "dirty": "filthy", "light": "lamp",
        "lights": "lamps", "stlight": "lamp", "tree": "branch", "limb": "branch", "pothole": "hole",
        "repair": "fix", "water": "pipe", "leak": "leaking", "vehicle": "car", "abandoned": "left",
        "parking": "parked", "noise": "loud", "sewer": "drain", "odor": "smell", "graffiti": "paint",
        "alley": "lane", "rat": "rodent", "bulk": "furniture", "cleaning": "sweeping", "overflow": "flooding",
        "sidewalk": "pavement", "damaged": "broken", "request": "report", "complaint": "problem",
        "sanitation": "rubbish", "property": "house", "illegal": "forbidden", "dumping": "dumped",
        "catch": "storm", "basin": "drain", "bus": "coach", "operator": "driver", "missed": "late",
    }
)  # fmt: skip
_FILLERS = (
    "caller says", "please send somebody", "reported again", "still there today", "near my house",
    "saw this on the way", "asks for a call back", "getting worse",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Request:
    """A row of a city's file.

    Args:
        key: its number; every draw follows from it.
        words: what it is called, as somebody would tell it.
    """

    key: str
    matter: str
    family: str
    longitude: float
    latitude: float
    at: datetime
    words: str
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two sights, and whether they are about one thing. `kind` says how the pair was made."""

    one: Sight
    other: Sight
    same: bool
    kind: str
    held_out: bool


def drawn(key: str, name: str) -> float:
    """Return a number from 0 to below 1 that follows from a key.

    Source:
        own choice: the first 53 bits of a SHA-256.
    """
    return (int.from_bytes(sha256(f"{name}\0{key}".encode()).digest()[:8]) >> 11) / 2**53


def is_held_out(key: str) -> bool:
    """Return whether a request is kept for measuring: two in five.

    Source:
        own choice.
    """
    return drawn(key, "split") < 0.4


def pairs_made(requests: Sequence[Request]) -> Iterator[Pair]:
    """Yield for each request one pair that is the same thing, and three that are not.

    The three: another matter in the same street, the same matter in the next block, and the same matter at
    the same place weeks later. Other real requests are moved there, with their own words.

    Source:
        as the module says.
    """
    by_matter: dict[str, list[Request]] = {}
    for request in requests:
        by_matter.setdefault(request.matter, []).append(request)
    by_family: dict[str, list[str]] = {}
    for matter, rows in by_matter.items():
        by_family.setdefault(rows[0].family, []).append(matter)
    for request in requests:
        first = _sight(request)
        kin = by_matter[request.matter]
        neighbour = kin[int(drawn(request.key, "kin") * len(kin))]
        others: dict[str, Request] = {
            "repeated": _repeated(request),
            "street": _moved(request, _stranger(request, requests), "street", (0.0, STREET_M)),
            "block": _moved(request, neighbour, "block", BLOCK_M),
            "again": _again(request),
        }
        for kind, other in others.items():
            yield Pair(
                one=first, other=_told(other, f"{request.key} {kind}", by_family), same=kind == "repeated",
                kind=kind, held_out=is_held_out(request.key),
            )  # fmt: skip


def _sight(request: Request) -> Sight:
    return Sight(
        matter=request.matter, family=request.family, longitude=request.longitude, latitude=request.latitude,
        at=request.at, texts=text_terms([f"{request.words} {request.address}"]),
    )  # fmt: skip


def _told(request: Request, key: str, by_family: Mapping[str, Sequence[str]]) -> Sight:
    """Return a request as another person tells it through another channel."""
    matter, family = request.matter, request.family
    draw = drawn(key, "matter")
    if draw < MATTER_NONE:
        matter = family = ""
    elif draw < MATTER_NONE + MATTER_OTHER:
        kin = by_family.get(family) or [matter]
        matter = kin[int(drawn(key, "other matter") * len(kin))]
    address = "" if drawn(key, "address") < ADDRESS_LOST else request.address
    told = _sight(
        replace(request, matter=matter, family=family, address=address, words=_reworded(request.words, key))
    )
    nowhere = drawn(key, "nowhere") < PLACE_NONE
    return replace(told, longitude=None, latitude=None) if nowhere else told


def _repeated(request: Request) -> Request:
    """Return the same thing seen by a second person."""
    key = request.key
    geocoded = drawn(key, "geocoded") < GEOCODED_SHARE
    away = _rayleigh(drawn(key, "away"), GEOCODED_M if geocoded else JITTER_M)
    delay = drawn(key, "delay")
    is_late = drawn(key, "late") < LATE_SHARE
    hours = 24 * LATE_DAYS * delay if is_late else -DELAY_HOURS * log(1 - delay)
    placed = _placed(request, away, 2 * pi * drawn(key, "bearing"))
    return replace(placed, at=request.at + timedelta(hours=hours))


def _reworded(words: str, key: str) -> str:
    told = []
    for place, word in enumerate(words.lower().split()):
        draw = drawn(key, f"word {place}")
        if draw < WORD_LOST:
            continue
        told.append(OTHER_WORDS.get(word, word) if draw < WORD_LOST + WORD_OTHER else word)
    if drawn(key, "longer") < WORDS_LONGER:
        told.append(_FILLERS[int(drawn(key, "filler") * len(_FILLERS))])
    return " ".join(told)


def _stranger(request: Request, requests: Sequence[Request]) -> Request:
    """Return another request of another matter, anywhere in the file; itself where there is none."""
    start = int(drawn(request.key, "stranger") * len(requests))
    turned = (requests[(start + step) % len(requests)] for step in range(len(requests)))
    return next((found for found in turned if found.matter != request.matter), request)


def _moved(request: Request, other: Request, name: str, metres: tuple[float, float]) -> Request:
    """Return another request as if it had been reported so far from this one, within two days.

    In the same street the two share the street's name, not the number.
    """
    key = request.key
    away = metres[0] + (metres[1] - metres[0]) * drawn(key, f"{name} away")
    placed = _placed(request, away, 2 * pi * drawn(key, f"{name} bearing"))
    street = " ".join(word for word in request.address.split() if not word[:1].isdigit())
    number = next((word for word in other.address.split() if word[:1].isdigit()), "")
    return replace(
        other, longitude=placed.longitude, latitude=placed.latitude, address=f"{number} {street}",
        at=request.at + timedelta(hours=48 * drawn(key, f"{name} delay")),
    )  # fmt: skip


def _again(request: Request) -> Request:
    """Return the same matter at the same place, weeks later: it has come back."""
    first, last = AGAIN_DAYS
    days = first + (last - first) * drawn(request.key, "again")
    away = _rayleigh(drawn(request.key, "again away"), JITTER_M)
    placed = _placed(request, away, 2 * pi * drawn(request.key, "again bearing"))
    return replace(placed, at=request.at + timedelta(days=days))


def _rayleigh(draw: float, sigma_m: float) -> float:
    return sigma_m * sqrt(-2 * log(1 - draw))


def _placed(request: Request, away_m: float, bearing: float) -> Request:
    east_m, north_m = metres_per_degree(request.latitude)
    return replace(
        request,
        longitude=request.longitude + away_m * sin(bearing) / east_m,
        latitude=request.latitude + away_m * cos(bearing) / north_m,
    )


# --- fitting and measuring ----------------------------------------------------------------------------------


def logistic_fitted(
    rows: NDArray[np.float64], same: NDArray[np.float64], *, ridge: float = 1.0
) -> tuple[float, NDArray[np.float64]]:
    """Return the bias and the weights of a logistic regression none of whose weights is negative.

    Newton's steps with a ridge on the weights; a weight that comes out negative is held at 0 and the others
    are fitted again, so that the score never falls where two are more alike.

    Args:
        rows: features, shape (n, k).
        same: 1 for a pair of one thing, 0 for another, shape (n,).
        ridge: half the penalty on each squared weight.

    Source:
        iteratively reweighted least squares, Hastie, Tibshirani, Friedman, The Elements of Statistical
        Learning, 2nd edition, section 4.4.1; the non-negativity is own choice.
    """
    kept = np.ones(rows.shape[1], dtype=bool)
    while True:
        columns = np.column_stack([np.ones(len(rows)), rows[:, kept]])
        weights = _newton(columns, same, ridge)
        if (weights[1:] >= 0).all():
            found = np.zeros(rows.shape[1])
            found[kept] = weights[1:]
            return float(weights[0]), found
        kept[np.flatnonzero(kept)[weights[1:] < 0]] = False


def _newton(columns: NDArray[np.float64], same: NDArray[np.float64], ridge: float) -> NDArray[np.float64]:
    penalty = np.full(columns.shape[1], ridge)
    penalty[0] = 1e-9
    weights = np.zeros(columns.shape[1])
    for _ in range(50):
        told = 1 / (1 + np.exp(-np.clip(columns @ weights, -30, 30)))
        slope = columns.T @ (told - same) + penalty * weights
        curve = (columns * (told * (1 - told))[:, None]).T @ columns + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        weights = weights - step
        if np.abs(step).max() < 1e-9:
            break
    return weights


@dataclass(frozen=True, kw_only=True)
class Judged:
    """How well a threshold tells pairs apart: shares, 0 to 1; None where nothing was called the same."""

    threshold: float
    precision: float | None
    recall: float


def judged(scores: NDArray[np.float64], same: NDArray[np.bool_], threshold: float) -> Judged:
    """Return precision and recall of calling the same what reaches a threshold.

    Source:
        precision = right / called, recall = right / all that are the same.
    """
    called = scores >= threshold
    right = int((called & same).sum())
    return Judged(
        threshold=threshold,
        precision=right / int(called.sum()) if called.any() else None,
        recall=right / max(int(same.sum()), 1),
    )
