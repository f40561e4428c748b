"""What the readings of an hour come to, made again from all of them whenever any comes: late ones too.

`hours_make` follows the figures of sensing, in their transaction; `hours_close` adds what silence says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils.timezone import localtime

from xiuhua.scenes.fumes.models import Exceedance, Kitchen, MonitorHour
from xiuhua.scenes.fumes.queries.kitchens import LimitsBook, kitchens_monitored
from xiuhua.scenes.fumes.queries.rows import Device
from xiuhua.scenes.fumes.queries.windows import HOUR, Asked, signals_of, windows_of
from xiuhua.scenes.fumes.rules.judging import (
    Judged,
    Window,
    hour_is_online,
    hour_tallied,
    signal_lies,
    state_of,
    window_judged,
)
from xiuhua.scenes.fumes.rules.limits import FumeLimits
from xiuhua.scenes.fumes.rules.proving import report_state
from xiuhua.scenes.fumes.services.leads import exceedances_join
from xiuhua.scenes.fumes.terms import Verdict, Why
from xiuhua.sensing.rules.devices import SILENT_AFTER, patience
from xiuhua.sensing.terms import DeviceState

_SETTLED = timedelta(minutes=5)  # after its end an hour is closed: what comes later makes it again
_DAYS = 30
_WRITTEN = (
    "online", "valid", "compliant", "exceeding", "purifier_off", "unknown", "why", "purifier_share",
    "fan_share", "most_mg_m3", "recorded_at",
)  # fmt: skip
_BAD = frozenset({Verdict.EXCEEDING, Verdict.PURIFIER_OFF})


@dataclass(frozen=True, kw_only=True)
class _Hour:
    """An hour of a kitchen, judged window by window."""

    kitchen: Kitchen
    device: Device
    start: datetime
    limits: FumeLimits
    windows: Mapping[int, Window]
    judged: Mapping[int, Judged]


def hours_make(*, touched: Collection[tuple[int, datetime]], at: datetime) -> None:
    """Make the hours again that something was stored for. Idempotent: everything is read again."""
    devices = {device for device, _hour in touched}
    places = Device.objects.filter(pk__in=devices, premises__isnull=False)
    by_place = dict(places.values_list("premises_id", "pk"))
    kitchens = {
        one.premises_id: one for one in Kitchen.objects.filter(premises_id__in=by_place).defer("search")
    }
    if not kitchens:
        return
    monitors = kitchens_monitored([one.pk for one in kitchens.values()])
    by_device = {monitors[one.pk].pk: one for one in kitchens.values() if one.pk in monitors}
    wanted = [(by_device[device], hour) for device, hour in touched if device in by_device]
    _hours_write(wanted, monitors, at)


def hours_close(*, at: datetime) -> int:
    """Write the hours that have ended and that nothing came in, and refresh what depends on the time.

    Returns:
        How many hours were written.
    """
    last = (at - _SETTLED).replace(minute=0, second=0, microsecond=0) - HOUR
    with transaction.atomic():
        monitors = kitchens_monitored()
        known = set(MonitorHour.objects.filter(start=last).values_list("kitchen_id", flat=True))
        missing = [one for one in monitors if one not in known]
        kitchens = {one.pk: one for one in Kitchen.objects.filter(pk__in=missing).defer("search")}
        _hours_write([(kitchens[pk], last) for pk in missing if pk in kitchens], monitors, at)
        kitchens_refresh(monitors=monitors, at=at)
    return len(missing)


def kitchens_refresh(*, monitors: Mapping[int, Device], at: datetime) -> int:
    """Write down who has gone silent, whose report has expired, and whose month looks otherwise by now.

    Returns:
        How many kitchens changed.
    """
    today, since = localtime(at).date(), at - timedelta(days=_DAYS)
    rows = Exceedance.objects.filter(start__gte=since, is_over=True).values_list("kitchen_id")
    counted = dict(rows.annotate(number=Count("pk")).order_by())
    changed, book = [], LimitsBook(at)
    for one in Kitchen.objects.defer("search").iterator(chunk_size=2_000):
        before = (one.state, one.report_state, one.exceeded_30d)
        device = monitors.get(one.pk)
        minutes = book.of(one.area_code)[0].window_minutes
        if device is None or not _is_heard(device, one.latest_at, minutes, at):
            one.state = state_of(None, is_monitored=device is not None, is_heard=False).value
            one.why = Why.NONE.value
        one.report_state = report_state(one.report_expires_on, on=today).value
        one.exceeded_30d = counted.get(one.pk, 0)
        if before != (one.state, one.report_state, one.exceeded_30d):
            changed.append(one)
    Kitchen.objects.bulk_update(changed, ["state", "why", "report_state", "exceeded_30d"], batch_size=500)
    return len(changed)


def _is_heard(device: Device, latest_at: datetime | None, minutes: int, at: datetime) -> bool:
    """Return whether a monitor's last window is as new as one that sends so often would have it."""
    if device.state == DeviceState.STOPPED or latest_at is None:
        return False
    return at - latest_at <= timedelta(minutes=2 * minutes) + patience(device.interval_s, SILENT_AFTER)


def _hours_write(
    wanted: Iterable[tuple[Kitchen, datetime]], monitors: Mapping[int, Device], at: datetime
) -> None:
    those = list(wanted)
    if not those:
        return
    book = LimitsBook(at)
    asked = {
        (kitchen.pk, start): Asked(
            monitors[kitchen.pk].pk, start, book.of(kitchen.area_code)[0].window_minutes,
            monitors[kitchen.pk].interval_s,
        )
        for kitchen, start in those
    }  # fmt: skip
    came = windows_of(list(asked.values()))
    lies = _lying({kitchen.pk for kitchen, _start in those}, max(start for _kitchen, start in those))
    hours = [
        _judged(kitchen, monitors[kitchen.pk], start, book.of(kitchen.area_code)[0],
                came.get((monitors[kitchen.pk].pk, start), {}), lies=kitchen.pk in lies, at=at)
        for kitchen, start in those
    ]  # fmt: skip
    MonitorHour.objects.bulk_create(
        [_row(one, at) for one in hours], update_conflicts=True, unique_fields=["kitchen", "start"],
        update_fields=_WRITTEN, batch_size=1_000,
    )  # fmt: skip
    _exceedances_write(hours, at)
    _standing_write(hours, at)


def _lying(kitchen_ids: set[int], until: datetime) -> set[int]:
    signals = signals_of(sorted(kitchen_ids), until=until)
    return {pk for pk, told in signals.items() if signal_lies(told)}


def _judged(
    kitchen: Kitchen, device: Device, start: datetime, limits: FumeLimits, came: Mapping[int, Window],
    *, lies: bool, at: datetime,
) -> _Hour:  # fmt: skip
    """Return an hour with every window that is over; one under way says nothing yet."""
    whole = min(60, int((at - start).total_seconds() // 60)) // limits.window_minutes
    windows = {number: came.get(number, Window()) for number in range(whole)}
    limit = limits.of(kitchen.size)
    judged = {
        number: window_judged(window, limit_mg_m3=limit, signal_lies=lies)
        for number, window in windows.items()
    }
    return _Hour(kitchen=kitchen, device=device, start=start, limits=limits, windows=windows, judged=judged)


def _row(hour: _Hour, at: datetime) -> MonitorHour:
    tally = hour_tallied(list(hour.judged.values()))
    shares = [one for one in hour.windows.values() if one.purifier_share is not None]
    fans = [one for one in hour.windows.values() if one.fan_share is not None]
    most = [one.greatest_mg_m3 for one in hour.windows.values() if one.greatest_mg_m3 is not None]
    return MonitorHour(
        kitchen=hour.kitchen, area_code=hour.kitchen.area_code, start=hour.start,
        online=hour_is_online(tally), valid=tally.valid, compliant=tally.compliant,
        exceeding=tally.exceeding, purifier_off=tally.purifier_off, unknown=tally.unknown,
        why=tally.why.value,
        purifier_share=_mean([one.purifier_share or 0.0 for one in shares]),
        fan_share=_mean([one.fan_share or 0.0 for one in fans]), most_mg_m3=max(most, default=None),
        recorded_at=at,
    )  # fmt: skip


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _exceedances_write(hours: Collection[_Hour], at: datetime) -> None:
    """Write down the windows that were bad; one that late readings have put right is taken out again."""
    bad = [
        _exceedance(hour, number, at)
        for hour in hours
        for number, judged in hour.judged.items()
        if judged.verdict in _BAD
    ]
    stands = {(one.kitchen_id, one.start) for one in bad}
    spans = Q()
    for hour in hours:
        spans |= Q(kitchen=hour.kitchen, start__gte=hour.start, start__lt=hour.start + HOUR)
    known = {(one.kitchen_id, one.start): one for one in Exceedance.objects.filter(spans)}
    gone = [one.pk for key, one in known.items() if key not in stands]
    if gone:
        Exceedance.objects.filter(pk__in=gone).delete()
    fresh = [one for one in bad if (one.kitchen_id, one.start) not in known]
    for one in bad:
        before = known.get((one.kitchen_id, one.start))
        if before is not None and before.mean_mg_m3 != one.mean_mg_m3:
            before.mean_mg_m3, before.is_over = one.mean_mg_m3, one.is_over
            before.save(update_fields=["mean_mg_m3", "is_over"])
    Exceedance.objects.bulk_create(fresh)
    exceedances_join(fresh=fresh, at=at)


def _exceedance(hour: _Hour, number: int, at: datetime) -> Exceedance:
    window, minutes = hour.windows[number], hour.limits.window_minutes
    share = window.purifier_share
    return Exceedance(
        kitchen=hour.kitchen, device=hour.device, area_code=hour.kitchen.area_code,
        start=hour.start + timedelta(minutes=number * minutes), minutes=minutes,
        mean_mg_m3=window.mean_mg_m3 or 0.0, limit_mg_m3=hour.limits.of(hour.kitchen.size),
        is_over=hour.judged[number].verdict is Verdict.EXCEEDING,
        purifier_on=None if share is None else share >= 0.5, recorded_at=at,
    )  # fmt: skip


def _standing_write(hours: Collection[_Hour], at: datetime) -> None:
    """Write down how kitchens stand by their last window, unless a later one is known."""
    since = at - timedelta(days=_DAYS)
    for hour in sorted(hours, key=lambda one: one.start):
        kitchen = hour.kitchen
        told = [number for number, one in hour.judged.items() if one.verdict is not Verdict.SILENT]
        if not told:
            continue
        number = max(told)
        began = hour.start + timedelta(minutes=number * hour.limits.window_minutes)
        if kitchen.latest_at is not None and began < kitchen.latest_at:
            continue
        judged = hour.judged[number]
        kitchen.latest_at, kitchen.latest_mg_m3 = began, hour.windows[number].mean_mg_m3
        kitchen.state = state_of(
            judged, is_monitored=True, is_heard=_is_heard(hour.device, began, hour.limits.window_minutes, at)
        ).value
        kitchen.why = judged.why.value
    those = {hour.kitchen.pk: hour.kitchen for hour in hours}
    rows = Exceedance.objects.filter(kitchen_id__in=those, start__gte=since, is_over=True)
    counted = dict(rows.values_list("kitchen_id").annotate(number=Count("pk")).order_by())
    for pk, kitchen in those.items():
        kitchen.exceeded_30d = counted.get(pk, 0)
    Kitchen.objects.bulk_update(
        those.values(), ["latest_at", "latest_mg_m3", "state", "why", "exceeded_30d"], batch_size=500
    )
