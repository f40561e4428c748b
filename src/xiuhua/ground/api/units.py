"""The API of units."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from xiuhua.access.services import require
from xiuhua.ground.api.answering import Key, answered_once
from xiuhua.ground.queries.units import unit_get, units_after
from xiuhua.ground.serializers.shared import MadeOut
from xiuhua.ground.serializers.units import UnitOut, UnitsIn, UnitsPage
from xiuhua.ground.services.units import NewUnit, units_create_many
from xiuhua.ground.terms.units import UnitAct
from xiuhua.shared.actor import Actor
from xiuhua.web.api import asker

router = Router(tags=["ground"])


@router.get("/units", response=UnitsPage, summary="Units, in the order they were recorded")
def unit_list(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=80)] = "",
    after: Annotated[int | None, Query(description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, object]:
    """Return units by id, found by words where `q` is given."""
    require(asker(request), UnitAct.READ)
    rows = list(units_after(after=after or 0, question=q)[: limit + 1])
    return {"items": rows[:limit], "next": str(rows[limit - 1].pk) if len(rows) > limit else None}


@router.post("/units", response=MadeOut, summary="Record units, all or none")
def unit_create_many(request: HttpRequest, new: UnitsIn, idempotency_key: Key = None) -> HttpResponse:
    """Record units, parents before children; those whose code is known are left as they are."""

    def act(actor: Actor, at: datetime) -> MadeOut:
        items = [NewUnit(**unit.model_dump()) for unit in new.units]
        made = units_create_many(new=items, actor=actor, at=at)
        return MadeOut(received=len(items), created=len(made))

    return answered_once(request, idempotency_key, act)


@router.get("/units/{int:unit_id}", response=UnitOut, summary="One unit")
def unit_read(request: HttpRequest, unit_id: int) -> object:
    """Return a unit."""
    require(asker(request), UnitAct.READ)
    return unit_get(unit_id)
