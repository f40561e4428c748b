"""Publishing a city's settings of the loop."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from xiuhua.access.services import require
from xiuhua.cases.models import LoopVersion
from xiuhua.cases.queries.settings import version_state
from xiuhua.cases.rules.settings import BadSettings, settings_read
from xiuhua.cases.terms import LoopAct
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid


@transaction.atomic
def loop_publish(
    *, area_code: str, chosen: Mapping[str, Any], reason: str, seen: int, actor: Actor, at: datetime
) -> LoopVersion:  # chosen is plain JSON
    """Let settings hold in an area from now on; every decision keeps the version it was made by.

    Args:
        area_code: where.
        chosen: what differs from the defaults, in the form of `rules.settings.settings_read`.
        reason: why.
        seen: the number of the version that the actor saw; 0 for none.
        actor: who.
        at: when.

    Raises:
        NotPermitted: not by this actor, or not there.
        Invalid: a setting cannot be used, or the reason is missing; `fields` says which.
        Conflict: somebody published another version meanwhile.
    """
    last = LoopVersion.objects.filter(area_code=area_code).aggregate(last=Max("number"))["last"] or 0
    version = LoopVersion(
        area_code=area_code, number=last + 1, chosen=dict(chosen), reason=reason.strip(), effective_at=at,
        published_at=at,
    )  # fmt: skip
    require(actor, LoopAct.PUBLISH, version)
    if last != seen:
        raise Conflict(kind="loop_version", key=last)
    fields = {} if reason.strip() else {"reason": "case_reason_missing"}
    try:
        settings_read(chosen)
    except BadSettings as fault:
        fields[fault.field] = fault.code
    if fields:
        raise Invalid(fields=fields)
    version.save(force_insert=True)
    entry_append(
        at=at, actor=actor, act=LoopAct.PUBLISH.value, subject=f"loop_version:{version.pk}", area=area_code,
        detail={"number": version.number}, words={"reason": version.reason}, state=version_state(version),
    )  # fmt: skip
    return version
