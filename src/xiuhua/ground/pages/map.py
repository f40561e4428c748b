"""The map of everything, with a panel that says what lies here and who answers for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.ground import queries
from xiuhua.ground.queries.map import MapObject
from xiuhua.ground.terms import Act
from xiuhua.ground.terms.duties import DutyAct
from xiuhua.shared.clock import now
from xiuhua.shared.coordinates import Datum, to_wgs84
from xiuhua.web.errors import language
from xiuhua.web.overlays import overlays_for, switches_registered
from xiuhua.web.pages.base import Page
from xiuhua.web.parts import ClockState, Count, MapLayer, MapView
from xiuhua.web.seams import areas_for, may
from xiuhua.web.words import word

_PAGES = {
    "premises": "ground:premises-page",
    "component": "ground:component-page",
    "mount": "ground:mount-page",
    "road": "ground:road-page",
    "area": "ground:area-page",
}
_KINDS = {
    "premises": gettext_lazy("Premises"),
    "component": gettext_lazy("Component"),
    "mount": gettext_lazy("Device place"),
    "road": gettext_lazy("Road"),
    "area": gettext_lazy("Area"),
}
_PLACE = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*[,，\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*")
_NEAREST_M, _WIDEST_M = 1.0, 2_000.0


@dataclass(frozen=True, kw_only=True)
class MapPageView:
    """The map page: the map, the layers that can be switched, and where the panel asks.

    Args:
        switches: the layers of the legend; those in `first` are on until the reader chooses.
    """

    map: MapView
    switches: tuple[LayerSwitch, ...]
    search_url: str
    here_url: str
    seen_url: str
    printed_at: object


@dataclass(frozen=True, kw_only=True)
class LayerSwitch:
    """One entry of the legend; `from_zoom` says from where on it is drawn."""

    name: str
    label: str
    on: bool = False
    from_zoom: int = 0
    count: Count | None = None
    clocks: tuple[tuple[ClockState, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Found:
    """One object as the panel prints it."""

    object: MapObject
    kind_label: str
    term_label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class HereView:
    """What lies at a place: the chosen thing first, then everything else there."""

    longitude: float
    latitude: float
    chosen: Found | None = None
    others: tuple[Found, ...] = ()
    answers_url: str = ""
    seen: tuple[Found, ...] = field(default_factory=tuple)


class _MapPart(Page):
    """What the doors of the map share."""

    act = Act.AREA_READ
    menu = "map"

    @property
    def premises_areas(self) -> Sequence[str]:
        """Where the reader may see premises."""
        return areas_for(self.actor, Act.PREMISES_READ)

    def found(self, one: MapObject) -> Found:
        """Return an object in the reader's language, with the address of its page."""
        here = language()
        return Found(
            object=one,
            kind_label=str(_KINDS[one.kind]),
            term_label=word(one.term, here) if one.term else "",
            url=_page_url(one),
        )


class MapPage(_MapPart):
    """The whole map."""

    template = "ground/map.html"
    fragment = "ground/map.html"

    def get(self, _request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the map; the rest of its state stands in the URL, which the browser reads."""
        counts = queries.map_counts(areas=self.premises_areas)
        drawn = overlays_for(self.actor)
        first = next(iter(drawn.values()), None)
        switches = tuple(replace(switch, count=counts.get(switch.name)) for switch in _switches())
        over = (
            LayerSwitch(name=name, label=one.label, on=True, clocks=one.clocks) for name, one in drawn.items()
        )
        higher = (
            LayerSwitch(name=one.name, label=one.label(language()), on=one.on, from_zoom=one.from_zoom)
            for one in switches_registered()
            if may(self.actor, one.act)
        )
        switches = (*over, *higher, *switches)
        view = MapPageView(
            map=MapView(
                label=_("Map"),
                layers=tuple(MapLayer(name=one.name, label=one.label) for one in switches),
                bounds=queries.map_extent(),
                overlay=first.overlay if first else None,
                attribution="" if settings.MAP_SOURCE else _("Drawn from the district's own records"),
            ),
            switches=switches,
            search_url=reverse("ground:map-search"),
            here_url=reverse("ground:map-here"),
            seen_url=reverse("ground:map-seen"),
            printed_at=now(),
        )
        return self.answer(view, title=gettext_lazy("Map"))


class MapSearch(_MapPart):
    """What a text names, as JSON for the search box."""

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with kind, id, name, where, url and place of a few of each."""
        question = request.GET.get("q", "").replace("\x00", "")[:80].strip()
        found = [self.found(one) for one in queries.map_search(question, self.actor)]
        place = _place_typed(question, _datum(request.GET.get("system", "")))
        items = ([_place_item(place)] if place else []) + [_item(one) for one in found]
        return JsonResponse(items, safe=False)


class MapHere(_MapPart):
    """What lies where somebody clicked, or what a shared link names."""

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the panel's fragment."""
        areas = self.premises_areas
        chosen = queries.map_object(request.GET.get("object", ""), areas=areas)
        longitude = _number(request, "longitude", -180, 180, chosen.longitude if chosen else None)
        latitude = _number(request, "latitude", -90, 90, chosen.latitude if chosen else None)
        radius_m = _number(request, "radius", _NEAREST_M, _WIDEST_M, 10.0)
        if longitude is None or latitude is None or radius_m is None:
            return render(request, "ground/map_here.html", {"view": None}, status=422)
        here = queries.map_here(longitude, latitude, radius_m=radius_m, areas=areas)
        chosen = chosen or next(iter(here), None)
        view = HereView(
            longitude=longitude,
            latitude=latitude,
            chosen=self.found(chosen) if chosen else None,
            others=tuple(self.found(one) for one in here if chosen is None or one.subject != chosen.subject),
            answers_url=self._answers_url(chosen, longitude, latitude),
        )
        return render(request, "ground/map_here.html", {"view": view})

    def _answers_url(self, chosen: MapObject | None, longitude: float, latitude: float) -> str:
        """Return where the panel asks who answers here; empty for whoever may not ask."""
        if not may(self.actor, DutyAct.ANSWER):
            return ""
        asked = {"longitude": f"{longitude:.6f}", "latitude": f"{latitude:.6f}"}
        if chosen and chosen.kind in {"component", "premises"}:
            asked[chosen.kind] = str(chosen.pk)
        return f"{reverse('ground:answers-fragment')}?{urlencode(asked)}"


class MapSeen(_MapPart):
    """The same as the map shows, as a list: for the keyboard, for readers, for a phone in the sun."""

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponse:
        """Answer with what lies in sight."""
        bounds = _bounds(request.GET.get("bounds", ""))
        rows = queries.map_seen(bounds, areas=self.premises_areas) if bounds else []
        return render(request, "ground/map_seen.html", {"rows": [self.found(one) for one in rows]})


def _switches() -> tuple[LayerSwitch, ...]:
    return (
        LayerSwitch(name="premises", label=_("Premises"), on=True, from_zoom=15),
        LayerSwitch(name="components", label=_("Components"), on=True),
        LayerSwitch(name="mounts", label=_("Device places"), from_zoom=13),
        LayerSwitch(name="cameras", label=_("Cameras"), from_zoom=12),
        LayerSwitch(name="areas", label=_("Streets and communities"), on=True),
        LayerSwitch(name="duty_grids", label=_("Duty grids")),
        LayerSwitch(name="unit_grids", label=_("Unit grids"), from_zoom=13),
        LayerSwitch(name="segments", label=_("Duty segments"), from_zoom=12),
        LayerSwitch(name="key_areas", label=_("Key areas"), from_zoom=10),
        LayerSwitch(name="evaluation_grids", label=_("Evaluation grids"), from_zoom=10),
        LayerSwitch(name="governance_grids", label=_("Governance grids"), from_zoom=10),
    )


def _page_url(one: MapObject) -> str:
    return reverse(_PAGES[one.kind], args=(one.pk,))


def _item(found: Found) -> dict[str, object]:
    one = found.object
    return {
        "kind": one.kind,
        "kind_label": found.kind_label,
        "id": one.pk,
        "name": one.name,
        "where": " · ".join(part for part in (found.term_label, one.where) if part),
        "url": found.url,
        "longitude": one.longitude,
        "latitude": one.latitude,
    }


def _datum(text: str) -> Datum:
    """Return the system somebody says the numbers are in; WGS84 where the word is unknown."""
    return next((datum for datum in Datum if datum.value == text), Datum.WGS84)


def _place_typed(text: str, datum: Datum) -> tuple[float, float] | None:
    """Return the WGS84 longitude and latitude that somebody typed, or None where the text is no place."""
    match = _PLACE.fullmatch(text)
    if match is None:
        return None
    longitude, latitude = float(match[1]), float(match[2])
    is_place = abs(longitude) <= 180 and abs(latitude) <= 90
    return to_wgs84(longitude, latitude, datum) if is_place else None


def _place_item(place: tuple[float, float]) -> dict[str, object]:
    longitude, latitude = place
    return {
        "kind": "place",
        "kind_label": _("Place"),
        "id": 0,
        "name": f"{longitude:.6f}, {latitude:.6f}",
        "where": _("Longitude and latitude, WGS84"),
        "url": "",
        "longitude": longitude,
        "latitude": latitude,
    }


def _number(
    request: HttpRequest, name: str, least: float, most: float, otherwise: float | None
) -> float | None:
    """Return a number of the query within its bounds; `otherwise` where none is given or it is none."""
    try:
        value = float(request.GET[name])
    except (KeyError, ValueError):
        return otherwise
    return min(max(value, least), most) if isfinite(value) else otherwise


def _bounds(text: str) -> tuple[float, float, float, float] | None:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    is_box = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return (west, south, east, north) if is_box else None
