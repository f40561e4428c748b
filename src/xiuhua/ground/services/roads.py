"""Every way roads and the base map can change."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import ProtectedError, Value

from xiuhua.access.services import require
from xiuhua.ground import queries, rules
from xiuhua.ground.models import Feature, Road
from xiuhua.ground.queries import roads as road_queries
from xiuhua.ground.services.areas import multiline, multipolygon
from xiuhua.ground.services.importing import rows_held
from xiuhua.ground.terms.areas import AreaAct, FeatureKind, RoadClass
from xiuhua.intake.rules import RowsHeld
from xiuhua.ledger.services import NewEntry, entries_append_many
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid
from xiuhua.shared.search import search_terms

_NAME_LENGTH = 60
_BATCH = 500


@dataclass(frozen=True, kw_only=True)
class RoadFacts:
    """A road as an import brings it; `line` is GeoJSON or hexadecimal WKB, WGS84."""

    code: str
    name: str
    road_class: RoadClass
    line: str
    area_code: str
    width_m: float | None = None


@dataclass(frozen=True, kw_only=True)
class FeatureFacts:
    """A feature of the base map as an import brings it; `shape` is GeoJSON or hexadecimal WKB, WGS84."""

    code: str
    kind: FeatureKind
    shape: str
    area_code: str
    name: str = ""
    floors: int | None = None


@transaction.atomic
def roads_write_many(*, roads: Sequence[RoadFacts], actor: Actor, at: datetime) -> list[Road]:
    """Record roads, or bring those of known codes up to date, all or none; in the order given.

    Raises:
        Invalid: a name, line or area cannot be used; `code` names the first such road.
        NotPermitted: one of them lies outside the areas the actor may record in.
    """
    _areas_check(roads)
    known = {road.code: road for road in Road.objects.filter(code__in=[item.code for item in roads])}
    rows = [_road(item, known.get(item.code), actor=actor, at=at) for item in roads]
    fields = ["name", "road_class", "line", "width_m", "area_code", "search", "updated_at"]
    Road.objects.bulk_create([row for row in rows if row.code not in known], batch_size=_BATCH)
    Road.objects.bulk_update(list(known.values()), fields, _BATCH)
    entries_append_many(
        [
            NewEntry(
                at=at, actor=actor, act=AreaAct.ROAD_WRITE, subject=f"road:{row.pk}",
                words={"name.after": row.name}, state=road_queries.road_state(row),
            )
            for row in rows
        ]
    )  # fmt: skip
    return rows


def _road(item: RoadFacts, known: Road | None, *, actor: Actor, at: datetime) -> Road:
    if known is not None:
        require(actor, AreaAct.ROAD_WRITE, known)
    row = known or Road(code=item.code)
    row.name = _name_checked(item.name, item.code)
    row.road_class, row.width_m, row.area_code = item.road_class.value, item.width_m, item.area_code
    row.line = multiline(item.line, fault="road_line", code=item.code)
    row.search = SearchVector(Value(" ".join(search_terms(f"{row.code} {row.name}"))), config="simple")
    row.updated_at = at
    require(actor, AreaAct.ROAD_WRITE, row)
    return row


def _name_checked(name: str, code: str) -> str:
    tidy = rules.name_tidied(name)
    if not tidy or len(tidy) > _NAME_LENGTH:
        raise Invalid(fields={"name": "area_name"}, code=code)
    return tidy


def _areas_check(items: Sequence[RoadFacts] | Sequence[FeatureFacts]) -> None:
    known = queries.area_ids({item.area_code for item in items})
    for item in items:
        if item.area_code not in known:
            raise Invalid(fields={"area_code": "road_area"}, code=item.code, area=item.area_code)


@transaction.atomic
def roads_withdraw(*, road_ids: Collection[int], actor: Actor, at: datetime) -> None:
    """Take back roads that an import made and no segment belongs to, all or none.

    Raises:
        NotPermitted: the act table says no.
        RowsHeld: a segment belongs to one of them.
    """
    rows = list(Road.objects.select_for_update().defer("line").filter(pk__in=road_ids))
    _withdraw(rows, AreaAct.ROAD_WITHDRAW, "road", actor=actor, at=at)


@transaction.atomic
def features_write_many(*, features: Sequence[FeatureFacts], actor: Actor, at: datetime) -> list[Feature]:
    """Record features of the base map, or bring those of known codes up to date, all or none.

    Raises:
        Invalid: a shape or area cannot be used; `code` names the first such feature.
        NotPermitted: one of them lies outside the areas the actor may record in.
    """
    _areas_check(features)
    known = {row.code: row for row in Feature.objects.filter(code__in=[item.code for item in features])}
    rows = [_feature(item, known.get(item.code), actor=actor, at=at) for item in features]
    fields = ["name", "kind", "shape", "floors", "area_code", "updated_at"]
    Feature.objects.bulk_create([row for row in rows if row.code not in known], batch_size=_BATCH)
    Feature.objects.bulk_update(list(known.values()), fields, _BATCH)
    entries_append_many(
        [
            NewEntry(
                at=at, actor=actor, act=AreaAct.FEATURE_WRITE, subject=f"feature:{row.pk}",
                words={"name.after": row.name}, state=road_queries.feature_state(row),
            )
            for row in rows
        ]
    )  # fmt: skip
    return rows


def _feature(item: FeatureFacts, known: Feature | None, *, actor: Actor, at: datetime) -> Feature:
    if known is not None:
        require(actor, AreaAct.FEATURE_WRITE, known)
    row = known or Feature(code=item.code)
    row.name = rules.name_tidied(item.name)[:_NAME_LENGTH]
    row.kind, row.floors, row.area_code, row.updated_at = item.kind.value, item.floors, item.area_code, at
    row.shape = multipolygon(item.shape, fault="feature_shape", code=item.code)
    require(actor, AreaAct.FEATURE_WRITE, row)
    return row


@transaction.atomic
def features_withdraw(*, feature_ids: Collection[int], actor: Actor, at: datetime) -> None:
    """Take back features of the base map that an import made, all or none.

    Raises:
        NotPermitted: the act table says no.
    """
    rows = list(Feature.objects.select_for_update().defer("shape").filter(pk__in=feature_ids))
    _withdraw(rows, AreaAct.FEATURE_WITHDRAW, "feature", actor=actor, at=at)


R = TypeVar("R", Road, Feature)


def _withdraw(rows: Sequence[R], act: AreaAct, kind: str, *, actor: Actor, at: datetime) -> None:
    if not rows:
        return
    for row in rows:
        require(actor, act, row)
    gone: Mapping[int, str] = {row.pk: row.name for row in rows}
    try:
        type(rows[0]).objects.filter(pk__in=gone).delete()
    except ProtectedError as error:
        raise RowsHeld(rows_held(error, type(rows[0]))) from error
    entries_append_many(
        [
            NewEntry(
                at=at, actor=actor, act=act, subject=f"{kind}:{pk}", words={"name.before": name}, state={}
            )
            for pk, name in gone.items()
        ]
    )  # fmt: skip
