"""The API of areas."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated

import shapely
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from xiuhua.access.services import require
from xiuhua.ground import queries, services
from xiuhua.ground.api.answering import Key, answered_once
from xiuhua.ground.serializers.areas import AreaOut, AreaReviseIn, AreasIn, AreaVoidIn, FindingOut, PlaceOut
from xiuhua.ground.serializers.shared import MadeOut
from xiuhua.ground.services import AreaChange, NewArea
from xiuhua.ground.terms import Act, AreaLevel
from xiuhua.shared.actor import Actor
from xiuhua.shared.coordinates import Datum, to_wgs84
from xiuhua.web.api import asker

router = Router(tags=["ground"])


@router.get("/areas", response=list[AreaOut], summary="Every area, widest first")
def area_list(
    request: HttpRequest,
    level: AreaLevel | None = None,
    area: Annotated[str, Query(pattern="^[0-9]{0,15}$", description="the area they lie in")] = "",
) -> object:
    """Return the tree of areas without their shapes."""
    require(asker(request), Act.AREA_READ)
    return queries.areas_in(area, level).select_related("parent")


@router.get("/locate", response=list[PlaceOut], summary="The areas that cover a point, widest first")
def area_locate(
    request: HttpRequest,
    longitude: Annotated[float, Query(ge=-180, le=180, description="degrees")],
    latitude: Annotated[float, Query(ge=-90, le=90, description="degrees")],
    system: Annotated[Datum, Query(description="what the degrees are given in")] = Datum.WGS84,
) -> object:
    """Return one area of each level."""
    require(asker(request), Act.AREA_READ)
    return list(queries.locate(*to_wgs84(longitude, latitude, system)).values())


@router.get("/areas/{code}/quality", response=list[FindingOut], summary="Overlaps and gaps inside an area")
def area_quality(request: HttpRequest, code: str, level: AreaLevel) -> object:
    """Return where the boundaries of one level in an area do not fit, largest first."""
    require(asker(request), Act.AREA_READ)
    found = queries.boundary_findings(queries.area_get(code), level)
    return [
        {
            "kind": finding.kind,
            "codes": finding.codes,
            "area_m2": finding.area_m2,
            "shape": shapely.geometry.mapping(finding.shape),
        }
        for finding in found
    ]


@router.post("/areas", response=MadeOut, summary="Record areas, all or none")
def area_create_many(request: HttpRequest, new: AreasIn, idempotency_key: Key = None) -> HttpResponse:
    """Record areas; those whose code is known are left as they are."""

    def act(actor: Actor, at: datetime) -> MadeOut:
        items = [
            NewArea(
                code=area.code,
                name=area.name,
                level=area.level,
                shape=json.dumps(area.shape) if area.shape else None,
                line=json.dumps(area.line) if area.line else None,
                road=area.road,
                members=area.members,
            )
            for area in new.areas
        ]
        made = services.areas_create_many(new=items, actor=actor, at=at)
        return MadeOut(received=len(items), created=len(made))

    return answered_once(request, idempotency_key, act)


@router.post("/areas/{code}/revise", response=AreaOut, summary="Revise an area")
def area_revise(
    request: HttpRequest, code: str, new: AreaReviseIn, idempotency_key: Key = None
) -> HttpResponse:
    """Give an area another name, shape or other members, with the reason."""

    def act(actor: Actor, at: datetime) -> AreaOut:
        change = AreaChange(
            area_id=queries.area_get(code).pk,
            name=new.name,
            shape=json.dumps(new.shape) if new.shape else None,
            members=new.members,
        )
        return AreaOut.from_orm(services.area_revise(change=change, reason=new.reason, actor=actor, at=at))

    return answered_once(request, idempotency_key, act)


@router.post("/areas/{code}/void", response=AreaOut, summary="Give up an area")
def area_void(request: HttpRequest, code: str, new: AreaVoidIn, idempotency_key: Key = None) -> HttpResponse:
    """Give up an area on which nothing rests; its code is never used again."""

    def act(actor: Actor, at: datetime) -> AreaOut:
        area_id = queries.area_get(code).pk
        return AreaOut.from_orm(services.area_void(area_id=area_id, reason=new.reason, actor=actor, at=at))

    return answered_once(request, idempotency_key, act)
