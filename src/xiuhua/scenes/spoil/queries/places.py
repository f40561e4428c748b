"""Questions about sites, docks, and what watches over them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from django.db.models import Count, F, FloatField, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Greatest

from xiuhua.ground.models import Premises
from xiuhua.ground.models.cameras import Camera
from xiuhua.scenes.spoil.models import CoverPoint, Dock, DustEpisode, Site
from xiuhua.scenes.spoil.terms import DockState, DustState, ManifestState
from xiuhua.sensing.models import Control, Device
from xiuhua.shared.errors import NotFound

_SETTLED = Q(manifests__state__in=(ManifestState.SETTLED.value, ManifestState.DISPUTED.value))


def sites() -> QuerySet[Site]:
    """Return the sites that the database scope lets through, with what has left and arrived of each."""
    return Site.objects.select_related("premises", "premises__party").annotate(
        loads=Count("manifests", filter=_SETTLED),
        hauled_m3=Coalesce(
            Sum("manifests__tipped_m3", filter=_SETTLED), 0.0, output_field=FloatField()
        ),
    )  # fmt: skip


def site_get(site_id: int) -> Site:
    """Return a site.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = sites().filter(pk=site_id).first()
    if found is None:
        raise NotFound(kind="spoil_site", key=str(site_id))
    return found


def site_lock(site_id: int) -> Site:
    """Return a site, locked until the transaction ends.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = Site.objects.select_for_update(of=("self",)).select_related("premises").filter(pk=site_id).first()
    if found is None:
        raise NotFound(kind="spoil_site", key=str(site_id))
    return found


def docks() -> QuerySet[Dock]:
    """Return the docks that the database scope lets through, each with the room it has left."""
    return Dock.objects.select_related("premises", "premises__party", "monitor", "camera", "spray").annotate(
        room_m3=Greatest(F("capacity_m3") - F("taken_m3"), 0.0, output_field=FloatField())
    )


def dock_get(dock_id: int) -> Dock:
    """Return a dock.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = docks().filter(pk=dock_id).first()
    if found is None:
        raise NotFound(kind="spoil_dock", key=str(dock_id))
    return found


def dock_lock(dock_id: int) -> Dock:
    """Return a dock, locked until the transaction ends.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = Dock.objects.select_for_update(of=("self",)).select_related("premises").filter(pk=dock_id).first()
    if found is None:
        raise NotFound(kind="spoil_dock", key=str(dock_id))
    return found


def room_m3(dock: Dock) -> float | None:
    """Return what a dock still takes; None for one without a limit."""
    return None if dock.capacity_m3 is None else max(dock.capacity_m3 - dock.taken_m3, 0.0)


def premises_of_parties(party_ids: Collection[int]) -> list[int]:
    """Return the premises that some parties run."""
    return list(Premises.objects.filter(party_id__in=party_ids).values_list("pk", flat=True))


def cover_points() -> QuerySet[CoverPoint]:
    """Return the points of "two points, one line"."""
    return CoverPoint.objects.select_related("premises", "monitor", "camera")


def docks_watched() -> QuerySet[Dock]:
    """Return the docks with a monitor of dust."""
    return docks().filter(monitor__isnull=False)


def episode_open(dock: Dock) -> DustEpisode | None:
    """Return the dust of a dock that is being sprayed; None where none is."""
    return (
        DustEpisode.objects.select_for_update(of=("self",))
        .select_related("command")
        .filter(dock=dock, state=DustState.SPRAYING.value)
        .first()
    )


def episodes() -> QuerySet[DustEpisode]:
    """Return the episodes of dust that the database scope lets through."""
    return DustEpisode.objects.select_related("dock", "dock__premises", "command", "case")


def site_state(site: Site) -> dict[str, str | int | None]:
    """Return the columns of a site that the ledger answers for."""
    return {
        "premises": site.premises_id, "building_m2": str(site.building_m2), "level": site.level,
        "stage": site.stage, "stage_on": site.stage_on.isoformat(), "area_code": site.area_code,
    }  # fmt: skip


def site_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every site's id and what the ledger answers for."""
    return ((one.pk, site_state(one)) for one in Site.objects.order_by("pk").iterator(chunk_size=1_000))


def dock_state(dock: Dock) -> dict[str, str | int | None]:
    """Return the columns of a dock that the ledger answers for; what it took follows from its manifests."""
    return {
        "premises": dock.premises_id, "state": dock.state, "monitor": dock.monitor_id, "spray": dock.spray_id,
        "capacity_m3": None if dock.capacity_m3 is None else str(dock.capacity_m3),
        "area_code": dock.area_code,
    }  # fmt: skip


def dock_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every dock's id and what the ledger answers for."""
    return ((one.pk, dock_state(one)) for one in Dock.objects.order_by("pk").iterator(chunk_size=1_000))


def epoch_s(at: datetime | None) -> float | None:
    """Return an instant as seconds since 1970; None for none."""
    return None if at is None else at.astimezone(UTC).timestamp()


def sites_of(party_ids: Collection[int]) -> QuerySet[Site]:
    """Return the sites that some parties run, by name."""
    return (
        Site.objects.select_related("premises")
        .filter(premises__party_id__in=party_ids)
        .order_by("premises__name")
    )


def docks_taking() -> QuerySet[Dock]:
    """Return the docks that take spoil, by name."""
    return (
        Dock.objects.select_related("premises").filter(state=DockState.TAKES.value).order_by("premises__name")
    )


def premises_called(typed: str) -> Premises | None:
    """Return the visible premises of a code, with or without the name behind it; None for none."""
    code = typed.strip().split(maxsplit=1)[0] if typed.strip() else ""
    return Premises.objects.defer("search").filter(code=code).first() if code else None


def device_numbered(typed: str) -> Device | None:
    """Return the visible device of a number; None for none."""
    return Device.objects.defer("search").filter(number=typed.strip()).first() if typed.strip() else None


def camera_coded(typed: str) -> Camera | None:
    """Return the visible camera of a code, with or without the name behind it; None for none."""
    code = typed.strip().split(maxsplit=1)[0] if typed.strip() else ""
    return Camera.objects.filter(code=code).first() if code else None


def cameras_known(most: int = 200) -> list[tuple[str, str]]:
    """Return the codes and names of the visible cameras."""
    return list(Camera.objects.order_by("name").values_list("code", "name")[:most])


def control_known(typed: str) -> Control | None:
    """Return what a device may be told, by its id; None for none."""
    if not typed.isdecimal():
        return None
    return Control.objects.select_related("device").filter(pk=int(typed), ended_at__isnull=True).first()


_DISTRICT = 6  # digits of a district's code, GB/T 2260


def districts_with_sites() -> list[str]:
    """Return the districts that have sites."""
    codes = Site.objects.values_list("area_code", flat=True).distinct()
    return sorted({code[:_DISTRICT] for code in codes})
