"""The API of duties: who answers here."""

from __future__ import annotations

from typing import Annotated

from django.contrib.gis.geos import Point
from django.http import HttpRequest
from ninja import Query, Router

from xiuhua.access.services import require
from xiuhua.ground.queries.duties import component_by_code, premises_by_code, who_answers
from xiuhua.ground.serializers.answers import AnswersOut, answers_out
from xiuhua.ground.terms import Act
from xiuhua.ground.terms.duties import DutyAct
from xiuhua.shared.clock import now
from xiuhua.web.api import Instant, asker
from xiuhua.web.errors import language

router = Router(tags=["ground"])
Longitude = Annotated[float | None, Query(ge=-180, le=180, description="degrees, WGS84")]
Latitude = Annotated[float | None, Query(ge=-90, le=90, description="degrees, WGS84")]
Code = Annotated[str, Query(max_length=20, pattern=r"^[0-9A-Za-z_-]*$")]


@router.get("/answers", response=AnswersOut, summary="Who answers here, now, for this matter")
def answers_read(
    request: HttpRequest,
    longitude: Longitude = None,
    latitude: Latitude = None,
    area: Annotated[str, Query(max_length=20, pattern=r"^[0-9A-Z]*$", description="area code")] = "",
    component: Code = "",
    premises: Code = "",
    matter: Annotated[str, Query(max_length=5, pattern=r"^[0-9]*$", description="code of 2026")] = "",
    at: Annotated[Instant | None, Query(description="ISO 8601; now where it is left out")] = None,
) -> AnswersOut:
    """Return everybody who answers at a place, by longitude and latitude, by area, component or premises."""
    actor = asker(request)
    require(actor, DutyAct.ANSWER)
    instant = at or now()
    place = Point(longitude, latitude, srid=4326) if longitude is not None and latitude is not None else None
    shop = premises_by_code(premises) if premises else None
    if shop:
        require(actor, Act.PREMISES_READ, shop)
    found = who_answers(
        place=place,
        area_code=area or None,
        component=component_by_code(component) if component else None,
        premises=shop,
        matter=matter or None,
        at=instant,
    )
    return answers_out(found, at=instant, language=language())
