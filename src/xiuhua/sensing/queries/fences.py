"""Questions about fences, whom they mean, and what vehicles did at them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import shapely
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from xiuhua.ground.models import Unit
from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.sensing.models import Device, Fence, FenceCrossing, FenceVersion
from xiuhua.sensing.rules.tracks.fences import Fence as DrawnFence
from xiuhua.sensing.terms import DeviceState
from xiuhua.sensing.terms.tracks import FenceAct, FenceEffect, FenceKind, FenceState
from xiuhua.shared.errors import NotFound

_SHAPES = ("current__shape", "current__route")


def fences_all() -> QuerySet[Fence]:
    """Return the fences that the database scope lets through, with the version in force, without shapes."""
    return Fence.objects.select_related("current", "current__unit", "rule").defer(
        *_SHAPES, "current__unit__search"
    )


def fence_get(fence_id: int) -> Fence:
    """Return one of the visible fences with its shape.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = Fence.objects.select_related("current", "current__unit", "rule").filter(pk=fence_id).first()
    if found is None:
        raise NotFound(kind="fence", key=str(fence_id))
    return found


def fence_lock(fence_id: int) -> Fence:
    """Return one of the visible fences, locked until the transaction ends.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = Fence.objects.select_for_update().filter(pk=fence_id).first()
    if found is None:
        raise NotFound(kind="fence", key=str(fence_id))
    return found


def fences_coded(codes: Collection[str]) -> dict[str, Fence]:
    """Return some of the visible fences by code, with the version in force and whom it means."""
    found = Fence.objects.select_related("current", "current__unit").filter(code__in=codes)
    return {row.code: row for row in found.prefetch_related("current__vehicles")}


def versions_of(fence: Fence) -> QuerySet[FenceVersion]:
    """Return the versions of a fence without their shapes, the newest first."""
    return FenceVersion.objects.filter(fence=fence).defer("shape", "route").order_by("-number")


def fence_state(fence: Fence) -> dict[str, str | int | None]:
    """Return the columns of a fence that the ledger answers for."""
    return {
        "code": fence.code,
        "name": fence.name,
        "area_code": fence.area_code,
        "state": fence.state,
        "current": fence.current_id,
        "rule": fence.rule_id,
    }


def fence_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every fence's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, fence_state(row)) for row in Fence.objects.order_by("pk").iterator())


def unit_coded(code: str) -> Unit | None:
    """Return the unit of a code; None where there is none."""
    return Unit.objects.defer("search").filter(code=code).first()


def vehicles_plated(plates: Collection[str]) -> list[Vehicle]:
    """Return the visible vehicles of some plates."""
    return list(Vehicle.objects.defer("search").filter(plate__in=plates))


def vehicles_of(version: FenceVersion) -> list[Vehicle]:
    """Return the visible vehicles that a version means alone."""
    return list(version.vehicles.defer("search").order_by("plate"))


# --- whom a fence means ------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Meant:
    """A version of a fence with whom it means, as tracks are followed.

    Args:
        vehicles: those alone; empty for all.
    """

    version: FenceVersion
    code: str
    drawn: DrawnFence
    vehicles: frozenset[int]

    def holds_for(self, device: Device) -> bool:
        """Return whether a device's vehicle is meant."""
        version, vehicle = self.version, device.vehicle
        if not device.area_code.startswith(version.area_code):
            return False
        if version.unit_id is not None and (vehicle is None or vehicle.unit_id != version.unit_id):
            return False
        if version.vehicle_kind and (vehicle is None or vehicle.kind != version.vehicle_kind):
            return False
        return not self.vehicles or (vehicle is not None and vehicle.pk in self.vehicles)


def version_print() -> tuple[int, ...]:
    """Return the ids of the versions in force, which tell one set of fences from another."""
    found = Fence.objects.filter(state=FenceState.ON.value, current__isnull=False)
    return tuple(found.order_by("current_id").values_list("current_id", flat=True))


def meant_of(version_ids: Collection[int]) -> list[Meant]:
    """Return some versions with whom they mean, by id."""
    rows = (
        FenceVersion.objects.filter(pk__in=version_ids)
        .select_related("fence")
        .prefetch_related(Prefetch("vehicles", Vehicle.objects.only("id")))
        .order_by("pk")
    )
    return [
        Meant(
            version=row,
            code=row.fence.code,
            drawn=DrawnFence(str(row.pk), shapely.from_wkb(bytes(row.shape.wkb)), FenceKind(row.kind)),
            vehicles=frozenset(one.pk for one in row.vehicles.all()),
        )
        for row in rows
    ]


def versions_for(device: Device, *, since: datetime, until: datetime) -> list[FenceVersion]:
    """Return the versions that meant a device at some time of a period and ask something, with shapes."""
    vehicle = device.vehicle
    prefixes = [device.area_code[:length] for length in range(1, len(device.area_code) + 1)]
    only = FenceVersion.vehicles.through.objects.filter(fenceversion_id=OuterRef("pk"))
    found = FenceVersion.objects.filter(
        Q(until__isnull=True) | Q(until__gt=since),
        Q(unit__isnull=True) | Q(unit=vehicle.unit_id if vehicle else None),
        Q(vehicle_kind="") | Q(vehicle_kind=vehicle.kind if vehicle else ""),
        Q(~Exists(only)) | Q(Exists(only.filter(vehicle_id=vehicle.pk if vehicle else 0))),
        since__lt=until,
        area_code__in=prefixes,
    )
    return list(found.select_related("fence").order_by("pk"))


# --- what happened -----------------------------------------------------------------------------------------


def crossings(
    *,
    device: Device | None = None,
    fence: Fence | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[FenceCrossing]:
    """Return the crossings that the scope lets through and that still hold, newest first.

    Args:
        device: of whom; None for all.
        fence: at which; None for all.
        since: from when.
        until: before when.
    """
    found = FenceCrossing.objects.filter(withdrawn_at__isnull=True).select_related(
        "fence", "device", "device__vehicle", "version"
    )
    found = found.defer("device__search", "device__vehicle__search", "version__shape", "version__route")
    wanted = {"device": device, "fence": fence, "at__gte": since, "at__lt": until}
    return found.filter(**{key: one for key, one in wanted.items() if one is not None}).order_by("-at", "-id")


def crossings_of_day(
    device: Device, version_ids: Collection[int], *, since: datetime, until: datetime
) -> list[FenceCrossing]:
    """Return what a device did at some versions before the end of a day, oldest first.

    Of what it did before the day only the last act at each is told: where it stood when the day began.
    """
    own = FenceCrossing.objects.filter(device=device, version__in=version_ids, withdrawn_at__isnull=True)
    before = own.filter(at__lt=since).exclude(act=FenceAct.PASSED.value)
    stood = before.order_by("version_id", "-at").distinct("version_id")
    during = own.filter(at__gte=since, at__lt=until).select_related("fence").order_by("at", "id")
    return [*stood.select_related("fence"), *during]


def crossings_known(device_ids: Collection[int], *, since: datetime) -> list[FenceCrossing]:
    """Return every crossing of some devices since an instant, withdrawn ones too, by time."""
    found = FenceCrossing.objects.filter(device_id__in=device_ids, at__gte=since)
    return list(found.order_by("at", "id"))


def inside_count(fence: Fence) -> int:
    """Return how many devices are inside the version in force by their last act there."""
    if fence.current_id is None:
        return 0
    last = (
        FenceCrossing.objects.filter(version=fence.current_id, withdrawn_at__isnull=True)
        .exclude(act=FenceAct.PASSED.value)
        .order_by("device_id", "-at")
        .distinct("device_id")
    )
    return sum(one.act != FenceAct.LEFT.value for one in last)


def fences_counted() -> QuerySet[Fence]:
    """Return the visible fences with how often they were crossed."""
    held = Count("crossings", filter=Q(crossings__withdrawn_at__isnull=True))
    return fences_all().annotate(crossed=held)


def vehicles_meant(fence: Fence) -> int:
    """Return how many devices in use the version in force means."""
    if fence.current_id is None:
        return 0
    (meant,) = meant_of([fence.current_id])
    return sum(meant.holds_for(device) for device in devices_moving())


def devices_moving() -> Sequence[Device]:
    """Return the devices in use of vehicles that the scope lets through."""
    found = Device.objects.filter(state=DeviceState.IN_USE.value, vehicle__isnull=False)
    return list(found.select_related("vehicle").defer("search", "vehicle__search"))


ASKS = frozenset({FenceEffect.FORBIDDEN.value, FenceEffect.KEEP_INSIDE.value})
