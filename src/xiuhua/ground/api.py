"""The API of areas and premises."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Header, Query, Router, Schema

from xiuhua.access.services import Answer, once, request_digest, require
from xiuhua.ground import queries, services
from xiuhua.ground.serializers import (
    AreaOut,
    AreasIn,
    MadeOut,
    PremisesManyIn,
    PremisesOut,
    PremisesPage,
    RenameIn,
    StoryOut,
)
from xiuhua.ground.services import NewArea, NewPremises
from xiuhua.ground.terms import Act
from xiuhua.ledger.queries import story
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.web.api import asker
from xiuhua.web.seams import areas_for

router = Router(tags=["ground"])
Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=80)]


def _answered_once(
    request: HttpRequest, key: str | None, act: Callable[[Actor, datetime], Schema]
) -> HttpResponse:
    """Run an act under its idempotency key and return its answer as JSON."""
    actor, at = asker(request), now()

    def run() -> Answer:
        return Answer(200, act(actor, at).model_dump(mode="json"))

    digest = request_digest(path=request.path, body=request.body)
    answer = once(key=key, request_digest=digest, actor=actor, at=at, act=run)
    return JsonResponse(answer.body, status=answer.status)


@router.get("/areas", response=list[AreaOut], summary="Every area, widest first")
def area_list(request: HttpRequest) -> object:
    """Return the tree of areas without their shapes."""
    require(asker(request), Act.AREA_READ)
    return queries.areas().select_related("parent")


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
            )
            for area in new.areas
        ]
        made = services.areas_create_many(new=items, actor=actor, at=at)
        return MadeOut(received=len(items), created=len(made))

    return _answered_once(request, idempotency_key, act)


@router.get(
    "/premises", response=PremisesPage, summary="Premises in your areas, in the order they were recorded"
)
def premises_list(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=80)] = "",
    after: Annotated[int | None, Query(description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, object]:
    """Return premises by id, found by words where `q` is given."""
    actor = asker(request)
    require(actor, Act.PREMISES_READ)
    areas = areas_for(actor, Act.PREMISES_READ)
    rows = list(queries.premises_after(after=after or 0, areas=areas, question=q)[: limit + 1])
    more = len(rows) > limit
    return {"items": rows[:limit], "next": str(rows[limit - 1].pk) if more else None}


@router.post("/premises", response=MadeOut, summary="Record premises, all or none")
def premises_create_many(
    request: HttpRequest, new: PremisesManyIn, idempotency_key: Key = None
) -> HttpResponse:
    """Record premises; those whose `client_id` is known are left as they are."""

    def act(actor: Actor, at: datetime) -> MadeOut:
        items = [NewPremises(**item.model_dump()) for item in new.premises]
        made = services.premises_create_many(new=items, actor=actor, at=at)
        return MadeOut(received=len(items), created=len(made))

    return _answered_once(request, idempotency_key, act)


@router.get("/premises/{int:premises_id}", response=PremisesOut, summary="One of the premises")
def premises_read(request: HttpRequest, premises_id: int) -> object:
    """Return premises in your areas."""
    premises = queries.premises_get(premises_id)
    require(asker(request), Act.PREMISES_READ, premises)
    return premises


@router.post("/premises/{int:premises_id}/rename", response=PremisesOut, summary="Rename premises")
def premises_rename(
    request: HttpRequest, premises_id: int, new: RenameIn, idempotency_key: Key = None
) -> HttpResponse:
    """Give premises another name; with an `Idempotency-Key` once, however often it is sent."""

    def act(actor: Actor, at: datetime) -> PremisesOut:
        renamed = services.premises_rename(
            premises_id=premises_id,
            name=new.name,
            reason=new.reason,
            expected_name=new.expected_name,
            actor=actor,
            at=at,
        )
        return PremisesOut.from_orm(renamed)

    return _answered_once(request, idempotency_key, act)


@router.get(
    "/premises/{int:premises_id}/history", response=list[StoryOut], summary="What happened to premises"
)
def premises_history(request: HttpRequest, premises_id: int) -> list[dict[str, object]]:
    """Return the acts on premises, newest first."""
    premises = queries.premises_get(premises_id)
    require(asker(request), Act.PREMISES_READ, premises)
    return [
        {
            "entry": entry.entry_id,
            "at": entry.at,
            "recorded_at": entry.recorded_at,
            "actor": entry.actor,
            "act": entry.act,
            "words": entry.words,
            "leaf": entry.leaf,
        }
        for entry in story(f"premises:{premises_id}", limit=200)
    ]
