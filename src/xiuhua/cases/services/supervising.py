"""催办 and 督办: reminding a unit, ordering it to answer, judging the answer, releasing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.db import transaction

from xiuhua.access.services import require, scope_opened
from xiuhua.cases import queries
from xiuhua.cases.models import Case, Reminder, Supervision, SupervisionCase, SupervisionStep
from xiuhua.cases.queries import supervision as asked
from xiuhua.cases.queries.ground import unit_known
from xiuhua.cases.queries.papers import sign_of_area
from xiuhua.cases.queries.rows import StoredFile, Unit
from xiuhua.cases.rules.settings import LoopSettings
from xiuhua.cases.rules.supervision import area_shared, points_counted, reminds_again_at, warns_at
from xiuhua.cases.services.refusals import NotOfThisUnit, NotTheIssuer, OwnOrder, RemindedLately
from xiuhua.cases.terms import ClockAlert, ReminderAct, SupervisionAct, SupervisionLevel, SupervisionState
from xiuhua.ground.rules.calendars import deadline
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.ledger.services import entry_append
from xiuhua.papers.services import number_take
from xiuhua.papers.terms import PaperKind
from xiuhua.shared.actor import EVERYWHERE, Actor, system
from xiuhua.shared.errors import Invalid, NotFound

SWEEPER = system("deadlines")
_MINUTE = timedelta(minutes=1)


@transaction.atomic
def case_remind(*, case_id: int, words: str, actor: Actor, at: datetime) -> Reminder:
    """Remind the unit of a case. Nothing changes but the count, so nobody who is typing is overtaken.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such case, not by this actor, or no unit has it now.
        RemindedLately: the same actor did so within the minutes of the settings.
        Invalid: no words.
    """
    case = queries.case_lock(case_id, user_id=None, at=at)
    require(actor, ReminderAct.REMIND, case)
    if case.unit_id is None:
        raise NotFound(kind="unit", key="")
    if not words.strip():
        raise Invalid(fields={"words": "case_remind_words_missing"})
    minutes = queries.settings_for(case.area_code, at=at).settings.remind_minutes
    again = reminds_again_at(asked.reminded_last(case_id=case.pk, actor=actor.name), minutes=minutes)
    if again is not None and again > at:
        raise RemindedLately(minutes=minutes, left=ceil((again - at) / _MINUTE))
    case.reminders += 1
    Case.objects.filter(pk=case.pk).update(reminders=case.reminders)
    entry = entry_append(
        at=at, actor=actor, act=ReminderAct.REMIND.value, subject=f"case:{case.pk}", area=case.area_code,
        detail={"unit": case.unit_id, "count": case.reminders}, words={"reason": words.strip()},
    )  # fmt: skip
    return Reminder.objects.create(
        case=case, unit_id=case.unit_id, words=words.strip(), actor=actor.name, at=at,
        area_code=case.area_code, entry=entry,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class NewSupervision:
    """An order to be issued: about cases, which lie with one unit, or to a unit without any.

    Args:
        limit: how long the unit has to answer; None for what the settings say of the level.
    """

    unit_id: int
    level: SupervisionLevel
    title: str
    demand: str
    case_ids: Sequence[int] = ()
    limit: Limit | None = None


@transaction.atomic
def supervision_issue(*, new: NewSupervision, actor: Actor, at: datetime) -> Supervision:
    """Issue a numbered order; its own deadline starts now, in working time.

    Raises:
        NotFound: no such unit or case in the actor's areas.
        NotPermitted: not by this actor, or not there.
        OwnOrder: the actor serves in that unit.
        Invalid: the title or the demand is missing, or the cases lie in different districts.
    """
    unit, cases = unit_known(new.unit_id), _cases(new.case_ids)
    if unit is None:
        raise Invalid(fields={"unit": "case_unit_unknown"})
    fields = {} if new.title.strip() else {"title": "supervision_title_missing"}
    if not new.demand.strip():
        fields["demand"] = "supervision_demand_missing"
    area_code = area_shared([case.area_code for case in cases]) if cases else unit.area_code
    if not area_code:
        fields["cases"] = "supervision_no_area"
    if fields:
        raise Invalid(fields=fields)
    settings = queries.settings_for(area_code, at=at).settings
    order = _order(new, unit, settings, area_code=area_code, actor=actor, at=at)
    require(actor, SupervisionAct.ISSUE, order)
    if asked.serves_unit(unit.pk, user_id=actor.user_id, at=at):
        raise OwnOrder
    order.number = number_take(
        kind=PaperKind.ORDER, area_code=area_code, sign=sign_of_area(area_code, at), at=at
    )
    order.save(force_insert=True)
    SupervisionCase.objects.bulk_create([SupervisionCase(supervision=order, case=case) for case in cases])
    _step(order, SupervisionAct.ISSUE, note=order.demand, actor=actor, at=at, cases=cases)
    return order


def _cases(case_ids: Sequence[int]) -> list[Case]:
    found = asked.cases_numbered(case_ids)
    if len(found) < len(set(case_ids)):
        raise Invalid(fields={"cases": "supervision_case_unknown"})
    return found


def _order(
    new: NewSupervision, unit: Unit, settings: LoopSettings, *, area_code: str, actor: Actor, at: datetime
) -> Supervision:
    limit = new.limit or settings.order_limits[new.level]
    order = Supervision(
        level=new.level.value, state=SupervisionState.OPEN.value, title=new.title.strip(),
        demand=new.demand.strip(), unit=unit,
        issuer=asked.unit_of_user(actor.user_id) if actor.user_id else None,
        issued_by=actor.name, issued_at=at, limit_amount=limit.amount, limit_unit=limit.unit.value,
        area_code=area_code, updated_at=at,
        points=points_counted(base=settings.order_points[new.level], late=0, was_late=False),
    )  # fmt: skip
    _clock_set(order, limit, at=at)
    return order


def _clock_set(order: Supervision, limit: Limit, *, at: datetime) -> None:
    """Let an answer be waited for from now on; nothing has been said of its deadline yet."""
    calendar = queries.calendar_known(order.area_code, at=at)
    order.due_at = deadline(calendar, at, limit.amount, limit.unit).at
    order.alert, order.next_at = ClockAlert.NONE.value, warns_at(limit, since=at, calendar=calendar)


@transaction.atomic
def supervision_reply(
    *, supervision_id: int, reply: str, paper: StoredFile | None, actor: Actor, at: datetime
) -> Supervision:
    """Answer an order, in the unit's name.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such order, not by this actor, or none is waited for.
        NotOfThisUnit: the actor serves elsewhere.
        Invalid: the answer is empty.
    """
    order = asked.supervision_lock(supervision_id)
    require(actor, SupervisionAct.REPLY, order)
    if not asked.serves_unit(order.unit_id, user_id=actor.user_id, at=at):
        raise NotOfThisUnit(unit=order.unit.name)
    if not reply.strip():
        raise Invalid(fields={"reply": "supervision_reply_missing"})
    late = at > order.due_at
    if late and not order.late:
        _late_mark(order, at=at)
    order.state, order.reply, order.replied_at = SupervisionState.REPLIED.value, reply.strip(), at
    order.replies, order.next_at = order.replies + 1, None
    _saved(order, at)
    _step(order, SupervisionAct.REPLY, note=reply.strip(), actor=actor, at=at, late=late, paper=paper)
    return order


@transaction.atomic
def supervision_refuse(*, supervision_id: int, reason: str, actor: Actor, at: datetime) -> Supervision:
    """Refuse an answer: the unit answers again, within the same limit counted from now.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such order, not by this actor, or it has no answer to judge.
        NotTheIssuer: somebody else's order.
        Invalid: no reason.
    """
    order = _judged(supervision_id, SupervisionAct.REFUSE, actor=actor, at=at)
    if not reason.strip():
        raise Invalid(fields={"reason": "case_reason_missing"})
    order.state = SupervisionState.OPEN.value
    _clock_set(order, Limit(order.limit_amount, TimeUnit(order.limit_unit)), at=at)
    _saved(order, at)
    _step(order, SupervisionAct.REFUSE, note=reason.strip(), actor=actor, at=at)
    return order


@transaction.atomic
def supervision_release(*, supervision_id: int, note: str, actor: Actor, at: datetime) -> Supervision:
    """Release the unit from an order, 销号: what it answered is enough.

    Raises:
        NotFound, NotPermitted, NotAllowedNow, NotTheIssuer: as `supervision_refuse`.
    """
    order = _judged(supervision_id, SupervisionAct.RELEASE, actor=actor, at=at)
    order.state, order.released_at = SupervisionState.RELEASED.value, at
    _saved(order, at)
    _step(order, SupervisionAct.RELEASE, note=note.strip(), actor=actor, at=at)
    return order


@transaction.atomic
def supervision_void(*, supervision_id: int, reason: str, actor: Actor, at: datetime) -> Supervision:
    """Withdraw an order that should not have been issued; its number stays taken, and it counts nothing.

    Raises:
        NotFound, NotPermitted, NotAllowedNow, NotTheIssuer, Invalid: as `supervision_refuse`.
    """
    order = _judged(supervision_id, SupervisionAct.VOID, actor=actor, at=at)
    if not reason.strip():
        raise Invalid(fields={"reason": "case_reason_missing"})
    order.state, order.points, order.next_at = SupervisionState.VOID.value, 0, None
    _saved(order, at)
    _step(order, SupervisionAct.VOID, note=reason.strip(), actor=actor, at=at)
    return order


def supervisions_sweep(*, at: datetime) -> tuple[int, int]:
    """Speak of the orders whose answer is soon due or overdue, once each; return how many of either.

    Each makes an entry, which notices follow. One that is overdue is marked, and counts more.
    """
    with scope_opened((EVERYWHERE,)), transaction.atomic():
        said = [_spoken(order, at=at) for order in list(asked.supervised_due(at)[:_AT_ONCE])]
    return said.count(SupervisionAct.WARN), said.count(SupervisionAct.OVERDUE)


_AT_ONCE = 500


def _spoken(order: Supervision, *, at: datetime) -> SupervisionAct:
    """Move what was said of a deadline one step on; the very second of it is still in time."""
    if at > order.due_at:
        order.alert, order.next_at, act = ClockAlert.OVERDUE.value, None, SupervisionAct.OVERDUE
        if not order.late:
            _late_mark(order, at=at)
    else:
        order.alert, order.next_at, act = ClockAlert.WARNED.value, order.due_at, SupervisionAct.WARN
    _saved(order, at)
    _entry(order, act, actor=SWEEPER, at=at)
    return act


def _late_mark(order: Supervision, *, at: datetime) -> None:
    settings = queries.settings_for(order.area_code, at=at).settings
    order.late = True
    order.points = points_counted(base=order.points, late=settings.order_late_points, was_late=True)


def _judged(supervision_id: int, act: SupervisionAct, *, actor: Actor, at: datetime) -> Supervision:
    order = asked.supervision_lock(supervision_id)
    require(actor, act, order)
    colleague = asked.serves_unit(order.issuer_id, user_id=actor.user_id, at=at)
    if order.issued_by != actor.name and not colleague:
        raise NotTheIssuer
    return order


def _saved(order: Supervision, at: datetime) -> None:
    order.updated_at = at
    order.save()


def _step(
    order: Supervision, act: SupervisionAct, *, note: str, actor: Actor, at: datetime,
    late: bool = False, paper: StoredFile | None = None, cases: Sequence[Case] = (),
) -> None:  # fmt: skip
    entry_id = _entry(order, act, actor=actor, at=at, note=note, cases=cases)
    SupervisionStep.objects.create(
        supervision=order, act=act.value, at=at, actor=actor.name, note=note, late=late, paper=paper,
        area_code=order.area_code, entry_id=entry_id,
    )  # fmt: skip


def _entry(
    order: Supervision, act: SupervisionAct, *, actor: Actor, at: datetime, note: str = "",
    cases: Sequence[Case] = (),
) -> int:  # fmt: skip
    entry = entry_append(
        at=at, actor=actor, act=act.value, subject=f"supervision:{order.pk}", area=order.area_code,
        detail={"unit": order.unit_id, "level": order.level, "cases": [case.pk for case in cases]},
        words={"reason": note} if note else {}, state=asked.supervision_state(order),
    )  # fmt: skip
    return entry.pk
