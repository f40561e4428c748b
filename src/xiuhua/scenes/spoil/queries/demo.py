"""What the demo's spoil stands on."""

from __future__ import annotations

from django.contrib.gis.db.models import Extent

from xiuhua.ground.models import Area, Premises
from xiuhua.ground.models.parties import Party
from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.scenes.spoil.models import Dock, Site

Place = tuple[float, float]


def sites_unused(area_code: str) -> list[Premises]:
    """Return the building sites of an area that are no sites here yet."""
    rows = Premises.objects.defer("search").filter(kind="site", state="open", area_code__startswith=area_code)
    return list(rows.exclude(pk__in=Site.objects.values("premises_id")).order_by("code")[:20])


def middle_of(area_code: str) -> Place:
    """Return the middle of an area's premises, degrees."""
    found = Premises.objects.filter(area_code__startswith=area_code).aggregate(box=Extent("place"))["box"]
    west, south, east, north = found
    return (west + east) / 2, (south + north) / 2


def street_of(area_code: str) -> str:
    """Return the code of the first street of an area."""
    rows = Area.objects.filter(level="street", code__startswith=area_code).order_by("code")
    return rows.values_list("code", flat=True).first() or area_code


def haulier_ids() -> list[int]:
    """Return the demo's hauliers, by id."""
    return list(
        Party.objects.filter(name__endswith="有限公司").order_by("-pk").values_list("pk", flat=True)[:8]
    )


def trucks_numbered() -> list[int]:
    """Return the demo's trucks, by plate."""
    return list(
        Vehicle.objects.filter(plate__startswith="浙A90").order_by("plate").values_list("pk", flat=True)
    )


def site_premises() -> list[int]:
    """Return the premises of every site."""
    return list(Site.objects.order_by("pk").values_list("premises_id", flat=True))


def dock_places() -> list[Premises]:
    """Return the premises of every dock."""
    return [dock.premises for dock in Dock.objects.select_related("premises").order_by("pk")]


def places_drawn() -> tuple[list[Place], list[Place]]:
    """Return where gates and docks lie, degrees."""
    gates = [one.premises.place for one in Site.objects.select_related("premises").order_by("pk")]
    berths = [one.place for one in dock_places()]
    return [(place.x, place.y) for place in gates], [(place.x, place.y) for place in berths]
