"""What the page of residents shows of the ground: roads to tap on, matters to choose from."""

from __future__ import annotations

from django.contrib.gis.geos import Polygon

from xiuhua.ground.models import CatalogueItem, Road
from xiuhua.ground.queries import map_extent
from xiuhua.ground.queries.catalogue import items
from xiuhua.ground.queries.duties import matters
from xiuhua.residents.rules.sketching import Way

_MOST_ROADS = 120


def ways_in(bounds: tuple[float, float, float, float]) -> list[Way]:
    """Return the roads in a box: public ground."""
    rows = Road.objects.filter(line__bboverlaps=Polygon.from_bbox(bounds)).only("name", "road_class", "line")
    return [
        Way(
            name=road.name,
            road_class=road.road_class,
            lines=[[(x, y) for x, y, *_z in line] for line in road.line.coords],
        )
        for road in rows[:_MOST_ROADS]
    ]


def matters_offered() -> list[tuple[str, str]]:
    """Return the matters to choose from, with their names in both languages."""
    return list(matters().values_list("zh", "en"))


def matter_said(words: str) -> CatalogueItem | None:
    """Return the matter that somebody chose by name or code; None where it is none: it is then the desk's."""
    said = words.strip()
    if not said:
        return None
    head = said.split(maxsplit=1)[0]
    exact = matters().filter(code=head).first() or matters().filter(zh=said).first()
    return exact or matters().filter(en=said).first() or items().filter(zh=said).first()


def middle_of_town() -> tuple[float, float] | None:
    """Return where a map begins that knows no place: the middle of the widest area."""
    extent = map_extent()
    return ((extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2) if extent else None
