"""Entering kitchens, one by one or by the thousand, and publishing what they are held to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from xiuhua.access.services import require
from xiuhua.intake.services import row_gone_entry
from xiuhua.ledger.services import NewEntry, entries_append_many, entry_append
from xiuhua.scenes.fumes.models import Kitchen, LimitsVersion
from xiuhua.scenes.fumes.queries import kitchens as queries
from xiuhua.scenes.fumes.rules.limits import FumeLimits, limits_faults, limits_stored, size_class
from xiuhua.scenes.fumes.rules.proving import report_state
from xiuhua.scenes.fumes.terms import Act
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid
from xiuhua.shared.search import search_lexemes

_WRITTEN = (
    "area_code", "name", "stoves", "power_1e8_j_h", "hood_m2", "size", "purifier", "noise_device",
    "report_number", "report_on", "report_expires_on", "report_state", "search", "updated_at",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class NewKitchen:
    """A kitchen as somebody or an import brings it; `code` is that of its premises."""

    code: str
    stoves: int | None = None
    power_1e8_j_h: float | None = None
    hood_m2: float | None = None
    purifier: str = ""
    noise_device: str = ""
    report_number: str = ""
    report_on: date | None = None
    report_expires_on: date | None = None


@transaction.atomic
def kitchens_write(*, items: Sequence[NewKitchen], actor: Actor, at: datetime) -> list[Kitchen]:
    """Enter kitchens, or overwrite those that are there, in the order given.

    Raises:
        Invalid: premises are unknown, or a report expires before it was made.
        NotPermitted: one lies outside the areas the actor may enter in.
    """
    require(actor, Act.ENTER)
    premises = queries.premises_coded({one.code for one in items})
    known = queries.kitchens_coded({one.code for one in items})
    today, rows = localtime(at).date(), []
    for one in items:
        place = premises.get(one.code)
        if place is None:
            raise Invalid(fields={"code": "premises_unknown"}, code=one.code)
        if one.report_on and one.report_expires_on and one.report_expires_on < one.report_on:
            raise Invalid(fields={"report_expires_on": "fume_report_backwards"}, code=one.code)
        row = known.get(one.code) or Kitchen(premises=place, code=one.code, recorded_at=at)
        size = size_class(stoves=one.stoves, power_1e8_j_h=one.power_1e8_j_h, hood_m2=one.hood_m2)
        row.area_code, row.name, row.updated_at = place.area_code, place.name, at
        row.stoves, row.power_1e8_j_h, row.hood_m2 = one.stoves, one.power_1e8_j_h, one.hood_m2
        row.size = size.value if size else ""
        row.purifier, row.noise_device = one.purifier.strip(), one.noise_device.strip()
        row.report_number, row.report_on = one.report_number.strip(), one.report_on
        row.report_expires_on = one.report_expires_on
        row.report_state = report_state(one.report_expires_on, on=today).value
        row.search = search_lexemes(f"{one.code} {place.name} {place.address}")
        rows.append(row)
    for row in {row.area_code: row for row in rows}.values():
        require(actor, Act.ENTER, row)
    Kitchen.objects.bulk_create([row for row in rows if row.code not in known], batch_size=1_000)
    Kitchen.objects.bulk_update([row for row in rows if row.code in known], _WRITTEN, batch_size=500)
    entries_append_many([_entry(row, actor, at) for row in rows])
    return rows


def _entry(row: Kitchen, actor: Actor, at: datetime) -> NewEntry:
    return NewEntry(
        at=at, actor=actor, act=Act.ENTER, subject=f"fume_kitchen:{row.pk}", area=row.area_code,
        words={"name.after": row.name}, state=queries.kitchen_state(row),
    )  # fmt: skip


@transaction.atomic
def kitchens_remove(*, kitchen_ids: Sequence[int], actor: Actor, at: datetime) -> None:
    """Take back kitchens that an import has just made. Nothing hangs on them, else the database refuses.

    Raises:
        NotPermitted: as `kitchens_write`.
        ProtectedError: something hangs on one.
    """
    rows = list(queries.kitchens_all().filter(pk__in=kitchen_ids))
    for row in rows:
        require(actor, Act.ENTER, row)
    Kitchen.objects.filter(pk__in=[row.pk for row in rows]).delete()
    entries_append_many([
        row_gone_entry(subject=f"fume_kitchen:{row.pk}", area=row.area_code, actor=actor, at=at)
        for row in rows
    ])  # fmt: skip


@transaction.atomic
def limits_publish(
    *, area_code: str, limits: FumeLimits, reason: str, since: datetime, actor: Actor, at: datetime
) -> LimitsVersion:
    """Publish what an area holds its kitchens to from an instant on.

    Raises:
        NotPermitted: the area lies outside those the actor may publish for.
        Invalid: it is laxer than the nation, or not to be understood; `fields` says where.
    """
    faults = limits_faults(limits)
    if not reason.strip():
        faults["reason"] = "fume_reason_missing"
    row = LimitsVersion(
        area_code=area_code, chosen=limits_stored(limits), reason=reason.strip()[:200], since=since
    )
    require(actor, Act.LIMITS, row)
    if faults:
        raise Invalid(fields=faults)
    last = LimitsVersion.objects.filter(area_code=area_code).order_by("-number").first()
    row.number = last.number + 1 if last else 1
    row.save(force_insert=True)
    entry_append(
        at=at, actor=actor, act=Act.LIMITS, subject=f"fume_limits:{row.pk}", area=area_code,
        words={"reason": row.reason}, state=queries.limits_state(row),
    )  # fmt: skip
    return row
