"""The API of cameras, and of the shops that each sees."""

from __future__ import annotations

from typing import Annotated

from django.contrib.gis.geos import Point
from django.http import HttpRequest
from ninja import Path, Query, Router

from xiuhua.access.services import require
from xiuhua.ground.queries import cameras as queries
from xiuhua.ground.serializers.cameras import CamerasPage, ShopSeenOut, ShopsSeenOut
from xiuhua.ground.terms.cameras import CameraAct
from xiuhua.web.api import asker
from xiuhua.web.seams import areas_for

router = Router(tags=["ground"])


@router.get("/cameras", response=CamerasPage, summary="Cameras, in the order they were recorded")
def camera_list(
    request: HttpRequest,
    after: Annotated[int | None, Query(ge=0, le=2**63 - 1, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, object]:
    """Return cameras by id."""
    actor = asker(request)
    require(actor, CameraAct.READ)
    found = queries.cameras_after(after=after or 0, areas=areas_for(actor, CameraAct.READ))
    rows = list(found[: limit + 1])
    return {"items": rows[:limit], "next": str(rows[limit - 1].pk) if len(rows) > limit else None}


@router.get("/cameras/{code}/shops", response=ShopsSeenOut, summary="The shops that a camera sees")
def camera_shops(
    request: HttpRequest,
    code: Annotated[str, Path(pattern="^[0-9]{20}$")],
    longitude: Annotated[float | None, Query(ge=-180, le=180)] = None,
    latitude: Annotated[float | None, Query(ge=-90, le=90)] = None,
) -> ShopsSeenOut:
    """Return the shops that a camera sees; with a point, which of them something seen there is about."""
    actor = asker(request)
    camera = queries.camera_coded(code)
    require(actor, CameraAct.READ, camera)
    told = longitude is not None and latitude is not None
    point = Point(longitude, latitude, srid=4326) if told else None
    shop = queries.shop_at(camera, point)
    shops = [
        ShopSeenOut(
            code=premises.code, name=premises.name, address=premises.address,
            credit_code=(premises.party.credit_code or "") if premises.party else "", away_m=one.away_m,
            known_by=one.kind,
        )
        for one, premises in queries.shops_seen(camera)
    ]  # fmt: skip
    return ShopsSeenOut(camera=camera.code, shops=shops, shop=shop.code if shop else None)
