"""The API of a city's settings of the loop."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from xiuhua.access.services import require
from xiuhua.access.services.answering import Key, answered_once
from xiuhua.cases import queries, services
from xiuhua.cases.queries.settings import versions_of
from xiuhua.cases.serializers.settings import PublishIn, SettingsOut, VersionOut, settings_told
from xiuhua.cases.terms import LoopAct
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.web.api import asker

router = Router(tags=["cases"])


@router.get("/loop-settings", response=SettingsOut, summary="The settings of the loop that hold in an area")
def settings_read(
    request: HttpRequest,
    area: Annotated[str, Query(pattern=r"^[0-9]{4}[0-9A-Z]{0,16}$", description="where: any area code")],
) -> SettingsOut:
    """Return what holds now, and the versions of this area."""
    require(asker(request), LoopAct.READ)
    chosen = queries.settings_for(area, at=now())
    versions = [VersionOut.from_orm(one) for one in versions_of(area)]
    return SettingsOut(version=chosen.version_id, settings=settings_told(chosen), versions=versions)


@router.post("/loop-settings", response=VersionOut, summary="Publish settings of the loop")
def settings_publish(request: HttpRequest, new: PublishIn, idempotency_key: Key = None) -> HttpResponse:
    """Let settings hold in an area from now on."""

    def act(actor: Actor, at: datetime) -> VersionOut:
        version = services.loop_publish(
            area_code=new.area_code, chosen=new.chosen, reason=new.reason, seen=new.seen, actor=actor, at=at
        )
        return VersionOut.from_orm(version)

    return answered_once(request, idempotency_key, act)
