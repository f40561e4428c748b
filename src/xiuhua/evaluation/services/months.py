"""Setting on which day a statistical month begins."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.evaluation.models import MonthVersion
from xiuhua.evaluation.queries.months import version_state, versions_of
from xiuhua.evaluation.rules.periods import is_start
from xiuhua.evaluation.terms import FigureAct
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid


@transaction.atomic
def months_publish(
    *,
    area_code: str,
    starts_on: int,
    reason: str,
    effective_at: datetime,
    seen: int | None = None,
    actor: Actor,
    at: datetime,
) -> MonthVersion:
    """Let the statistical month of an area begin on a day, from an instant on.

    Figures asked for as of an instant before it keep the months of then.

    Args:
        area_code: everything below it, unless it has its own.
        starts_on: 1, or a day of the month before.
        reason: the rule or paper that says so.
        effective_at: from when on.
        seen: the number that the actor thought this version would have.
        actor: who sets it.
        at: when.

    Raises:
        NotPermitted: the actor may not, or not there.
        Conflict: somebody else has set it meanwhile.
        Invalid: no month begins on that day, or nobody said why.
    """
    version = MonthVersion(
        area_code=area_code, starts_on=starts_on, reason=reason.strip(), effective_at=effective_at,
        published_at=at, number=versions_of(area_code).count() + 1,
    )  # fmt: skip
    require(actor, FigureAct.MONTHS, version)
    if seen not in {None, version.number}:
        raise Conflict(kind="month_version", key=area_code)
    wrong = {"starts_on": "figure_month_start"} if not is_start(starts_on) else {}
    wrong |= {} if version.reason else {"reason": "reason_empty"}
    if wrong:
        raise Invalid(fields=wrong)
    version.save(force_insert=True)
    entry_append(
        at=at, actor=actor, act=FigureAct.MONTHS.value, subject=f"month_version:{version.pk}", area=area_code,
        detail={"number": version.number, "starts_on": starts_on}, words={"reason": version.reason},
        state=version_state(version),
    )  # fmt: skip
    return version
