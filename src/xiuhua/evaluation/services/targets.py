"""Setting what an area aims at, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.evaluation.models import Target
from xiuhua.evaluation.queries import plans as queries
from xiuhua.evaluation.queries.months import months_for
from xiuhua.evaluation.rules.periods import NoPeriod, PeriodKind, period_read
from xiuhua.evaluation.rules.targets import kind_fits
from xiuhua.evaluation.terms.plans import PlanAct, TargetKind, TargetState
from xiuhua.ground.queries.areas import area_names
from xiuhua.ledger.services import entry_append
from xiuhua.scenekit.indicators import indicator_named
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid, NotAllowedNow

_LARGEST = Decimal(10) ** 12
_BACK = "导入撤销"


@dataclass(frozen=True, kw_only=True)
class NewTarget:
    """A target as somebody writes it.

    Args:
        figure: its key.
        period: `2026` or `2026-03`.
        amount: in the figure's unit; of growth and decline in per cent, of a rate in percentage points.
        source: the document and its row.
    """

    figure: str
    area_code: str
    period: str
    kind: TargetKind
    amount: Decimal
    source: str


@transaction.atomic
def target_set(*, new: NewTarget, seen: int | None = None, actor: Actor, at: datetime) -> Target:
    """Set what an area aims at over a period; what was set before stays as a version.

    Args:
        new: the target.
        seen: the number that the actor thought this version would have.
        actor: who sets it.
        at: when.

    Raises:
        NotPermitted: the actor may not, or not there.
        Conflict: somebody else has set it meanwhile.
        Invalid: there is no such figure, area or period, it asks for what is worse, or names no source.
    """
    queries.held("target", new.figure, new.area_code, new.period)
    latest = queries.target_latest(new.figure, new.area_code, new.period)
    target = Target(
        figure=new.figure, area_code=new.area_code, period=new.period, kind=new.kind.value, amount=new.amount,
        number=latest.number + 1 if latest else 1, source=new.source.strip(), set_by=actor.name, set_at=at,
        state=TargetState.SET.value,
    )  # fmt: skip
    require(actor, PlanAct.TARGET_SET, target)
    if seen not in {None, target.number}:
        raise Conflict(kind="target", key=new.figure)
    wrong = target_faults(new=new, at=at)
    if wrong:
        raise Invalid(fields=wrong)
    _kept(target, PlanAct.TARGET_SET, actor, at)
    return target


@transaction.atomic
def targets_import(*, many: Sequence[NewTarget], actor: Actor, at: datetime) -> list[int]:
    """Set the targets of a file, each as `target_set`, and return their ids."""
    return [target_set(new=new, actor=actor, at=at).pk for new in many]


@transaction.atomic
def targets_undo(*, back: Sequence[tuple[int, NewTarget | None]], actor: Actor, at: datetime) -> None:
    """Take the targets of a file back: what held before is set again; what was none is withdrawn.

    Args:
        back: by version, what held before it; None where nothing did.
        actor: who takes the file back.
        at: when.
    """
    for target_id, before in back:
        if before is None:
            target_withdraw(target_id=target_id, reason=_BACK, actor=actor, at=at)
        else:
            target_set(new=before, actor=actor, at=at)


def target_faults(*, new: NewTarget, at: datetime) -> dict[str, str]:
    """Return what is wrong with a target, by field."""
    found: dict[str, str] = {}
    one = indicator_named(new.figure)
    if one is None:
        found["figure"] = "target_figure_unknown"
    elif not kind_fits(new.kind, one.direction):
        found["kind"] = "target_kind_wrong"
    try:
        kind = period_read(new.period, months_for(new.area_code, at=at)).kind
    except NoPeriod:
        kind = None
    if kind not in {PeriodKind.YEAR, PeriodKind.MONTH}:
        found["period"] = "target_period_wrong"
    if not Decimal(0) <= new.amount < _LARGEST:
        found["amount"] = "target_amount_wrong"
    if not new.source.strip():
        found["source"] = "reason_empty"
    if new.area_code and new.area_code not in area_names([new.area_code]):
        found["area_code"] = "outer_area_wrong"
    return found


@transaction.atomic
def target_withdraw(*, target_id: int, reason: str, actor: Actor, at: datetime) -> Target:
    """Take a target back; what it was stays as a version.

    Args:
        target_id: of the version that holds.
        reason: why.
        actor: who takes it back.
        at: when.

    Raises:
        NotFound: there is no such version.
        NotPermitted: the actor may not, or not there.
        NotAllowedNow: it is no longer the one that holds.
        Invalid: nobody said why.
    """
    named = queries.target_get(target_id)
    queries.held("target", named.figure, named.area_code, named.period)
    require(actor, PlanAct.TARGET_WITHDRAW, named)
    latest = queries.target_latest(named.figure, named.area_code, named.period)
    if latest is None or latest.pk != named.pk or latest.state != TargetState.SET.value:
        raise NotAllowedNow(act=PlanAct.TARGET_WITHDRAW.value, state=TargetState.WITHDRAWN.value)
    if not reason.strip():
        raise Invalid(fields={"reason": "reason_empty"})
    target = Target(
        figure=named.figure, area_code=named.area_code, period=named.period, kind=named.kind,
        amount=named.amount, number=named.number + 1, source=named.source, set_by=actor.name, set_at=at,
        state=TargetState.WITHDRAWN.value, reason=reason.strip(),
    )  # fmt: skip
    _kept(target, PlanAct.TARGET_WITHDRAW, actor, at)
    return target


def _kept(target: Target, act: PlanAct, actor: Actor, at: datetime) -> None:
    target.save(force_insert=True)
    words = {"source": target.source, **({"reason": target.reason} if target.reason else {})}
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"target:{target.pk}", area=target.area_code,
        detail={
            "figure": target.figure, "period": target.period, "number": target.number, "kind": target.kind,
            "amount": f"{target.amount:.2f}",
        },
        words=words, state=queries.target_state(target),
    )  # fmt: skip
