"""Questions about what trucks did: hauls, suspicions, files and grades, and the watch of a night."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import shapely
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point, Polygon
from django.db.models import Count, QuerySet
from numpy.typing import NDArray

from xiuhua.ground.models import Area, Road
from xiuhua.ground.models.parties import Party
from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.ground.terms.areas import AreaLevel
from xiuhua.scenes.spoil.models import DayBound, Dock, FileRecord, Haul, NightPost, Site, Suspicion
from xiuhua.scenes.spoil.queries import checks
from xiuhua.scenes.spoil.rules.binding import Ground, ground_of
from xiuhua.scenes.spoil.rules.risk import FileRecord as Told
from xiuhua.scenes.spoil.rules.risk import Graded, graded
from xiuhua.scenes.spoil.terms import RecordKind, SuspicionState
from xiuhua.sensing.models import FenceVersion
from xiuhua.sensing.rules.tracks.fences import Fence
from xiuhua.sensing.terms.tracks import FenceEffect
from xiuhua.shared.errors import NotFound
from xiuhua.shared.geometry import box_around

_LOOKED = timedelta(days=730)


def site_key(site_id: int) -> str:
    """Return what a site's gate is called in binding."""
    return f"site:{site_id}"


def dock_key(dock_id: int) -> str:
    """Return what a dock is called in binding."""
    return f"dock:{dock_id}"


def id_of(key: str) -> int:
    """Return the id in such a name."""
    return int(key.partition(":")[2])


@dataclass(frozen=True, slots=True, eq=False)
class Here:
    """Everything hauls are looked up in, as binding asks for it.

    Args:
        docks: what premises are called in binding, by their codes.
        stops: the gates, docks, and places set as permitted stopping places: where standing says nothing.
    """

    ground: Ground | None
    docks: dict[str, str]
    stops: list[Fence]

    @property
    def takers(self) -> frozenset[str]:
        """The keys of those stops that take spoil: docks, for a report within a district names one, too."""
        return frozenset(self.docks.values())


def here_of(area_code: str, *, at: datetime) -> Here:
    """Return the gates, docks, corridors and border of a city, as they stand."""
    gates = {
        site_key(one.pk): Fence(site_key(one.pk), _shape(one.gate))
        for one in Site.objects.filter(area_code__startswith=area_code)
    }
    known = list(Dock.objects.filter(area_code__startswith=area_code).select_related("premises"))
    docks = {dock_key(one.pk): Fence(dock_key(one.pk), _shape(one.ground)) for one in known}
    versions = FenceVersion.objects.select_related("fence").filter(
        fence__area_code__startswith=area_code, since__lte=at
    )
    current = [one for one in versions if one.until is None or one.until > at]
    corridors = [
        Fence(one.fence.code, _shape(one.shape)) for one in current if one.effect != FenceEffect.STOPS
    ]
    stops = [Fence(f"stop:{one.pk}", _shape(one.shape)) for one in current if one.effect == FenceEffect.STOPS]
    city = _border(area_code)
    ground = ground_of(gates, docks, corridors=corridors, city=city) if gates or docks else None
    return Here(
        ground,
        {one.premises.code: dock_key(one.pk) for one in known},
        [*gates.values(), *docks.values(), *stops],
    )


def _shape(shape: object) -> shapely.Geometry:
    return shapely.from_wkb(bytes(shape.wkb))  # type: ignore[attr-defined]  # GEOS geometries all have it


def _border(area_code: str) -> Fence | None:
    """Return the border of the district that an area belongs to; None where it is not drawn."""
    codes = [area_code[:length] for length in range(len(area_code), 3, -1)]
    rows = Area.objects.filter(code__in=codes, level=AreaLevel.DISTRICT.value, shape__isnull=False)
    found = rows.order_by("-code").first()
    return Fence("city", _shape(found.shape)) if found is not None else None


def hauls() -> QuerySet[Haul]:
    """Return the hauls that the database scope lets through."""
    return Haul.objects.select_related("vehicle", "site__premises", "dock__premises", "manifest")


def hauls_of_day(vehicle_id: int, on: date) -> list[Haul]:
    """Return the hauls of a truck's day, by time."""
    return list(hauls().filter(vehicle_id=vehicle_id, on=on).order_by("left_at"))


def day_bound(vehicle_id: int, on: date) -> DayBound | None:
    """Return when a truck's day was compared with its manifests; None where it was not."""
    return DayBound.objects.select_related("device").filter(vehicle_id=vehicle_id, on=on).first()


def suspicions() -> QuerySet[Suspicion]:
    """Return the suspicions that the database scope lets through."""
    return Suspicion.objects.select_related("vehicle", "vehicle__party", "device", "case")


def suspicion_get(suspicion_id: int) -> Suspicion:
    """Return a suspicion.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = suspicions().filter(pk=suspicion_id).first()
    if found is None:
        raise NotFound(kind="suspicion", key=str(suspicion_id))
    return found


def suspicion_lock(suspicion_id: int) -> Suspicion:
    """Return a suspicion, locked until the transaction ends.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    rows = suspicions().select_for_update(of=("self",))
    found = rows.filter(pk=suspicion_id).first()
    if found is None:
        raise NotFound(kind="suspicion", key=str(suspicion_id))
    return found


def findings_since(since: datetime, area_code: str) -> NDArray[np.float64]:
    """Return what was suspected and not refuted, shape (k, 4): longitude, latitude, instant, score."""
    rows = Suspicion.objects.filter(since_at__gte=since, area_code__startswith=area_code)
    told = rows.exclude(state=SuspicionState.REFUTED.value).values_list("place", "since_at", "score")
    return np.array(
        [(place.x, place.y, at.timestamp(), min(score, 1.0)) for place, at, score in told], dtype=np.float64
    ).reshape(-1, 4)


def posts_of_night(on: date) -> QuerySet[NightPost]:
    """Return the posts of a night, the most promising first."""
    return NightPost.objects.filter(on=on).select_related("unit").order_by("-score")


def records() -> QuerySet[FileRecord]:
    """Return the records of files that the database scope lets through."""
    return FileRecord.objects.select_related("hauler", "vehicle", "driver", "case")


def records_about(
    *, hauler_id: int | None = None, vehicle_id: int | None = None, driver_id: int | None = None
) -> QuerySet[FileRecord]:
    """Return the records about one of them, the latest first."""
    asked = {"hauler_id": hauler_id, "vehicle_id": vehicle_id, "driver_id": driver_id}
    held = {name: value for name, value in asked.items() if value is not None}
    return records().filter(**held).order_by("-at")


def grade_of_records(
    rows: Iterable[FileRecord], checked: Iterable[Told] = (), *, at: datetime, trucks: int = 1
) -> Graded:
    """Return the grade of some records, and of what checks of trucks amount to."""
    told = [*(Told(RecordKind(one.kind), one.at.timestamp()) for one in rows), *checked]
    return graded(told, at_s=at.timestamp(), trucks=max(trucks, 1))


def hauliers() -> QuerySet[Party]:
    """Return the visible parties that have spoil trucks, each with how many, its file, and its checks."""
    return (
        Party.objects.defer("search")
        .filter(vehicles__kind="spoil_truck")
        .annotate(
            trucks=Count("vehicles", distinct=True),
            found=checks.found_of_party(),
            passed=checks.passed_of_party(),
        )
        .prefetch_related("spoil_records")
    )


def grade_of_haulier(party: Party, *, at: datetime) -> Graded:
    """Return the grade of one of `hauliers`."""
    since = at - _LOOKED
    rows = [one for one in party.spoil_records.all() if one.at >= since]
    checked = checks.stored_told((getattr(party, "found", ()), getattr(party, "passed", ())), since=since)
    return grade_of_records(rows, checked, at=at, trucks=getattr(party, "trucks", 1))


def grades_of_hauliers(party_ids: Collection[int], *, at: datetime) -> dict[int, Graded]:
    """Return the grades of some hauliers, in four statements."""
    counted = Party.objects.filter(pk__in=party_ids, vehicles__kind="spoil_truck")
    trucks = dict(counted.annotate(trucks=Count("vehicles", distinct=True)).values_list("pk", "trucks"))
    held: dict[int, list[FileRecord]] = {key: [] for key in party_ids}
    for row in FileRecord.objects.filter(hauler_id__in=party_ids, at__gte=at - _LOOKED):
        held[row.hauler_id or 0].append(row)
    checked = checks.checks_told("party_id", party_ids, since=at - _LOOKED)
    return {
        key: grade_of_records(rows, checked[key], at=at, trucks=trucks.get(key, 1))
        for key, rows in held.items()
    }


def grades_of_trucks(vehicle_ids: Collection[int], *, at: datetime) -> dict[int, Graded]:
    """Return the grades of some trucks, in three statements."""
    held: dict[int, list[FileRecord]] = {key: [] for key in vehicle_ids}
    for row in FileRecord.objects.filter(vehicle_id__in=vehicle_ids, at__gte=at - _LOOKED):
        held[row.vehicle_id or 0].append(row)
    checked = checks.checks_told("vehicle_id", vehicle_ids, since=at - _LOOKED)
    return {key: grade_of_records(rows, checked[key], at=at) for key, rows in held.items()}


def trucks_all() -> QuerySet[Vehicle]:
    """Return the visible spoil trucks."""
    return Vehicle.objects.select_related("party").defer("search", "party__search").filter(kind="spoil_truck")


def road_near(place: Point, *, reach_m: float = 150.0) -> str:
    """Return the name of the road nearest to a place; empty where none is so near."""
    box = Polygon.from_bbox(box_around(place.x, place.y, reach_m))
    box.srid = 4326
    rows = Road.objects.filter(line__bboverlaps=box).annotate(away=Distance("line", place))
    found = rows.order_by("away").first()
    return found.name if found is not None else ""


def area_at(place: Point, *, fallback: str) -> str:
    """Return the code of the street that a place lies in; another where none is drawn there."""
    rows = Area.objects.filter(level=AreaLevel.STREET.value, state="valid", shape__contains=place)
    found = rows.values_list("code", flat=True).first()
    return found or fallback


def night_posts() -> QuerySet[NightPost]:
    """Return the posts of every night."""
    return NightPost.objects.select_related("unit")
