"""Publishing a city's limits of orders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.ledger.services import entry_append
from xiuhua.orders.models import OrderVersion
from xiuhua.orders.queries.order_settings import order_version_latest, order_version_state
from xiuhua.orders.rules.order_settings import BadOrderSettings, order_settings_read
from xiuhua.orders.terms.orders import OrderVersionAct
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid


@transaction.atomic
def order_limits_publish(
    *, area_code: str, chosen: Mapping[str, object], reason: str, seen: int, actor: Actor, at: datetime
) -> OrderVersion:
    """Let limits of orders hold in an area from now on; orders keep the deadlines they came in with.

    Raises:
        NotPermitted: not by this actor, or not there.
        Invalid: a limit cannot be used, or the reason is missing; `fields` says which.
        Conflict: somebody published another version meanwhile.
    """
    before = order_version_latest(area_code)
    last = before.number if before else 0
    version = OrderVersion(
        area_code=area_code, number=last + 1, chosen=dict(chosen), reason=reason.strip(), effective_at=at,
        published_at=at,
    )  # fmt: skip
    require(actor, OrderVersionAct.PUBLISH, version)
    if last != seen:
        raise Conflict(kind="order_version", key=last)
    fields = {} if reason.strip() else {"reason": "order_reason_missing"}
    try:
        order_settings_read(chosen)
    except BadOrderSettings as fault:
        fields[fault.field] = fault.code
    if fields:
        raise Invalid(fields=fields)
    version.save(force_insert=True)
    entry_append(
        at=at, actor=actor, act=OrderVersionAct.PUBLISH.value, subject=f"order_version:{version.pk}",
        area=area_code, detail={"number": version.number}, words={"reason": version.reason},
        state=order_version_state(version),
    )  # fmt: skip
    return version
