"""Which open cases may be about the same thing as a report or a case: found near, compared, scored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.gis.geos import Point
from django.db import connection

from xiuhua.access.rules import areas_for, may
from xiuhua.cases.models import Case
from xiuhua.cases.queries.ground import item_known
from xiuhua.cases.queries.reading import Columns, related_set
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
from xiuhua.ground.models import CatalogueItem, Unit
from xiuhua.shared.actor import Actor
from xiuhua.shared.geometry import box_around

_REACHES = 3  # beyond three times the city's reach nothing scores enough, whatever else it shares
_WINDOWS = 21  # of time: what still lies there after three weeks, with windows of a day
_MOST = 60
_TEXTS_MOST = 5  # of one case: the first reports say what it is about


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


def resembling(sight: Sight, *, settings: LoopSettings, actor: Actor, at: datetime) -> list[Resembling]:
    """Return the open cases that may be the same as a sight, surest first; those that the actor may read.

    Two statements, however many lie near. Who called is compared only for whoever may see a caller's number:
    else anybody could find out what a number has reported.
    """
    near = _near(sight, settings=settings, actor=actor, at=at)
    return _compared(sight, near, sights_of(near), settings=settings, actor=actor)


def resembling_case(case: Case, *, settings: LoopSettings, actor: Actor, at: datetime) -> list[Resembling]:
    """Return the open cases that may be the same as a case, as `resembling`: two statements too."""
    near = _near(_sight(case), settings=settings, actor=actor, at=at, beside=case.pk)
    sights = sights_of([case, *near]) if near else {}
    return _compared(sights[case.pk], near, sights, settings=settings, actor=actor) if near else []


def _compared(
    sight: Sight, near: Sequence[Case], sights: Mapping[int, Sight], *, settings: LoopSettings, actor: Actor
) -> list[Resembling]:
    if not may(actor, ReportAct.PHONE_REVEAL):
        sight = replace(sight, callers=frozenset())
    reach = reach_of(settings)
    scored = (_scored(case, likeness(sight, sights[case.pk]), reach) for case in near)
    return sorted((one for one in scored if one is not None), key=lambda one: -one.score)


def sights_of(cases: Sequence[Case]) -> dict[int, Sight]:
    """Return what is compared of some cases, by id: one statement for all their reports and photos."""
    if not cases:
        return {}
    texts: dict[int, list[str]] = defaultdict(list)
    phones: dict[int, set[str]] = defaultdict(set)
    hashes: dict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_REPORTED, [[case.pk for case in cases]])
        for case_id, text, phone, seen in cursor.fetchall():
            if len(texts[case_id]) < _TEXTS_MOST:
                texts[case_id].append(text)
            if phone:
                phones[case_id].add(phone_told(phone))
            hashes[case_id] += seen
    return {
        case.pk: replace(
            _sight(case), texts=text_terms(texts[case.pk]), callers=frozenset(phones[case.pk]),
            photo_hashes=tuple(hashes[case.pk]),
        )
        for case in cases
    }  # fmt: skip


_REPORTED = """
SELECT case_id, text, caller_phone, ARRAY(
    SELECT facts.phash FROM cases_reportphoto AS shot JOIN files_photofacts AS facts USING (file_id)
    WHERE shot.report_id = report.id AND facts.phash IS NOT NULL ORDER BY shot.id)
FROM cases_report AS report WHERE case_id = ANY(%s) ORDER BY report.id
"""


def _sight(case: Case) -> Sight:
    """Return what is compared of a case itself, without what was reported about it."""
    return Sight(
        matter=case.item.code if case.item else "",
        family=case.item.class_code if case.item else "",
        longitude=case.place.x if case.place else None, latitude=case.place.y if case.place else None,
        at=case.reported_at, component_id=case.component_id, premises_id=case.premises_id,
    )  # fmt: skip


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


def _near(
    sight: Sight, *, settings: LoopSettings, actor: Actor, at: datetime, beside: int | None = None
) -> list[Case]:
    """Return the open cases near a sight, newest first: with the names that a reader is shown."""
    box: Sequence[float | None] = (None,) * 4
    if sight.longitude is not None and sight.latitude is not None:
        box = box_around(sight.longitude, sight.latitude, _REACHES * settings.duplicate_m)
    asked = {
        "component": sight.component_id, "premises": sight.premises_id, "beside": beside or 0, "most": _MOST,
        "since": at - timedelta(hours=_WINDOWS * settings.duplicate_hours),
        "areas": list(areas_for(actor, CaseAct.READ)),
        **dict(zip(("west", "south", "east", "north"), box, strict=True)),
    }  # fmt: skip
    with connection.cursor() as cursor:  # its plan depends on the place
        cursor.execute(_OPEN_NEAR, asked)
        return [_named(cells) for cells in cursor.fetchall()]


def _named(cells: Sequence[Any]) -> Case:  # cells of many kinds
    """Return a case with its matter and its unit."""
    case = _CASE.row(cells[: len(_CASE)])
    related_set(case, {"item": _ITEM, "unit": _UNIT}, cells[len(_CASE) :])
    return case


_CASE = Columns(
    Case,
    only=(
        *("client_id", "title", "place", "state", "stage", "due_at", "soon_at", "late", "over_at"),
        *("moves_count", "reported_at", "item_id", "unit_id", "component_id", "premises_id", "area_code"),
    ),
)
_ITEM = Columns(CatalogueItem, only=("code", "class_code", "zh", "en"))
_UNIT = Columns(Unit, only=("code", "name"))
_OPEN_NEAR = f"""
SELECT {_CASE.listed("matter")}, {_ITEM.listed("item")}, {_UNIT.listed("unit")}
FROM cases_case AS matter
LEFT JOIN ground_catalogueitem AS item ON item.id = matter.item_id
LEFT JOIN ground_unit AS unit ON unit.id = matter.unit_id
WHERE matter.over_at IS NULL AND matter.reported_at >= %(since)s AND matter.id <> %(beside)s
    AND (matter.place && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)
         OR matter.component_id = %(component)s OR matter.premises_id = %(premises)s)
    AND EXISTS (SELECT FROM unnest(%(areas)s::text[]) AS known (code)
                WHERE starts_with(matter.area_code, known.code))
ORDER BY matter.reported_at DESC LIMIT %(most)s
"""  # noqa: S608 - names of our own columns


def _hashes_of(file_ids: Sequence[int]) -> list[int]:
    if not file_ids:
        return []
    rows = PhotoFacts.objects.filter(pk__in=file_ids).values_list("phash", flat=True)
    return [seen for seen in rows if seen is not None]
