"""Fixing figures as of an instant, so that what was published can be proven later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.evaluation.models import Snapshot
from xiuhua.evaluation.queries.asking import FigureQuestion, Wording, question_read
from xiuhua.evaluation.queries.corrections import ids_counted
from xiuhua.evaluation.queries.figures import CountedFigure, figures_counted
from xiuhua.evaluation.queries.plans import snapshot_number_next, snapshot_state
from xiuhua.evaluation.rules.snapshots import Fixed, figures_digest, fixed_told, ids_digest, value_text
from xiuhua.evaluation.terms import Side
from xiuhua.evaluation.terms.plans import PlanAct
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid


@transaction.atomic
def figures_fix(
    *,
    area_code: str,
    period: str,
    keys: Sequence[str],
    reason: str,
    page: str = "month",
    as_of: datetime | None = None,
    actor: Actor,
    at: datetime,
) -> Snapshot:
    """Fix figures of an area and a period as of an instant: their counts, and a digest of what was counted.

    The ledger's entry holds counts, digests and keys, no names; counting again as of the same instant gives
    the same, whatever has been corrected since.

    Args:
        area_code: whose; empty for everything there is.
        period: `2026-03`.
        keys: of the figures, in their order.
        reason: what they are fixed for.
        page: for what kind of paper: `month`, `vintage`.
        as_of: the instant of recording; the present without one.
        actor: who fixes them.
        at: when.

    Raises:
        NotPermitted: the actor may not, or not there.
        NotFound: there is no such figure.
        Invalid: the area or the period is none, the instant is still to come, or nobody said why.
    """
    instant = (as_of or at).astimezone(UTC)
    snapshot = Snapshot(
        area_code=area_code, page=page, as_of=instant, reason=reason.strip(), fixed_by=actor.name, fixed_at=at
    )
    require(actor, PlanAct.SNAPSHOT_FIX, snapshot)
    if not snapshot.reason or not keys:
        raise Invalid(fields={"reason": "reason_empty"} if keys else {"figures": "overview_figures_wrong"})
    said = Wording(area=area_code, period=period, as_of=instant.isoformat(), keys=tuple(keys))
    question = question_read(said, areas=(area_code,), at=at)
    figures = [_fixed(one, question) for one in figures_counted(question)]
    snapshot.period = question.period.key
    snapshot.figures = fixed_told(figures)
    snapshot.digest = figures_digest(
        area=area_code, period=snapshot.period, as_of=instant.isoformat(), figures=figures
    )
    return _kept(snapshot, figures, actor, at)


def _fixed(figure: CountedFigure, question: FigureQuestion) -> Fixed:
    one, value = figure.indicator, figure.value
    alone = replace(question, indicators=(one,))
    is_known = value.numerator is not None
    is_rate = value.denominator is not None
    return Fixed(
        key=one.key, value=value_text(value.value), counted=value.numerator, over=value.denominator,
        counted_ids=ids_digest(ids_counted(alone, side=Side.NUMERATOR)) if is_known else "",
        over_ids=ids_digest(ids_counted(alone, side=Side.DENOMINATOR)) if is_rate else "",
        why=value.why.value if value.why else "",
    )  # fmt: skip


def _kept(snapshot: Snapshot, figures: Sequence[Fixed], actor: Actor, at: datetime) -> Snapshot:
    """Write the row and its entry; the row names the entry, the entry the row by the number given before."""
    snapshot.pk = snapshot_number_next()
    entry = entry_append(
        at=at, actor=actor, act=PlanAct.SNAPSHOT_FIX.value, subject=f"snapshot:{snapshot.pk}",
        area=snapshot.area_code,
        detail={
            "page": snapshot.page, "period": snapshot.period, "as_of": snapshot.as_of.isoformat(),
            "digest": snapshot.digest, "figures": [asdict(one) for one in figures],
        },
        words={"reason": snapshot.reason}, state=snapshot_state(snapshot),
    )  # fmt: skip
    snapshot.entry = entry.pk
    snapshot.save(force_insert=True)
    return snapshot
