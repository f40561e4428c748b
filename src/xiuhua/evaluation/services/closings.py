"""Closing a statistical month: set, frozen, objected to, put up for notice, made final."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from xiuhua.access.services import require, scope_opened
from xiuhua.cases.services import case_exempt
from xiuhua.cases.terms.appeals import AppealAbout
from xiuhua.evaluation.models import ClosingRule, LineObjection, MonthClosing, Vintage
from xiuhua.evaluation.queries import closing_states as states_of
from xiuhua.evaluation.queries import closings as queries
from xiuhua.evaluation.queries.field_rows import StoredFile
from xiuhua.evaluation.rules.closing import step_due
from xiuhua.evaluation.rules.periods import NoPeriod, Period
from xiuhua.evaluation.services.closing_telling import closing_tell, decision_tell
from xiuhua.evaluation.services.line_objections import line_enter, line_settle
from xiuhua.evaluation.services.refusals import (
    ClosingNotDue,
    MonthNotOver,
    NothingHeld,
    NotYourLine,
    ObjectionsOver,
    OwnObjection,
)
from xiuhua.evaluation.terms.closings import ClosingAct, ClosingState, LineAbout, VintageKind
from xiuhua.ground.queries.calendars import calendar_for
from xiuhua.ground.rules.calendars import deadline
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import EVERYWHERE, Actor, system
from xiuhua.shared.errors import Conflict, Invalid

CLOSER = system("closings")
_SETTLED = timedelta(
    seconds=10
)  # what was begun before has been committed by then, so an instant stays as it is
_MOST_DAYS, _WHOLE = 30, 100
_APPEALS = {
    LineAbout.LATE: AppealAbout.LATE, LineAbout.REWORK: AppealAbout.REWORK,
    LineAbout.RETURN: AppealAbout.RETURN,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class NewRule:
    """How months close: working days of each part, and the thresholds of the colours, per cent."""

    freeze_days: int = 1
    objection_days: int = 3
    notice_days: int = 3
    green: int = 90
    blue: int = 80
    yellow: int = 70


@transaction.atomic
def closing_rule_publish(
    *, new: NewRule, area_code: str, reason: str, seen: int | None = None, actor: Actor, at: datetime
) -> ClosingRule:
    """Let the months of an area close by a setting. Months that are frozen already keep theirs.

    Raises:
        NotPermitted: the actor may not, or not there.
        Conflict: somebody else has published a version meanwhile.
        Invalid: the numbers will not do, or nobody said why.
    """
    queries.area_lock(area_code)
    row = ClosingRule(
        area_code=area_code, number=queries.rules_all().filter(area_code=area_code).count() + 1,
        **vars(new), reason=reason.strip(), published_by=actor.name, published_at=at,
    )  # fmt: skip
    require(actor, ClosingAct.RULE, row)
    if seen not in {None, row.number}:
        raise Conflict(kind="closing_rule", key=area_code)
    wrong = _rule_faults(new) | ({} if row.reason else {"reason": "reason_empty"})
    if wrong:
        raise Invalid(fields=wrong)
    row.save(force_insert=True)
    entry_append(
        at=at, actor=actor, act=ClosingAct.RULE.value, subject=f"closing_rule:{row.pk}", area=area_code,
        detail={"number": row.number}, words={"reason": row.reason}, state=states_of.rule_state(row),
    )  # fmt: skip
    return row


def _rule_faults(new: NewRule) -> dict[str, str]:
    wrong = {
        name: "closing_days_wrong"
        for name in ("freeze_days", "objection_days", "notice_days")
        if not 1 <= getattr(new, name) <= _MOST_DAYS
    }
    if not _WHOLE >= new.green > new.blue > new.yellow >= 1:
        wrong["green"] = "closing_bands_wrong"
    return wrong


@transaction.atomic
def month_freeze(*, area_code: str, period: str, actor: Actor, at: datetime) -> MonthClosing:
    """Fix the figures of a month and let its units and streets object.

    Args:
        area_code: of the area that is assessed.
        period: `2026-03`.
        actor: who freezes it.
        at: when.

    Raises:
        NotPermitted: the actor may not, or not there.
        MonthNotOver: the month still runs.
        Conflict: it is frozen already.
        Invalid: the text names no month.
    """
    queries.area_lock(area_code)
    try:
        month = queries.month_named(period, area_code, at=at)
    except (NoPeriod, ValueError) as error:
        raise Invalid(fields={"period": "closing_period_wrong"}) from error
    days = queries.days_for(area_code)
    closing = MonthClosing(
        area_code=area_code, period=month.key, since=month.since, until=month.until, frozen_at=at,
        objections_until=_working_days(area_code, at, days.objection), notice_days=days.notice,
    )  # fmt: skip
    closing.next_at = closing.objections_until
    require(actor, ClosingAct.FREEZE, closing)
    if at - _SETTLED < month.until:
        raise MonthNotOver(period=month.key)
    if queries.closing_of(area_code, month.key) is not None:
        raise Conflict(kind="month_closing", key=month.key)
    closing.save(force_insert=True)
    first = _vintage_make(closing, month, VintageKind.FREEZE, before=None, at=at)
    _recorded(closing, first, ClosingAct.FREEZE, actor=actor, at=at)
    return closing


def _working_days(area_code: str, start: datetime, days: int) -> datetime:
    return deadline(calendar_for(area_code, at=start), start, days, TimeUnit.WORK_DAY).at


def _vintage_make(
    closing: MonthClosing, month: Period, kind: VintageKind, *, before: Vintage | None, at: datetime
) -> Vintage:
    as_of = at - _SETTLED
    lines = queries.lines_counted(closing.area_code, month, as_of=as_of)
    changes = (
        queries.changes_counted(closing, month, before=before.as_of, as_of=as_of)
        if before is not None
        else []
    )
    return Vintage.objects.create(
        closing=closing, number=before.number + 1 if before else 1, kind=kind.value, as_of=as_of, lines=lines,
        changes=changes, digest=queries.lines_digest(lines), made_at=at,
    )  # fmt: skip


def _recorded(
    closing: MonthClosing, vintage: Vintage, act: ClosingAct, *, actor: Actor, at: datetime
) -> None:
    """Enter a step in the ledger with the counts of all together, and tell the units and streets."""
    whole = next(line for line in vintage.lines if line["kind"] == queries.ALL)
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"month_closing:{closing.pk}", area=closing.area_code,
        detail={
            "period": closing.period, "vintage": vintage.number, "digest": vintage.digest,
            "as_of": vintage.as_of.isoformat(), "changed": len(vintage.changes), "figures": whole["figures"],
        },
        state=states_of.closing_state(closing),
    )  # fmt: skip
    closing_tell(closing=closing, vintage=vintage, actor=actor, at=at)


@transaction.atomic
def closing_advance(*, closing_id: int, actor: Actor, at: datetime) -> MonthClosing:
    """Put a closing up for public notice, or make it final: whichever is due.

    Raises:
        NotFound: there is no such closing.
        NotPermitted, NotAllowedNow: not by this actor, or it is final.
        ClosingNotDue: days are left, or an objection waits.
    """
    closing = queries.closing_lock(closing_id)
    act = ClosingAct.FINALISE if closing.state == ClosingState.NOTICE else ClosingAct.NOTIFY
    require(actor, act, closing)
    to = step_due(
        ClosingState(closing.state), objections_until=closing.objections_until,
        notice_until=closing.notice_until, waiting=queries.waiting_for(closing), at=at,
    )  # fmt: skip
    if to is None:
        raise ClosingNotDue(period=closing.period)
    last = queries.vintages_of(closing)[-1]
    if to is ClosingState.NOTICE:
        closing.notice_at = at
        closing.notice_until = _working_days(closing.area_code, at, closing.notice_days)
        closing.next_at = closing.notice_until
    else:
        closing.final_at, closing.next_at = at, None
    closing.state = to.value
    closing.save(update_fields=["state", "notice_at", "notice_until", "final_at", "next_at"])
    kind = VintageKind.NOTICE if to is ClosingState.NOTICE else VintageKind.FINAL
    made = _vintage_make(closing, queries.month_of(closing), kind, before=last, at=at)
    _recorded(closing, made, act, actor=actor, at=at)
    return closing


def closings_sweep(*, at: datetime) -> tuple[int, int]:
    """Freeze the months that are due, and take closings a step on; return how many of both.

    Two sweeps at once share the work: each takes rows that the other has not locked.
    """
    frozen = moved = 0
    with scope_opened((EVERYWHERE,)):
        for rule, since in queries.areas_closing():
            frozen += _frozen_if_due(rule, since, at)
        with transaction.atomic():
            due = [
                one
                for one in queries.closings_due(at)
                if step_due(
                    ClosingState(one.state), objections_until=one.objections_until,
                    notice_until=one.notice_until, waiting=queries.waiting_for(one), at=at,
                )
            ]  # fmt: skip
            for one in due:
                closing_advance(closing_id=one.pk, actor=CLOSER, at=at)
                moved += 1
    return frozen, moved


@transaction.atomic
def _frozen_if_due(rule: ClosingRule, since: datetime, at: datetime) -> int:
    """Freeze each month that is due, also those at whose end nobody was there to do it."""
    due = [
        month
        for month in queries.months_open(rule.area_code, since=since, at=at)
        if at > _working_days(rule.area_code, month.until - timedelta(seconds=1), rule.freeze_days)
    ]
    for month in due:
        month_freeze(area_code=rule.area_code, period=month.key, actor=CLOSER, at=at)
    return len(due)


@dataclass(frozen=True, kw_only=True)
class NewObjection:
    """What is objected to: a case that is held against somebody, in one way; why; and what proves it."""

    case_id: int
    about: LineAbout
    text: str
    evidence: StoredFile | None = None


@transaction.atomic
def line_object(*, closing_id: int, new: NewObjection, actor: Actor, at: datetime) -> LineObjection:
    """Object to a line of a month, in the days for it.

    Raises:
        NotFound: there is no such closing.
        NothingHeld: the month holds nothing of the kind against anybody.
        NotPermitted: the actor may not, or not there.
        NotYourLine: it is held against another unit, or lies in another street.
        ObjectionsOver: the days to object are over.
        Conflict: it was objected to already.
        Invalid: nobody said why.
    """
    closing = queries.closing_lock(closing_id)
    first = queries.vintages_of(closing)[0]
    case = queries.held_case(closing, new.case_id, new.about, as_of=first.as_of)
    if case is None:
        raise NothingHeld(case=str(new.case_id))
    row = LineObjection(
        closing=closing, case=case, unit=case.unit, about=new.about.value, text=new.text.strip(),
        evidence=new.evidence, raised_by=actor.name, raised_at=at, area_code=case.area_code,
    )  # fmt: skip
    require(actor, ClosingAct.OBJECT, row)
    if not line_is_own(row, actor=actor, at=at):
        raise NotYourLine
    if closing.state != ClosingState.OBJECTIONS or at > closing.objections_until:
        raise ObjectionsOver(period=closing.period)
    if not row.text:
        raise Invalid(fields={"text": "closing_text_missing"})
    if queries.objections_all().filter(closing=closing, case=case, about=row.about).exists():
        raise Conflict(kind="line_objection", key=str(case.pk))
    detail = {"closing": closing.pk, "case": case.pk}
    return line_enter(row, act=ClosingAct.OBJECT, detail=detail, actor=actor, at=at)


def line_is_own(row: LineObjection, *, actor: Actor, at: datetime) -> bool:
    """Return whether a line is held against the actor's own unit, or lies in the street they answer for."""
    return queries.answers_for(actor, row.area_code) or queries.serves(
        row.unit_id, user_id=actor.user_id, at=at
    )


@transaction.atomic
def line_decide(*, objection_id: int, upheld: bool, answer: str, actor: Actor, at: datetime) -> LineObjection:
    """Decide an objection to a month; what is upheld is exempt for the assessed figures from then on.

    Raises:
        NotFound: it is not in scope.
        NotPermitted, NotAllowedNow: not by this actor, or it is decided.
        OwnObjection: the actor raised it, or serves in the unit.
        Invalid: nobody said why.
    """
    row = queries.objection_get(objection_id)
    if row.closing_id is not None:
        queries.closing_lock(row.closing_id)
    row = queries.objection_lock(objection_id)
    require(actor, ClosingAct.DECIDE, row)
    if queries.serves(row.unit_id, user_id=actor.user_id, at=at):
        raise OwnObjection
    line_settle(
        row, act=ClosingAct.DECIDE, upheld=upheld, answer=answer,
        detail={"closing": row.closing_id, "case": row.case_id}, actor=actor, at=at,
    )  # fmt: skip
    if upheld:
        case_exempt(
            case_id=row.case_id, about=_APPEALS[LineAbout(row.about)], ground={"line_objection": row.pk},
            unit_id=row.unit_id, note=row.answer, actor=actor, at=at,
        )  # fmt: skip
    decision_tell(row=row, actor=actor, at=at)
    return row
