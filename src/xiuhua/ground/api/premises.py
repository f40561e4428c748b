"""The API of premises."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from xiuhua.access.services import require
from xiuhua.ground import queries, services
from xiuhua.ground.api.answering import Key, answered_once
from xiuhua.ground.serializers.premises import PremisesManyIn, PremisesOut, PremisesPage, RenameIn, StoryOut
from xiuhua.ground.serializers.shared import MadeOut
from xiuhua.ground.services import NewPremises
from xiuhua.ground.terms import Act, PremisesKind
from xiuhua.ledger.queries import story
from xiuhua.shared.actor import Actor
from xiuhua.web.api import Instant, asker
from xiuhua.web.seams import areas_for

router = Router(tags=["ground"])


@router.get(
    "/premises", response=PremisesPage, summary="Premises in your areas, in the order they were recorded"
)
def premises_list(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=80)] = "",
    kind: Annotated[PremisesKind | None, Query(description="only of this kind")] = None,
    area: Annotated[str, Query(max_length=20, pattern="^[0-9]*$", description="only inside this area")] = "",
    recorded_since: Annotated[
        Instant | None, Query(description="only what entered the register then or later")
    ] = None,
    after: Annotated[int | None, Query(description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, object]:
    """Return premises by id, found by words where `q` is given."""
    actor = asker(request)
    require(actor, Act.PREMISES_READ)
    areas = areas_for(actor, Act.PREMISES_READ)
    wish = queries.PremisesWish(
        question=q, kinds=[kind.value] if kind else [], area=area, recorded_since=recorded_since
    )
    rows = list(queries.premises_after(after=after or 0, areas=areas, wish=wish)[: limit + 1])
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

    return answered_once(request, idempotency_key, act)


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

    return answered_once(request, idempotency_key, act)


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
