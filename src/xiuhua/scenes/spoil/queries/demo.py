"""What the demo's spoil stands on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

import shapely
from django.contrib.gis.db.models import Extent

from xiuhua.ground.models import Area, Person, Premises, Road
from xiuhua.ground.models.parties import Party
from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.scenes.spoil.models import Dock, Manifest, Site
from xiuhua.scenes.spoil.queries.permits import approval_of
from xiuhua.sensing.models import Control, Device
from xiuhua.shared.geometry import distance_m

Place = tuple[float, float]
_ROADS_LOOKED_AT = 400
_ROAD_M = (800.0, 4_000.0)  # a road of such a length is sprinkled from end to end in one trip


def sites_unused(area_code: str) -> list[Premises]:
    """Return the building sites of an area that are no sites here yet."""
    rows = Premises.objects.defer("search").filter(kind="site", state="open", area_code__startswith=area_code)
    return list(rows.exclude(pk__in=Site.objects.values("premises_id")).order_by("code")[:20])


def middle_of(area_code: str) -> Place | None:
    """Return the middle of an area's premises, degrees; None where it has none."""
    found = Premises.objects.filter(area_code__startswith=area_code).aggregate(box=Extent("place"))["box"]
    if found is None:
        return None
    west, south, east, north = found
    return (west + east) / 2, (south + north) / 2


def streets_of(area_code: str) -> list[str]:
    """Return the codes of the streets of an area; its own where it has none."""
    rows = Area.objects.filter(level="street", code__startswith=area_code).order_by("code")
    return list(rows.values_list("code", flat=True)) or [area_code]


def parties_coded(codes: Sequence[str]) -> dict[str, int]:
    """Return the parties of some credit codes, by code."""
    rows = Party.objects.filter(credit_code__in=codes).values_list("credit_code", "pk")
    return {code: pk for code, pk in rows if code}


def premises_coded(codes: Collection[str]) -> dict[str, int]:
    """Return the premises of some codes, by code."""
    return dict(Premises.objects.filter(code__in=codes).values_list("code", "pk"))


def trucks_plated(plates: Collection[str]) -> dict[str, Vehicle]:
    """Return the vehicles of some plates, by plate."""
    return {one.plate: one for one in Vehicle.objects.defer("search").filter(plate__in=plates)}


def sites_unapproved(*, at: datetime) -> list[tuple[int, int | None]]:
    """Return the premises of the sites of which nothing is approved, with the party that runs them."""
    rows = Site.objects.order_by("pk").values_list("premises_id", "premises__party_id")
    return [one for one in rows if approval_of(one[0], at=at) is None]


def site_at(code: str) -> Site | None:
    """Return the site at premises of a code; None for none."""
    return Site.objects.select_related("premises").filter(premises__code=code).first()


def site_other(code: str) -> Site | None:
    """Return the first site that is not at premises of a code; None for none."""
    return Site.objects.exclude(premises__code=code).order_by("pk").first()


def docks_built() -> list[Dock]:
    """Return every dock."""
    return list(Dock.objects.select_related("premises").order_by("pk"))


def dock_places() -> list[Premises]:
    """Return the premises of every dock."""
    return [dock.premises for dock in docks_built()]


def places_drawn() -> tuple[list[Place], list[Place]]:
    """Return where gates and docks lie, degrees."""
    gates = [one.premises.place for one in Site.objects.select_related("premises").order_by("pk")]
    berths = [one.place for one in dock_places()]
    return [(place.x, place.y) for place in gates], [(place.x, place.y) for place in berths]


def person_behind(username: str) -> Person | None:
    """Return the person of an account; None for nobody."""
    return Person.objects.defer("search").filter(user__username=username).first()


def is_opened(client_id: UUID) -> bool:
    """Return whether a manifest was opened under an id."""
    return Manifest.objects.filter(client_id=client_id).exists()


def control_of(device: Device) -> Control | None:
    """Return the first thing that a device may be told; None for nothing."""
    return Control.objects.filter(device=device).order_by("pk").first()


@dataclass(frozen=True, slots=True)
class Way:
    """A road as it is driven: its name, its points in degrees, and how long it is."""

    name: str
    line: tuple[Place, ...]
    length_m: float

    @property
    def middle(self) -> Place:
        """Half way along it, degrees."""
        where = shapely.LineString(self.line).interpolate(0.5, normalized=True)
        return where.x, where.y


def road_sprinkled(area_code: str) -> Way | None:
    """Return the longest road of an area that is sprinkled in one trip; None where none is so long."""
    rows = Road.objects.filter(area_code__startswith=area_code).exclude(name="").order_by("code")
    found = []
    for name, lines in rows.values_list("name", "line")[:_ROADS_LOOKED_AT]:
        line = tuple((x, y) for x, y, *_ in max(lines.coords, key=len))
        length = sum(distance_m(*one, *other) for one, other in pairwise(line))
        if _ROAD_M[0] <= length <= _ROAD_M[1]:
            found.append(Way(str(name), line, length))
    return max(found, key=lambda one: one.length_m, default=None)
