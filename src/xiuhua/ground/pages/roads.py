"""Roads on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.ground.models import Road
from xiuhua.ground.pages.answers import answers_section
from xiuhua.ground.pages.areas import area_choices, area_url
from xiuhua.ground.queries import roads as queries
from xiuhua.ground.terms.areas import AreaAct, RoadClass
from xiuhua.ground.terms.duties import DutyAct
from xiuhua.web.pages.columns import code, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, TermFilter
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.objects import ObjectPage
from xiuhua.web.parts import MapLayer, MapView, Related, Section, Tag
from xiuhua.web.seams import may


class RoadListPage(ListPage[Road]):
    """Every road."""

    key = "roads"
    kind = "road"
    menu = "areas"
    act = AreaAct.ROAD_READ
    title = _("Roads")
    sort = "name"
    area_field = ""  # public ground: everybody sees every road
    search_field = "search"
    search_label = _("Name or code")
    shape_field = "line"
    columns = (
        code("code", _("Code"), sort="code", drop=2),
        text("name", _("Name"), sort="name", primary=True, locked=True),
        term("road_class", _("Class"), RoadClass),
        number("width", _("Width"), of="width_m", decimals=1, unit="m", drop=3),
        number("length", _("Length"), of="length_km", decimals=2, unit="km"),
        number("segments", _("Duty segments"), of="segments_count", drop=1),
    )
    filters = (
        TermFilter(name="road_class", label=_("Class"), vocabulary=RoadClass),
        AreaFilter(name="area", label=_("Area"), field="area_code", choices=area_choices),
    )

    def records(self) -> QuerySet[Road]:
        """Return every road."""
        return queries.roads()

    def row_url(self, record: Road) -> str:
        """Return the page of the road."""
        return reverse("ground:road-page", args=(record.pk,))


class RoadPage(ObjectPage[Road]):
    """One road."""

    kind = "road"
    menu = "areas"
    act = AreaAct.ROAD_READ
    list_url_name = "ground:roads"
    facts = (
        text("name", _("Name")),
        code("code", _("Code")),
        term("road_class", _("Class"), RoadClass),
        number("width", _("Width"), of="width_m", decimals=1, unit="m"),
        number("length", _("Length"), of="length_km", decimals=2, unit="km"),
        moment("updated", _("Changed"), of="updated_at"),
    )

    def load(self) -> Road:
        """Return the road of the URL."""
        return queries.road_get(self.kwargs["road_id"])

    def code(self) -> str:
        """Return its code."""
        return self.record.code

    def state(self) -> Tag:
        """Return its class."""
        return tag_of(RoadClass(self.record.road_class))

    def map_view(self) -> MapView:
        """Return its course."""
        return MapView(
            label=self.record.name,
            layers=(MapLayer(name="areas", label=gettext("Areas")),),
            bounds=self.record.line.extent,
            feature=self.record.line.geojson,
            feature_label=self.record.name,
            subject=self.subject,
        )

    def sections(self) -> Sequence[Section]:
        """Return who answers at its middle, and the duty segments on it."""
        return (*self._answers(), *self._segments())

    def _answers(self) -> Sequence[Section]:
        if not may(self.actor, DutyAct.ANSWER):
            return ()
        return (answers_section(self.request, place=self.record.line.point_on_surface),)

    def _segments(self) -> Sequence[Section]:
        rows = [
            Related(label=f"{area.code} {area.name}", url=area_url(area), icon="map-2")
            for area in queries.segments_of(self.record)
        ]
        if not rows:
            return ()
        title = gettext("Duty segments")
        return (Section(title=title, template="ground/area_rows.html", context=rows, note=f"{len(rows)}"),)
