"""Every way maintenance windows can change.

A window changes no alarm itself: the judge, who looks at what is announced, keeps quiet while one is on. So
its judgements are woken where one begins or ends earlier than they expect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce, Least
from django.utils.timezone import get_current_timezone

from xiuhua.access.services import require
from xiuhua.ground.queries.vehicles import areas_by_code
from xiuhua.ledger.rules.canonical import JsonValue
from xiuhua.ledger.services import entry_append
from xiuhua.sensing.models import Device, MaintenanceSpan, MaintenanceWindow, Rule
from xiuhua.sensing.queries import maintenance as queries
from xiuhua.sensing.queries.alarm_rules import rules_some
from xiuhua.sensing.queries.devices import devices_picked
from xiuhua.sensing.rules import maintenance as rules
from xiuhua.sensing.rules.maintenance import Course
from xiuhua.sensing.services.refusals import MaintenanceOver, MaintenanceUnderWay, numbers_unknown
from xiuhua.sensing.terms.maintenance import MaintenanceAct, MaintenanceState
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid


@dataclass(frozen=True, kw_only=True)
class NewMaintenance:
    """Work that somebody announces.

    Args:
        since, until: the first time.
        worker: who does it.
        numbers: of the devices it is about, as people type them; none for a whole area.
        area_code: the area whose devices it is about; empty for the numbers.
        rules: the ids of the rules that keep quiet; none for all.
        weekly_until: again every week until this day; None for once.
    """

    since: datetime
    until: datetime
    worker: str
    reason: str
    numbers: Sequence[str] = ()
    area_code: str = ""
    rules: Sequence[int] = ()
    weekly_until: date | None = None


@transaction.atomic
def maintenance_declare(*, new: NewMaintenance, actor: Actor, at: datetime) -> MaintenanceWindow:
    """Announce work on devices. What begins by now begins now: what was judged before stays judged.

    Raises:
        Invalid: its times, devices, area or rules are none.
        NotPermitted: it lies outside the areas for which the actor may announce any.
    """
    require(actor, MaintenanceAct.DECLARE)
    course = Course(since=new.since, until=new.until, weekly_until=new.weekly_until)
    fault = _fault(new, course, at)
    if fault:
        raise Invalid(fields={fault[0]: fault[1]})
    course = Course(since=max(new.since, at), until=new.until, weekly_until=new.weekly_until)
    devices = _devices(new)
    named = _rules(new)
    times = rules.times_of(course, get_current_timezone())
    common = new.area_code or rules.area_common([one.area_code for one in devices])
    window = MaintenanceWindow(
        area_code=queries.area_holding(common),
        whole_area=bool(new.area_code), is_for_rules=bool(named), state=MaintenanceState.SET.value,
        since=times[0][0], until=times[0][1], weekly_until=new.weekly_until, last_until=times[-1][1],
        worker=new.worker.strip(), reason=new.reason.strip(), author=actor.name, recorded_at=at,
        updated_at=at,
    )  # fmt: skip
    require(actor, MaintenanceAct.DECLARE, window)
    window.save(force_insert=True)
    window.devices.set(devices)
    window.rules.set(named)
    MaintenanceSpan.objects.bulk_create(
        [MaintenanceSpan(window=window, since=since, until=until) for since, until in times]
    )
    _wake(window, window.since)
    _entry(window, MaintenanceAct.DECLARE, new.reason, actor, at, devices=len(devices), rules=len(named))
    return window


def _fault(new: NewMaintenance, course: Course, at: datetime) -> tuple[str, str] | None:
    is_nowhere = bool(new.area_code) and new.area_code not in areas_by_code({new.area_code})
    wrongs = (
        ("worker", None if new.worker.strip() else "maintenance_worker"),
        ("reason", None if new.reason.strip() else "reason_empty"),
        ("numbers", None if new.numbers or new.area_code else "maintenance_where"),
        ("area_code", "maintenance_both" if new.numbers and new.area_code else None),
        ("numbers", "maintenance_many" if len(new.numbers) > rules.MOST_DEVICES else None),
        ("area_code", "area_code_unknown" if is_nowhere else None),
    )  # fmt: skip
    found = next(((field, code) for field, code in wrongs if code), None)
    return found or rules.course_fault(course, at=at)


def _devices(new: NewMaintenance) -> list[Device]:
    """Return the devices that were meant.

    Raises:
        Invalid: some numbers are none of a visible device's.
    """
    picked = devices_picked(new.numbers)
    if picked.wrong:
        raise numbers_unknown(picked, field="numbers")
    return list(picked.devices)


def _rules(new: NewMaintenance) -> list[Rule]:
    """Return the rules that were meant.

    Raises:
        Invalid: one does not exist.
    """
    found = rules_some(new.rules)
    if len(found) != len(set(new.rules)):
        raise Invalid(fields={"rules": "maintenance_rule_unknown"})
    return found


@transaction.atomic
def maintenance_end(*, window_id: int, reason: str, actor: Actor, at: datetime) -> MaintenanceWindow:
    """End the time that is on, earlier than announced; later times of a weekly window stay.

    Raises:
        MaintenanceOver: none is on.
    """
    window = queries.window_lock(window_id)
    require(actor, MaintenanceAct.END, window)
    spans = queries.spans_of(window)
    on = [span for span in spans if span.since <= at < span.until]
    if not on:
        raise MaintenanceOver
    for span in on:
        span.until = at
        span.save(update_fields=["until"])
    window.last_until, window.updated_at = max(span.until for span in spans), at
    window.save(update_fields=["last_until", "updated_at"])
    _wake(window, at)
    _entry(window, MaintenanceAct.END, reason, actor, at)
    return window


@transaction.atomic
def maintenance_withdraw(*, window_id: int, reason: str, actor: Actor, at: datetime) -> MaintenanceWindow:
    """Take back the times that have not begun; a window of which none has is withdrawn altogether.

    Raises:
        MaintenanceUnderWay: its last time has begun.
    """
    window = queries.window_lock(window_id)
    require(actor, MaintenanceAct.WITHDRAW, window)
    begun = [span for span in queries.spans_of(window) if span.since <= at]
    gone, _counts = MaintenanceSpan.objects.filter(window=window, since__gt=at).delete()
    if not gone:
        raise MaintenanceUnderWay
    if begun:
        window.last_until = max(span.until for span in begun)
    else:
        window.state = MaintenanceState.WITHDRAWN.value
    window.updated_at = at
    window.save(update_fields=["state", "last_until", "updated_at"])
    _entry(window, MaintenanceAct.WITHDRAW, reason, actor, at)
    return window


def _wake(window: MaintenanceWindow, when: datetime) -> None:
    """Let the judge come by at an instant at the latest, wherever the window is looked at."""
    device_ids = list(window.devices.values_list("pk", flat=True))
    rule_ids = list(window.rules.values_list("pk", flat=True))
    standings = queries.standings_about(window, device_ids, rule_ids)
    standings.update(wake_at=Least(Coalesce("wake_at", Value(when)), Value(when)))


def _entry(
    window: MaintenanceWindow, act: MaintenanceAct, reason: str, actor: Actor, at: datetime, **counts: int
) -> None:
    detail: dict[str, JsonValue] = dict(counts)
    entry_append(
        at=at, actor=actor, act=act, subject=f"maintenance:{window.pk}", area=window.area_code, detail=detail,
        words={"reason": reason.strip()} if reason.strip() else {}, state=queries.window_state(window),
    )  # fmt: skip
