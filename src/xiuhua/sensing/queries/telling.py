"""Questions about who is told of alarms."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from xiuhua.access.models import RoleHolding
from xiuhua.ground.queries.duties import who_answers
from xiuhua.ground.queries.people import users_of_unit
from xiuhua.ground.terms.duties import DutyGround
from xiuhua.sensing.models import AlarmStep, Device

Holder = tuple[str, int, str]  # a role, who holds it, and over which area


def steps_told(entry_ids: Collection[int]) -> Sequence[AlarmStep]:
    """Return the steps of alarms that some entries record, in their order, with what a notice says."""
    rows = AlarmStep.objects.filter(entry_id__in=entry_ids).select_related(
        *("alarm", "alarm__rule", "alarm__version", "alarm__device", "alarm__device__contact"),
        *("alarm__device__component", "alarm__device__premises"),
    )
    unread = ("device__search", "device__component__search", "device__component__shape")
    rows = rows.defer(*(f"alarm__{name}" for name in (*unread, "device__premises__search")))
    return list(rows.order_by("entry_id"))


def holders_of(roles: Collection[str], *, at: datetime) -> list[Holder]:
    """Return the active accounts that hold some roles, and over which areas."""
    rows = RoleHolding.objects.filter(role__in=roles, validity__contains=at, user__is_active=True)
    return sorted(rows.values_list("role", "user_id", "area"))


def users_answering(device: Device, *, matter: str, at: datetime) -> list[int]:
    """Return the accounts of the unit that answers for what a device watches; of nobody where none does.

    The unit that clears what nobody answers for is not told: it is asked only once a person decides so.
    """
    found = who_answers(
        place=device.contact.place or device.place, area_code=device.area_code, component=device.component,
        premises=device.premises, matter=matter or None, at=at,
    )  # fmt: skip
    usable = [one for one in found if one.unit_id is not None and not one.unit_retired]
    best = next((one for one in usable if one.ground != DutyGround.FALLBACK), None)
    return users_of_unit(best.unit_id, at=at) if best and best.unit_id is not None else []
