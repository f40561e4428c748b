"""Which open cases may be about the same thing as a report or a case: found near, compared, scored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.contrib.gis.geos import Point, Polygon
from django.db.models import Q, QuerySet

from xiuhua.access.rules import areas_for, may
from xiuhua.cases.models import Case, Report, ReportPhoto
from xiuhua.cases.queries.cases import HEAVY
from xiuhua.cases.queries.ground import item_known
from xiuhua.cases.queries.rows import StoredFile
from xiuhua.cases.rules.resemblance import (
    Likeness,
    Reach,
    Reason,
    Sight,
    likelihood,
    likeness,
    reasons,
    resemblance,
    text_terms,
)
from xiuhua.cases.rules.settings import LoopSettings
from xiuhua.cases.terms import CaseAct, ReportAct
from xiuhua.cases.terms.likeness import Likelihood
from xiuhua.files.models import PhotoFacts
from xiuhua.shared.actor import Actor
from xiuhua.shared.geometry import box_around
from xiuhua.web.areas import within

_REACHES = 3  # beyond three times the city's reach nothing scores enough, whatever else it shares
_WINDOWS = 21  # of time: what still lies there after three weeks, with windows of a day
_MOST = 60
_TEXTS_MOST = 5  # of one case: the first reports say what it is about
_HASH = "phash"  # kept beside other facts of a photo, where this installation computes it


@dataclass(frozen=True, kw_only=True)
class Resembling:
    """An open case that may be about the same thing, how sure that is, and why."""

    case: Case
    score: float
    likelihood: Likelihood
    likeness: Likeness
    reasons: tuple[Reason, ...]


def reach_of(settings: LoopSettings) -> Reach:
    """Return what counts as near and soon where some settings hold."""
    return Reach(metres=settings.duplicate_m, hours=settings.duplicate_hours)


def resembling(
    sight: Sight, *, settings: LoopSettings, actor: Actor, at: datetime, beside: int | None = None
) -> list[Resembling]:
    """Return the open cases that may be the same as a sight, surest first; those that the actor may read.

    At most three statements, however many lie near. Who called is compared only for whoever may see a
    caller's number: else anybody could find out what a number has reported.
    """
    near = _near(sight, settings=settings, actor=actor, at=at)
    found = list((near if beside is None else near.exclude(pk=beside))[:_MOST])
    if not found:
        return []
    told = sights_of(found, callers=may(actor, ReportAct.PHONE_REVEAL))
    if not may(actor, ReportAct.PHONE_REVEAL):
        sight = replace(sight, callers=frozenset())
    reach = reach_of(settings)
    scored = (_scored(case, likeness(sight, told[case.pk]), reach) for case in found)
    return sorted((one for one in scored if one is not None), key=lambda one: -one.score)


def resembling_case(case: Case, *, settings: LoopSettings, actor: Actor, at: datetime) -> list[Resembling]:
    """Return the open cases that may be the same as a case, as `resembling`."""
    sight = sights_of([case], callers=True)[case.pk]
    return resembling(sight, settings=settings, actor=actor, at=at, beside=case.pk)


def sights_of(cases: Sequence[Case], *, callers: bool) -> dict[int, Sight]:
    """Return what is compared of some cases, by id: one statement for their reports, one for their photos."""
    ids = [case.pk for case in cases]
    texts: dict[int, list[str]] = defaultdict(list)
    phones: dict[int, set[str]] = defaultdict(set)
    rows = Report.objects.filter(case__in=ids).order_by("pk").values_list("case_id", "text", "caller_phone")
    for case_id, text, phone in rows:
        if len(texts[case_id]) < _TEXTS_MOST:
            texts[case_id].append(text)
        if callers and phone:
            phones[case_id].add(phone_told(phone))
    hashes = _photo_hashes(ids)
    return {
        case.pk: Sight(
            matter=case.item.code if case.item else "",
            family=case.item.class_code if case.item else "",
            longitude=case.place.x if case.place else None, latitude=case.place.y if case.place else None,
            at=case.reported_at, texts=text_terms(texts[case.pk]), component_id=case.component_id,
            premises_id=case.premises_id, callers=frozenset(phones[case.pk]),
            photo_hashes=tuple(hashes[case.pk]),
        )
        for case in cases
    }  # fmt: skip


def sight_told(
    *,
    item_id: int | None,
    text: str,
    place: Point | None,
    at: datetime,
    component_id: int | None = None,
    premises_id: int | None = None,
    caller_phone: str = "",
    photos: Iterable[StoredFile] = (),
) -> Sight:
    """Return what is compared of a report that nobody has made yet."""
    item = item_known(item_id) if item_id else None
    phone = phone_told(caller_phone)
    return Sight(
        matter=item.code if item else "", family=item.class_code if item else "",
        longitude=place.x if place else None, latitude=place.y if place else None, at=at,
        texts=text_terms([text]), component_id=component_id,
        premises_id=premises_id, callers=frozenset({phone} if phone else ()),
        photo_hashes=tuple(_hashes_of([file.pk for file in photos])),
    )  # fmt: skip


def phone_told(phone: str) -> str:
    """Return a number as two are compared: its digits."""
    return "".join(sign for sign in phone if sign.isdigit())


def _scored(case: Case, found: Likeness, reach: Reach) -> Resembling | None:
    score = resemblance(found, reach=reach)
    said = likelihood(score)
    if said is None:
        return None
    return Resembling(case=case, score=score, likelihood=said, likeness=found, reasons=reasons(found))


def _near(sight: Sight, *, settings: LoopSettings, actor: Actor, at: datetime) -> QuerySet[Case]:
    """Return the open cases near a sight, newest first: with the names that a reader is shown."""
    same = Q(pk__in=())
    if sight.component_id:
        same |= Q(component_id=sight.component_id)
    if sight.premises_id:
        same |= Q(premises_id=sight.premises_id)
    if sight.longitude is not None and sight.latitude is not None:
        box = box_around(sight.longitude, sight.latitude, _REACHES * settings.duplicate_m)
        same |= Q(place__bboverlaps=Polygon.from_bbox(box))
    since = at - timedelta(hours=_WINDOWS * settings.duplicate_hours)
    rows = Case.objects.filter(
        same, within("area_code", areas_for(actor, CaseAct.READ)), over_at=None, reported_at__gte=since
    )
    return rows.select_related("item", "unit", "area").defer(*HEAVY, "description").order_by("-reported_at")


def _photo_hashes(case_ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    if _hashes_kept():
        rows = ReportPhoto.objects.filter(report__case__in=case_ids)
        for case_id, kept in rows.values_list("report__case_id", f"file__facts__{_HASH}"):
            if kept is not None:
                found[case_id].append(_hash_read(kept))
    return found


def _hashes_of(file_ids: Sequence[int]) -> list[int]:
    if not file_ids or not _hashes_kept():
        return []
    rows = PhotoFacts.objects.filter(pk__in=file_ids).values_list(_HASH, flat=True)
    return [_hash_read(kept) for kept in rows if kept is not None]


def _hashes_kept() -> bool:
    return any(field.name == _HASH for field in PhotoFacts._meta.get_fields())


def _hash_read(kept: object) -> int:
    """Return 64 bits, stored as a number, as sixteen hexadecimal digits or as bytes."""
    if isinstance(kept, int):
        return kept
    if isinstance(kept, str):
        return int(kept or "0", 16)
    return int.from_bytes(bytes(kept))  # type: ignore[call-overload]  # a binary column
