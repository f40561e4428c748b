"""Choosing which figures a month's page shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.evaluation.models import OverviewVersion
from xiuhua.evaluation.queries import plans as queries
from xiuhua.evaluation.rules.overviews import choice_faults
from xiuhua.evaluation.terms.plans import PlanAct
from xiuhua.ledger.services import entry_append
from xiuhua.scenekit.indicators import indicators
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid


@transaction.atomic
def overview_choose(
    *,
    area_code: str,
    figures: Sequence[str],
    main: str,
    reason: str,
    seen: int | None = None,
    actor: Actor,
    at: datetime,
) -> OverviewVersion:
    """Let the month's page of an area show eight figures from now on.

    Args:
        area_code: everything below it, unless it has its own.
        figures: their keys, in their order.
        main: the one that streets are sorted by and the course is drawn of.
        reason: why.
        seen: the number that the actor thought this version would have.
        actor: who chooses.
        at: when.

    Raises:
        NotPermitted: the actor may not, or not there.
        Conflict: somebody else has chosen meanwhile.
        Invalid: it is not eight different figures, areas cannot be sorted by `main`, or nobody said why.
    """
    queries.held("overview", area_code)
    version = OverviewVersion(
        area_code=area_code, number=queries.overview_versions(area_code).count() + 1, figures=list(figures),
        main=main, reason=reason.strip(), chosen_at=at,
    )  # fmt: skip
    require(actor, PlanAct.OVERVIEW_CHOOSE, version)
    if seen not in {None, version.number}:
        raise Conflict(kind="overview", key=area_code)
    wrong = choice_faults(
        figures, main, known={one.key for one in indicators()},
        sortable={one.key for one in queries.figures_sortable()},
    )  # fmt: skip
    wrong |= {} if version.reason else {"reason": "reason_empty"}
    if wrong:
        raise Invalid(fields=wrong)
    version.save(force_insert=True)
    entry_append(
        at=at, actor=actor, act=PlanAct.OVERVIEW_CHOOSE.value, subject=f"overview:{version.pk}",
        area=area_code,
        detail={"number": version.number, "figures": list(figures), "main": main},
        words={"reason": version.reason}, state=queries.overview_state(version),
    )  # fmt: skip
    return version
