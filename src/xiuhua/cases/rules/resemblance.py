"""Whether two reports are about one thing: what is compared, a score from 0 to 1, and the reasons in words.

Source:
    own choice of features, after what people who merge by hand look at: the matter, how near, how soon after,
    the words, the photo, the lamp or the shop, who called. Logistic weights fitted on pairs made from real
    requests, see docs/duplicates.md; what no public file tells (photos, callers, components) is weighed by
    hand, as each constant says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import exp
from types import MappingProxyType

from xiuhua.cases.terms.likeness import Kinship, Likelihood
from xiuhua.shared.geometry import distance_m
from xiuhua.shared.search import search_terms

# Fitted by `./xiuhua manage duplicates_measure … --fit` on three fifths of Baltimore's and San Francisco's
# requests, 24,292 pairs.
BIAS = -15.12
KIN: Mapping[Kinship, float] = MappingProxyType(
    {Kinship.SAME: 6.91, Kinship.FAMILY: 5.12, Kinship.UNKNOWN: 5.68, Kinship.OTHER: 0.0}
)
NEAR = 6.50
PLACE_UNKNOWN = 2.82
SOON = 5.60
WORDS = 2.37
WORDS_UNKNOWN = 1.37
# By hand, in log odds: no public file tells them. One lamp with the same matter twice is one fault (odds 20);
# the same caller within days mostly speaks of the same thing (odds 3); two pictures of one scene (odds 20).
ONE_THING = 3.0
SAME_CALLER = 1.1
PHOTO = 3.0

LIKELY_FROM = 0.8
POSSIBLE_FROM = 0.4
_PHOTO_BITS = 16  # of 64: perceptual hashes of unlike pictures differ in 32 on average, sigma 4
_FEWEST_TERMS = 2
_HOURS_STRETCH = (
    3  # tried: 1 tells what lay there for days from what came back after weeks no better than chance
)
_HOUR_S = 3_600.0
_DAY_S = 24 * _HOUR_S


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How near and how soon counts as near and soon: the city's settings.

    Args:
        metres: at this distance nearness has fallen to 1/e, 37 %.
        hours: at three times this nearness in time has fallen so.
    """

    metres: float = 50.0
    hours: float = 24.0


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What is compared of a report, or of a case with all its reports.

    Args:
        matter: the code of its matter, `06010`; empty where nobody has said.
        family: the class the matter belongs to, `06`.
        longitude, latitude: degrees, WGS84; None where nobody knows.
        at: when it was reported.
        texts: the search terms of each report's words.
        component_id, premises_id: what it is about.
        callers: whoever called, by number; empty where the reader may not know.
        photo_hashes: perceptual hashes, 64 bits each.
    """

    matter: str = ""
    family: str = ""
    longitude: float | None = None
    latitude: float | None = None
    at: datetime
    texts: tuple[frozenset[str], ...] = ()
    component_id: int | None = None
    premises_id: int | None = None
    callers: frozenset[str] = frozenset()
    photo_hashes: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """What two sights have in common; None where it cannot be known.

    Args:
        kinship: of their matters.
        distance_m: metres between them.
        apart_s: seconds between their reports, never negative.
        words_share: of their words, 0 to 1.
        photo_bits_apart: by which their nearest photos' hashes differ, 0 to 64.
        one_thing: that both are about one component or one premises.
        same_caller: that one person called twice.
    """

    kinship: Kinship
    distance_m: float | None
    apart_s: float
    words_share: float | None = None
    photo_bits_apart: int | None = None
    one_thing: bool = False
    same_caller: bool = False


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why two may be the same: the code of a sentence, and what is filled in."""

    code: str
    arguments: Mapping[str, str | int] = field(default_factory=dict)


def text_terms(texts: Iterable[str]) -> tuple[frozenset[str], ...]:
    """Return what is compared of some texts: the search terms of each, those that say nothing left out."""
    found = (frozenset(search_terms(text)) for text in texts)
    return tuple(dict.fromkeys(terms for terms in found if len(terms) >= _FEWEST_TERMS))


def words_shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how many of their terms two texts share, 0 to 1: twice the common ones over all of both.

    Source:
        Dice, L. R., Measures of the amount of ecologic association between species, Ecology 26 (1945).
    """
    both = len(one) + len(other)
    return 2 * len(one & other) / both if both else 0.0


def bits_apart(one: int, other: int) -> int:
    """Return by how many of 64 bits two perceptual hashes differ.

    Source:
        Hamming distance, as perceptual hashes are compared.
    """
    return ((one ^ other) & (2**64 - 1)).bit_count()


def likeness(one: Sight, other: Sight) -> Likeness:
    """Return what two sights have in common, whichever comes first.

    Source:
        as the module says.
    """
    shares = [words_shared(mine, theirs) for mine in one.texts for theirs in other.texts]
    bits = [bits_apart(mine, theirs) for mine in one.photo_hashes for theirs in other.photo_hashes]
    return Likeness(
        kinship=_kinship(one, other),
        distance_m=_apart_m(one, other),
        apart_s=abs((one.at - other.at).total_seconds()),
        words_share=max(shares, default=None),
        photo_bits_apart=min(bits, default=None),
        one_thing=_same(one.component_id, other.component_id) or _same(one.premises_id, other.premises_id),
        same_caller=bool(one.callers & other.callers),
    )


def resemblance(found: Likeness, *, reach: Reach) -> float:
    """Return how sure it is that two are about one thing, 0 to 1.

    score = 1 / (1 + exp(-z)), z the sum of the weights: nearer, sooner and more alike never makes it less.

    Source:
        logistic regression; the weights as the constants say.
    """
    z = BIAS + sum(
        weight * value for weight, value in zip(weights(), features(found, reach=reach), strict=True)
    )
    z += ONE_THING * found.one_thing + SAME_CALLER * found.same_caller + PHOTO * _photo(found)
    return 1 / (1 + exp(-z))


FEATURES = ("same", "family", "kin_unknown", "near", "place_unknown", "soon", "words", "words_unknown")


def weights() -> tuple[float, ...]:
    """Return the weight of each of `FEATURES`.

    Source:
        the constants above.
    """
    kin = (KIN[Kinship.SAME], KIN[Kinship.FAMILY], KIN[Kinship.UNKNOWN])
    return (*kin, NEAR, PLACE_UNKNOWN, SOON, WORDS, WORDS_UNKNOWN)


def features(found: Likeness, *, reach: Reach) -> tuple[float, ...]:
    """Return the fitted features, each 0 to 1, in the order of `FEATURES`.

    Nearness falls as exp(-metres / reach), and so does time.

    Source:
        own choice: an exponential has one scale, which is the city's setting.
    """
    metres, share = found.distance_m, found.words_share
    return (
        float(found.kinship is Kinship.SAME),
        float(found.kinship is Kinship.FAMILY),
        float(found.kinship is Kinship.UNKNOWN),
        0.0 if metres is None else exp(-metres / max(reach.metres, 1.0)),
        float(metres is None),
        exp(-found.apart_s / _HOUR_S / (_HOURS_STRETCH * max(reach.hours, 1.0))),
        share or 0.0,
        float(share is None),
    )


def likelihood(score: float) -> Likelihood | None:
    """Return a score in words; None where nobody should be bothered with it.

    Source:
        thresholds read off the measured curve, docs/duplicates.md.
    """
    if score >= LIKELY_FROM:
        return Likelihood.LIKELY
    return Likelihood.POSSIBLE if score >= POSSIBLE_FROM else None


def reasons(found: Likeness) -> tuple[Reason, ...]:
    """Return why two may be the same, what weighs most first; what speaks against it is said too.

    Source:
        own choice: a person must see what the score saw.
    """
    told = [Reason(code=_KIN_SAID[found.kinship])]
    if found.one_thing:
        told.append(Reason(code="alike_one_thing"))
    if found.distance_m is not None:
        told.append(Reason(code="alike_metres", arguments={"metres": round(found.distance_m)}))
    told.append(_apart_said(found.apart_s))
    if found.words_share is not None:
        told.append(Reason(code="alike_words", arguments={"percent": round(100 * found.words_share)}))
    if _photo(found):
        told.append(Reason(code="alike_photo"))
    if found.same_caller:
        told.append(Reason(code="alike_caller"))
    return tuple(told)


_KIN_SAID = {
    Kinship.SAME: "alike_same_matter",
    Kinship.FAMILY: "alike_same_class",
    Kinship.OTHER: "alike_other_matter",
    Kinship.UNKNOWN: "alike_matter_unknown",
}


def _apart_said(seconds: float) -> Reason:
    for code, name, unit_s in (("alike_days", "days", _DAY_S), ("alike_hours", "hours", _HOUR_S)):
        if seconds >= unit_s:
            return Reason(code=code, arguments={name: round(seconds / unit_s)})
    return Reason(code="alike_minutes", arguments={"minutes": round(seconds / 60)})


def _photo(found: Likeness) -> float:
    bits = found.photo_bits_apart
    return 0.0 if bits is None else max(0.0, 1 - bits / _PHOTO_BITS)


def _kinship(one: Sight, other: Sight) -> Kinship:
    if not one.matter or not other.matter:
        return Kinship.UNKNOWN
    if one.matter == other.matter:
        return Kinship.SAME
    return Kinship.FAMILY if one.family and one.family == other.family else Kinship.OTHER


def _same(one: int | None, other: int | None) -> bool:
    return one is not None and one == other


def _apart_m(one: Sight, other: Sight) -> float | None:
    if one.longitude is None or one.latitude is None or other.longitude is None or other.latitude is None:
        return None
    return distance_m(one.longitude, one.latitude, other.longitude, other.latitude)
