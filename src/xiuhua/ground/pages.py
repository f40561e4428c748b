"""Areas and premises on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xiuhua.files.services import file_store
from xiuhua.ground import queries, services
from xiuhua.ground.forms import RenameForm
from xiuhua.ground.models import Area, Premises
from xiuhua.ground.terms import Act, AreaLevel, PremisesKind, PremisesState
from xiuhua.shared.masks import phone_masked
from xiuhua.web.pages.columns import ListColumn, code, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import AreaChoice, AreaFilter, DaysFilter, PrefixFilter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, Count, Crumb, MapLayer, MapView, Related, Tag
from xiuhua.web.seams import areas_for

_DEPTHS = {level: depth for depth, level in enumerate(AreaLevel)}


def _area_choices() -> Sequence[AreaChoice]:
    return [AreaChoice(area.code, area.name, _DEPTHS[AreaLevel(area.level)]) for area in queries.areas_wide()]


def _street(premises: Premises) -> Cell:
    above = premises.area.parent
    return Cell(text=f"{above.name} {premises.area.name}" if above else premises.area.name)


def _phone(premises: Premises) -> Cell:
    return Cell(kind="code", text=phone_masked(premises.contact_phone), masked=bool(premises.contact_phone))


class PremisesListPage(ListPage[Premises]):
    """Every shop, restaurant, site, estate, market and car park."""

    key = kind = menu = "premises"
    act = Act.PREMISES_READ
    title = _("Premises")
    sort = "-updated"
    search_field = "search"
    search_label = _("Name, code or address")
    shape_field = "place"
    columns = (
        code("code", _("Code"), sort="code"),
        text("name", _("Name"), sort="name", primary=True, locked=True),
        term("kind", _("Kind"), PremisesKind, drop=3),
        term("state", _("State"), PremisesState),
        ListColumn(key="area", label=_("Street and community"), cell=_street, sort="area_code", drop=2),
        text("address", _("Address"), drop=4),
        ListColumn(key="phone", label=_("Contact phone"), kind="code", cell=_phone, shown=False),
        moment("updated", _("Changed"), of="updated_at", sort="updated_at", drop=1),
    )
    filters = (
        AreaFilter(name="area", label=_("Area"), choices=_area_choices),
        TermFilter(name="kind", label=_("Kind"), vocabulary=PremisesKind),
        TermFilter(name="state", label=_("State"), vocabulary=PremisesState),
        PrefixFilter(name="code", label=_("Code begins with")),
        DaysFilter(name="changed", label=_("Changed"), field="updated_at"),
    )
    presets = (
        Preset(label=_("All")),
        Preset(label=_("In use"), query={"state": ("open",)}),
        Preset(label=_("Restaurants"), query={"kind": ("restaurant",), "state": ("open",)}),
        Preset(label=_("Building sites"), query={"kind": ("site",), "state": ("open",)}),
    )

    def records(self) -> QuerySet[Premises]:
        """Return the premises that the database scope lets through."""
        return queries.premises_all()

    def row_url(self, record: Premises) -> str:
        """Return the page of the premises."""
        return reverse("ground:premises-page", args=(record.pk,))

    def row_note(self, record: Premises) -> str:
        """Return the address."""
        return record.address


class PremisesPage(ObjectPage[Premises]):
    """One of the premises."""

    kind = menu = "premises"
    act = Act.PREMISES_READ
    list_url_name = "ground:premises"
    acts = (
        ObjectAct(
            act=Act.PREMISES_RENAME,
            label=_("Rename"),
            url_name="ground:premises-rename",
            kind="primary",
            icon="edit",
            shortcut="e",
        ),
    )
    edits = {"name": Act.PREMISES_RENAME}
    facts = (
        text("name", _("Name")),
        term("kind", _("Kind"), PremisesKind),
        text("address", _("Address")),
        ListColumn(key="area", label=_("Street and community"), cell=_street),
        ListColumn(key="phone", label=_("Contact phone"), kind="code", cell=_phone),
        moment("recorded", _("Recorded"), of="recorded_at"),
        moment("updated", _("Changed"), of="updated_at"),
    )

    def load(self) -> Premises:
        """Return the premises of the URL."""
        return queries.premises_get(self.kwargs["premises_id"])

    def code(self) -> str:
        """Return its code."""
        return self.record.code

    def state(self) -> Tag:
        """Return whether it is in use."""
        return tag_of(PremisesState(self.record.state))

    def place(self) -> str:
        """Return street, community and address."""
        return f"{_street(self.record).text} · {self.record.address}"

    def map_view(self) -> MapView:
        """Return it on the map, among its neighbours."""
        return MapView(
            label=self.record.name,
            layers=(
                MapLayer(name="areas", label=str(_("Areas"))),
                MapLayer(name="premises", label=str(_("Premises"))),
            ),
            feature=self.record.place.geojson,
            feature_label=self.record.name,
            subject=self.subject,
            list_url=reverse("ground:premises"),
            open_url="/premises/{id}",
        )


class PremisesRenamePage(FormPage[Premises, RenameForm]):
    """Giving premises another name."""

    kind = menu = "premises"
    act = Act.PREMISES_RENAME
    form_class = RenameForm
    title = _("Rename the premises")
    lead = _("The code stays; the old name remains in the history.")
    verb = _("Rename")
    verb_icon = "edit"

    def load(self) -> Premises:
        """Return the premises of the URL."""
        return queries.premises_get(self.kwargs["premises_id"])

    def initial(self) -> dict[str, object]:
        """Return the present name."""
        return {"name": self.record.name}

    def version(self) -> str:
        """Return the present name: whatever else has changed does not matter to this act."""
        return self.record.name

    def submit(self, sent: Sent[RenameForm]) -> Done:
        """Rename."""
        typed = sent.form.cleaned_data
        paper = typed["basis"]
        stored = paper and file_store(
            content=paper, name=paper.name, area_code=self.record.area_code, actor=self.actor, at=sent.at
        )
        services.premises_rename(
            premises_id=self.record.pk,
            name=typed["name"],
            reason=typed["reason"],
            expected_name=sent.seen,
            basis=stored or None,
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=str(_("Renamed")))

    def back_url(self) -> str:
        """Return the page of the premises."""
        return reverse("ground:premises-page", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the premises."""
        return (
            Crumb(label=str(_("Premises")), url=reverse("ground:premises")),
            Crumb(label=self.record.name, url=self.back_url()),
        )


class AreaListPage(ListPage[Area]):
    """The tree of areas."""

    key = "areas"
    kind = "area"
    menu = "areas"
    act = Act.AREA_READ
    title = _("Areas")
    sort = "code"
    area_field = ""  # public ground: everybody sees every area
    shape_field = "shape"
    columns = (
        code("code", _("Code"), sort="code"),
        text("name", _("Name"), sort="name", primary=True, locked=True),
        term("level", _("Level"), AreaLevel),
        text("parent", _("Lies in"), of="parent_name"),
        moment("updated", _("Changed"), of="updated_at", sort="updated_at", drop=1),
    )
    filters = (
        TermFilter(name="level", label=_("Level"), vocabulary=AreaLevel),
        AreaFilter(name="area", label=_("Area"), field="code", choices=_area_choices),
    )
    presets = (
        Preset(label=_("All")),
        Preset(label=_("Districts"), query={"level": ("district",)}),
        Preset(label=_("Streets"), query={"level": ("street",)}),
        Preset(label=_("Communities"), query={"level": ("community",)}),
    )

    def records(self) -> QuerySet[Area]:
        """Return every area."""
        return queries.areas_named()

    def row_url(self, record: Area) -> str:
        """Return the page of the area."""
        return reverse("ground:area-page", args=(record.pk,))


class AreaPage(ObjectPage[Area]):
    """One area."""

    kind = "area"
    menu = "areas"
    act = Act.AREA_READ
    list_url_name = "ground:areas"
    facts = (
        text("name", _("Name")),
        code("code", _("Code")),
        term("level", _("Level"), AreaLevel),
        number("extent", _("Surface area"), of="extent_km2", decimals=2, unit="km²"),
        moment("updated", _("Changed"), of="updated_at"),
    )

    def load(self) -> Area:
        """Return the area of the URL."""
        return queries.area_measured(self.kwargs["area_id"])

    def heading(self) -> str:
        """Return its name."""
        return self.record.name

    def code(self) -> str:
        """Return its code."""
        return self.record.code

    def state(self) -> Tag:
        """Return its level: an area has no state."""
        return tag_of(AreaLevel(self.record.level))

    def place(self) -> str:
        """Return everything it lies in, widest first."""
        return " · ".join(area.name for area in self._above())

    def crumbs(self) -> Sequence[Crumb]:
        """Return the areas above."""
        return [
            Crumb(label=area.name, url=reverse("ground:area-page", args=(area.pk,))) for area in self._above()
        ]

    def _above(self) -> Sequence[Area]:
        return [area for area in queries.area_path(self.record.code) if area.pk != self.record.pk]

    def map_view(self) -> MapView | None:
        """Return its boundary."""
        shape = self.record.shape
        if shape is None:
            return None
        return MapView(
            label=self.record.name,
            layers=(MapLayer(name="areas", label=str(_("Areas"))),),
            bounds=shape.extent,
            feature=shape.geojson,
            feature_label=self.record.name,
            subject=self.subject,
        )

    def related(self) -> Sequence[Related]:
        """Return the areas and premises inside."""
        inside = queries.area_contents(self.record.code, areas=areas_for(self.actor, Act.PREMISES_READ))
        return (
            Related(
                label=str(_("Areas inside")),
                icon="map-2",
                count=Count(number=inside.areas),
                url=f"{reverse('ground:areas')}?area={self.record.code}",
            ),
            Related(
                label=str(_("Premises")),
                icon="building-store",
                count=inside.premises,
                url=f"{reverse('ground:premises')}?area={self.record.code}",
            ),
        )
