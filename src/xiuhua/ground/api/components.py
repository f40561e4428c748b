"""The API of components and of the search across the ground."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from xiuhua.access.services import require
from xiuhua.ground.api.answering import Key, answered_once
from xiuhua.ground.queries import components as queries
from xiuhua.ground.queries.search import ground_search
from xiuhua.ground.serializers.components import ComponentOut, ComponentsIn, ComponentsPage, FoundOut
from xiuhua.ground.serializers.shared import MadeOut
from xiuhua.ground.services import components as services
from xiuhua.ground.terms import Act
from xiuhua.ground.terms.components import ComponentAct
from xiuhua.shared.actor import Actor
from xiuhua.web.api import asker
from xiuhua.web.seams import areas_for

router = Router(tags=["ground"])


@router.get("/components", response=ComponentsPage, summary="Components, in the order they were recorded")
def component_list(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=80)] = "",
    after: Annotated[int | None, Query(ge=0, le=2**63 - 1, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, object]:
    """Return components by id, found by words where `q` is given; contractors see what they keep."""
    actor = asker(request)
    require(actor, ComponentAct.READ)
    areas = areas_for(actor, ComponentAct.READ)
    found = queries.components_after(after=after or 0, actor=actor, areas=areas, question=q)
    rows = list(found[: limit + 1])
    return {"items": rows[:limit], "next": str(rows[limit - 1].pk) if len(rows) > limit else None}


@router.post("/components", response=MadeOut, summary="Record components, all or none")
def components_create(request: HttpRequest, new: ComponentsIn, idempotency_key: Key = None) -> HttpResponse:
    """Record components; those whose `client_id` is known are left as they are."""

    def act(actor: Actor, at: datetime) -> MadeOut:
        items = [item.as_new() for item in new.components]
        made = services.components_create_many(new=items, actor=actor, at=at)
        return MadeOut(received=len(items), created=len(made))

    return answered_once(request, idempotency_key, act)


@router.get("/components/{int:component_id}", response=ComponentOut, summary="One component")
def component_read(request: HttpRequest, component_id: int) -> object:
    """Return a component."""
    actor = asker(request)
    component = queries.component_get(component_id, actor=actor)
    require(actor, ComponentAct.READ, component)
    return component


@router.get("/search", response=list[FoundOut], summary="Whatever on the ground a question meets")
def search(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=80)],
    limit: Annotated[int, Query(ge=1, le=20, description="of each kind")] = 8,
) -> list[dict[str, object]]:
    """Return what is found, kind by kind."""
    actor = asker(request)
    require(actor, Act.AREA_READ)
    found = ground_search(q, actor, limit)
    return [vars(one) for lines in found.values() for one in lines]
