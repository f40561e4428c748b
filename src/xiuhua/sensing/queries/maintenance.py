"""Questions about maintenance windows: which there are, and when a rule keeps quiet about a device."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When

from xiuhua.ground.models import Area
from xiuhua.sensing.models import Device, MaintenanceSpan, MaintenanceWindow, RuleStanding
from xiuhua.sensing.terms.maintenance import MaintenancePhase, MaintenanceState
from xiuhua.shared.errors import NotFound
from xiuhua.web.areas import within

FIRST_NAMES = 3  # devices of a window that a list names

# In which a rule says nothing about a device.
_QUIET = """
SELECT extract(epoch FROM span.since)::float8, extract(epoch FROM span.until)::float8
FROM sensing_maintenancespan AS span JOIN sensing_maintenancewindow AS held ON held.id = span.window_id
WHERE span.until > %(since)s
  AND CASE WHEN held.whole_area THEN %(area)s ^@ held.area_code ELSE EXISTS (
      SELECT FROM sensing_maintenancewindow_devices AS listed
      WHERE listed.maintenancewindow_id = held.id AND listed.device_id = %(device)s
  ) END
  AND (NOT held.is_for_rules OR EXISTS (
      SELECT FROM sensing_maintenancewindow_rules AS named
      JOIN sensing_rule AS rule ON rule.id = named.rule_id
      WHERE named.maintenancewindow_id = held.id AND rule.code = %(rule)s
  ))
ORDER BY span.since, span.until
"""


# The same of many devices at once.
_QUIET_MANY = """
SELECT wanted.place, extract(epoch FROM span.since)::float8, extract(epoch FROM span.until)::float8
FROM sensing_maintenancespan AS span JOIN sensing_maintenancewindow AS held ON held.id = span.window_id
JOIN unnest(
    %(places)s::int[], %(areas)s::text[], %(devices)s::bigint[], %(rules)s::bigint[], %(since)s::timestamptz[]
) AS wanted (place, area, device, rule, since) ON span.until > wanted.since
WHERE span.until > %(floor)s
  AND CASE WHEN held.whole_area THEN wanted.area ^@ held.area_code ELSE EXISTS (
      SELECT FROM sensing_maintenancewindow_devices AS listed
      WHERE listed.maintenancewindow_id = held.id AND listed.device_id = wanted.device
  ) END
  AND (NOT held.is_for_rules OR EXISTS (
      SELECT FROM sensing_maintenancewindow_rules AS named
      WHERE named.maintenancewindow_id = held.id AND named.rule_id = wanted.rule
  ))
ORDER BY wanted.place, span.since, span.until
"""

Spans = tuple[tuple[float, float], ...]
"""Times, seconds since 1970, `until` outside, in their order."""


class Shade(NamedTuple):
    """A time at which work was or will be done on a device."""

    since: datetime
    until: datetime
    window_id: int
    worker: str
    reason: str


def spans_quiet(device: Device, rule_code: str, *, since: datetime) -> Spans:
    """Return in which times a rule keeps quiet about a device, seconds since 1970, `until` outside.

    Args:
        device: which.
        rule_code: of the rule.
        since: what was over by then is left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _QUIET, {"since": since, "area": device.area_code, "device": device.pk, "rule": rule_code}
        )
        return tuple((begins, ends) for begins, ends in cursor.fetchall())


def spans_quiet_many(rows: Sequence[RuleStanding]) -> list[Spans]:
    """Return in which times rules keep quiet about devices, of each of some standings since it was judged.

    Args:
        rows: with the devices of today.
    """
    if not rows:
        return []
    asked: dict[str, Any] = {  # lists of several kinds
        "places": list(range(len(rows))), "areas": [row.device.area_code for row in rows],
        "devices": [row.device_id for row in rows], "rules": [row.rule_id for row in rows],
        "since": [row.judged_to for row in rows], "floor": min(row.judged_to for row in rows),
    }  # fmt: skip
    found: list[list[tuple[float, float]]] = [[] for _ in rows]
    with connection.cursor() as cursor:
        cursor.execute(_QUIET_MANY, asked)
        for place, begins, ends in cursor.fetchall():
            found[place].append((begins, ends))
    return [tuple(one) for one in found]


def _about(device: Device) -> Q:
    areas = [device.area_code[:length] for length in range(1, len(device.area_code) + 1)]
    return Q(whole_area=True, area_code__in=areas) | Q(devices=device)


def shades_of(device: Device, *, since: datetime, until: datetime) -> list[Shade]:
    """Return the times within two instants at which work is done on a device, the first one first."""
    windows = MaintenanceWindow.objects.filter(_about(device)).values("pk")
    found = (
        MaintenanceSpan.objects.filter(window__in=windows, until__gt=since, since__lt=until)
        .select_related("window")
        .order_by("since", "pk")[:200]
    )
    return [Shade(one.since, one.until, one.window_id, one.window.worker, one.window.reason) for one in found]


def windows_all(*, at: datetime) -> QuerySet[MaintenanceWindow]:
    """Return the visible windows, where each stands at an instant, and some of the devices each lists."""
    spans = MaintenanceSpan.objects.filter(window=OuterRef("pk"))
    listed = MaintenanceWindow.devices.through.objects.filter(maintenancewindow=OuterRef(OuterRef("pk")))
    named = Device.objects.filter(pk__in=listed.values("device")).order_by("name").values("name")
    return MaintenanceWindow.objects.annotate(
        first_names=ArraySubquery(named[:FIRST_NAMES]),
        device_count=Count("devices"),
        phase=Case(
            When(state=MaintenanceState.WITHDRAWN.value, then=Value(MaintenancePhase.WITHDRAWN.value)),
            When(Exists(spans.filter(since__lte=at, until__gt=at)), then=Value(MaintenancePhase.NOW.value)),
            When(Exists(spans.filter(since__gt=at)), then=Value(MaintenancePhase.AHEAD.value)),
            default=Value(MaintenancePhase.PAST.value),
            output_field=CharField(),
        ),
    )


def phase_of(window: MaintenanceWindow) -> MaintenancePhase:
    """Return where a window that `windows_all` returned stands."""
    return MaintenancePhase(getattr(window, "phase", MaintenancePhase.PAST.value))


def listed_of(window: MaintenanceWindow) -> tuple[Sequence[str], int]:
    """Return the names of some devices of a window that `windows_all` returned, and how many it lists."""
    return getattr(window, "first_names", ()), getattr(window, "device_count", 0)


def window_get(window_id: int, *, at: datetime) -> MaintenanceWindow:
    """Return one of the visible windows.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = windows_all(at=at).filter(pk=window_id).first()
    if found is None:
        raise NotFound(kind="maintenance", key=str(window_id))
    return found


def window_lock(window_id: int) -> MaintenanceWindow:
    """Return one of the visible windows, locked until the transaction ends.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = MaintenanceWindow.objects.select_for_update().filter(pk=window_id).first()
    if found is None:
        raise NotFound(kind="maintenance", key=str(window_id))
    return found


def spans_of(window: MaintenanceWindow) -> Sequence[MaintenanceSpan]:
    """Return the times of a window, the first one first."""
    return list(MaintenanceSpan.objects.filter(window=window).order_by("since"))


def devices_of(window: MaintenanceWindow) -> QuerySet[Device]:
    """Return the visible devices that a window is about, by name."""
    if window.whole_area:
        found = Device.objects.filter(within("area_code", (window.area_code,)))
    else:
        found = window.devices.all()
    return found.defer("search").order_by("name", "pk")


def rules_of(window: MaintenanceWindow) -> list[tuple[int, str]]:
    """Return the rules that keep quiet, by name; none where every rule does."""
    return list(window.rules.order_by("name").values_list("pk", "name"))


def area_holding(prefix: str) -> str:
    """Return the code of the smallest area whose code a text begins with; empty where there is none."""
    codes = [prefix[:length] for length in range(1, len(prefix) + 1)]
    found = Area.objects.filter(code__in=codes).values_list("code", flat=True)
    return max(found, key=len, default="")


def standings_about(
    window: MaintenanceWindow, device_ids: Collection[int], rule_ids: Collection[int]
) -> QuerySet[RuleStanding]:
    """Return where judgements stand that a window is about."""
    found = RuleStanding.objects.filter(rule__in=rule_ids) if rule_ids else RuleStanding.objects.all()
    if window.whole_area:
        return found.filter(within("area_code", (window.area_code,)))
    return found.filter(device__in=device_ids)


def window_state(window: MaintenanceWindow) -> dict[str, str | int | None]:
    """Return the columns of a window that the ledger answers for."""
    return {
        "area_code": window.area_code,
        "whole_area": int(window.whole_area),
        "is_for_rules": int(window.is_for_rules),
        "state": window.state,
        "since": window.since.isoformat(),
        "last_until": window.last_until.isoformat(),
    }


def window_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every window's id and what the ledger answers for, for `ledger verify`."""
    rows = MaintenanceWindow.objects.order_by("pk").iterator()
    return ((row.pk, window_state(row)) for row in rows)
