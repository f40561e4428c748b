"""Vehicles, and the places of cameras and devices, on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xiuhua.ground.forms.parties import MountForm, VehicleForm
from xiuhua.ground.models.vehicles import Mount, Vehicle
from xiuhua.ground.pages.areas import area_choices
from xiuhua.ground.pages.shared import act_new
from xiuhua.ground.queries import vehicles as queries
from xiuhua.ground.queries.cameras import cameras_of_mount
from xiuhua.ground.services import vehicles as services
from xiuhua.ground.services.vehicles import NewMount, NewVehicle
from xiuhua.ground.terms.cameras import CameraAct, CameraState
from xiuhua.ground.terms.vehicles import (
    MountAct,
    MountKind,
    MountState,
    VehicleAct,
    VehicleKind,
    VehicleState,
)
from xiuhua.web import seams
from xiuhua.web.pages.columns import ListColumn, area, code, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, MapLayer, MapView, Section, Tag
from xiuhua.web.parts.lines import Line, lines_section


def _unit(record: Vehicle | Mount) -> Cell:
    unit = record.unit
    if unit is None:
        return Cell()
    return Cell(kind="link", text=unit.name, url=reverse("ground:unit-page", args=(unit.pk,)))


def _party(vehicle: Vehicle) -> Cell:
    party = vehicle.party
    if party is None:
        return Cell()
    return Cell(kind="link", text=party.name, url=reverse("ground:party-page", args=(party.pk,)))


class VehicleListPage(ListPage[Vehicle]):
    """Every vehicle."""

    key = "vehicles"
    kind = "vehicle"
    menu = "premises"
    act = VehicleAct.READ
    title = _("Vehicles")
    sort = "-updated"
    search_field = "search"
    search_label = _("Plate or model")
    columns = (
        code("plate", _("Plate"), primary=True, locked=True),
        term("kind", _("Kind"), VehicleKind),
        term("state", _("State"), VehicleState),
        ListColumn(key="unit", label=_("Unit"), cell=_unit, drop=2),
        number("load", _("Load"), of="load_kg", unit="kg", drop=3),
        moment("updated", _("Changed"), of="updated_at", sort="updated_at", drop=1),
    )
    filters = (
        AreaFilter(name="area", label=_("Area"), choices=area_choices),
        TermFilter(name="kind", label=_("Kind"), vocabulary=VehicleKind),
        TermFilter(name="state", label=_("State"), vocabulary=VehicleState),
    )

    def records(self) -> QuerySet[Vehicle]:
        """Return the vehicles that the database scope lets through."""
        return queries.vehicles_all()

    def row_url(self, record: Vehicle) -> str:
        """Return the page of the vehicle."""
        return reverse("ground:vehicle-page", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Offer to record one."""
        may = seams.may(self.actor, VehicleAct.CREATE)
        return (act_new("ground:vehicle-new", _("New vehicle"), VehicleAct.CREATE),) if may else ()


class VehiclePage(ObjectPage[Vehicle]):
    """One vehicle."""

    kind = "vehicle"
    menu = "premises"
    act = VehicleAct.READ
    list_url_name = "ground:vehicles"
    acts = (
        ObjectAct(
            act=VehicleAct.REVISE, label=_("Revise"), url_name="ground:vehicle-revise", kind="primary",
            icon="edit", shortcut="e",
        ),
    )  # fmt: skip
    facts = (
        code("plate", _("Plate")),
        term("kind", _("Kind"), VehicleKind),
        text("model", _("Model")),
        number("load", _("Load"), of="load_kg", unit="kg"),
        ListColumn(key="unit", label=_("Unit"), cell=_unit),
        ListColumn(key="party", label=_("Owner"), kind="link", cell=_party),
        area("area", _("Area")),
        moment("updated", _("Changed"), of="updated_at"),
    )

    def load(self) -> Vehicle:
        """Return the vehicle of the URL."""
        return queries.vehicle_get(self.kwargs["vehicle_id"])

    def state(self) -> Tag:
        """Return whether it runs."""
        return tag_of(VehicleState(self.record.state))


class VehicleNewPage(FormPage[Vehicle, VehicleForm]):
    """Recording a vehicle."""

    kind = "vehicle"
    menu = "premises"
    act = VehicleAct.CREATE
    form_class = VehicleForm
    title = _("New vehicle")
    verb = _("Record the vehicle")
    verb_icon = "plus"

    def permit(self) -> None:
        """Refuse whoever may record none."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> Vehicle:
        """Return the vehicle that is not there yet."""
        return Vehicle()

    def submit(self, sent: Sent[VehicleForm]) -> Done:
        """Record it."""
        made = services.vehicles_write(items=[(_vehicle(sent), None)], actor=self.actor, at=sent.at)
        return Done(url=reverse("ground:vehicle-page", args=(made[0].pk,)), message=str(_("Recorded")))

    def back_url(self) -> str:
        """Return the list."""
        return reverse("ground:vehicles")


class VehicleRevisePage(FormPage[Vehicle, VehicleForm]):
    """Changing what is known of a vehicle; the plate stays."""

    kind = "vehicle"
    menu = "premises"
    act = VehicleAct.REVISE
    form_class = VehicleForm
    title = _("Revise the vehicle")
    verb = _("Revise")
    verb_icon = "edit"

    def load(self) -> Vehicle:
        """Return the vehicle of the URL."""
        return queries.vehicle_get(self.kwargs["vehicle_id"])

    def version(self) -> str:
        """Return when it last changed."""
        return self.record.updated_at.isoformat()

    def initial(self) -> Mapping[str, object]:
        """Return what is known."""
        row = self.record
        known = {
            name: getattr(row, name) for name in ("plate", "kind", "state", "model", "load_kg", "area_code")
        }
        code_of_party = row.party.credit_code if row.party else ""
        return known | {"unit": row.unit.code if row.unit else "", "credit_code": code_of_party or ""}

    def prepare(self, form: VehicleForm) -> None:
        """Keep the plate: another plate is another vehicle."""
        form.fields["plate"].disabled = True

    def submit(self, sent: Sent[VehicleForm]) -> Done:
        """Revise."""
        items = [(_vehicle(sent), self.record.pk)]
        services.vehicles_write(items=items, act=VehicleAct.REVISE, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=str(_("Revised")))

    def back_url(self) -> str:
        """Return the page of the vehicle."""
        return reverse("ground:vehicle-page", args=(self.record.pk,))


def _vehicle(sent: Sent[VehicleForm]) -> NewVehicle:
    typed = dict(sent.form.cleaned_data)
    return NewVehicle(kind=VehicleKind(typed.pop("kind")), state=VehicleState(typed.pop("state")), **typed)


class MountListPage(ListPage[Mount]):
    """Every place of cameras and devices."""

    key = "mounts"
    kind = "mount"
    menu = "components"
    act = MountAct.READ
    title = _("Device places")
    sort = "-updated"
    search_field = "search"
    search_label = _("Name or code")
    shape_field = "place"
    columns = (
        code("code", _("Code"), drop=2),
        text("name", _("Name"), primary=True, locked=True),
        term("kind", _("Kind"), MountKind),
        term("state", _("State"), MountState),
        ListColumn(key="unit", label=_("Unit"), cell=_unit, drop=3),
        moment("updated", _("Changed"), of="updated_at", sort="updated_at", drop=1),
    )
    filters = (
        AreaFilter(name="area", label=_("Area"), choices=area_choices),
        TermFilter(name="kind", label=_("Kind"), vocabulary=MountKind),
        TermFilter(name="state", label=_("State"), vocabulary=MountState),
    )

    def records(self) -> QuerySet[Mount]:
        """Return every place."""
        return queries.mounts_all()

    def row_url(self, record: Mount) -> str:
        """Return the page of the place."""
        return reverse("ground:mount-page", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Offer to record one."""
        may = seams.may(self.actor, MountAct.CREATE)
        return (act_new("ground:mount-new", _("New device place"), MountAct.CREATE),) if may else ()


def _component(mount: Mount) -> Cell:
    row = mount.component
    if row is None:
        return Cell()
    return Cell(kind="link", text=str(row), url=reverse("ground:component-page", args=(row.pk,)))


def _premises(mount: Mount) -> Cell:
    row = mount.premises
    return (
        Cell(kind="link", text=row.name, url=reverse("ground:premises-page", args=(row.pk,)))
        if row
        else Cell()
    )


class MountPage(ObjectPage[Mount]):
    """One place of cameras or devices."""

    kind = "mount"
    menu = "components"
    act = MountAct.READ
    list_url_name = "ground:mounts"
    acts = (
        ObjectAct(
            act=MountAct.REVISE, label=_("Revise"), url_name="ground:mount-revise", kind="primary",
            icon="edit", shortcut="e",
        ),
    )  # fmt: skip
    facts = (
        text("name", _("Name")),
        term("kind", _("Kind"), MountKind),
        ListColumn(key="component", label=_("Component"), kind="link", cell=_component),
        ListColumn(key="premises", label=_("Premises"), kind="link", cell=_premises),
        ListColumn(key="unit", label=_("Unit"), cell=_unit),
        number("height", _("Height"), of="height_m", decimals=1, unit="m"),
        moment("updated", _("Changed"), of="updated_at"),
    )

    def load(self) -> Mount:
        """Return the place of the URL."""
        return queries.mount_get(self.kwargs["mount_id"])

    def code(self) -> str:
        """Return its code."""
        return self.record.code

    def heading(self) -> str:
        """Return its name."""
        return self.record.name

    def state(self) -> Tag:
        """Return whether it is used."""
        return tag_of(MountState(self.record.state))

    def place(self) -> str:
        """Return the area it stands in."""
        return self.record.area.name

    def sections(self) -> Sequence[Section]:
        """Return the cameras that stand here."""
        if self.record.kind != MountKind.CAMERA or not seams.may(self.actor, CameraAct.READ):
            return ()
        new = f"{reverse('ground:camera-new')}?mount={quote(self.record.code)}"
        may = seams.may(self.actor, CameraAct.CREATE)
        lines = tuple(
            Line(
                text=camera.name, note=camera.code, tag=tag_of(CameraState(camera.state)),
                url=reverse("ground:camera-page", args=(camera.pk,)),
            )
            for camera in cameras_of_mount(self.record)
        )  # fmt: skip
        return (
            lines_section(
                str(_("Cameras here")), lines, empty=str(_("No camera is recorded at this place.")),
                more_url=new if may else "", more_label=str(_("New camera")),
            ),
        )  # fmt: skip

    def map_view(self) -> MapView:
        """Return it on the map."""
        return MapView(
            label=self.record.name, layers=(MapLayer(name="areas", label=str(_("Areas"))),),
            feature=self.record.place.geojson, feature_label=self.record.name, subject=self.subject,
            list_url=reverse("ground:mounts"),
        )  # fmt: skip


class MountNewPage(FormPage[Mount, MountForm]):
    """Recording a place of cameras or devices."""

    kind = "mount"
    menu = "components"
    act = MountAct.CREATE
    form_class = MountForm
    title = _("New device place")
    verb = _("Record the place")
    verb_icon = "plus"

    def permit(self) -> None:
        """Refuse whoever may record none."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> Mount:
        """Return the place that is not there yet."""
        return Mount()

    def submit(self, sent: Sent[MountForm]) -> Done:
        """Record it."""
        made = services.mounts_write(items=[(_mount(sent), None)], actor=self.actor, at=sent.at)
        return Done(url=reverse("ground:mount-page", args=(made[0].pk,)), message=str(_("Recorded")))

    def back_url(self) -> str:
        """Return the list."""
        return reverse("ground:mounts")


class MountRevisePage(FormPage[Mount, MountForm]):
    """Changing what is known of a place; the code stays."""

    kind = "mount"
    menu = "components"
    act = MountAct.REVISE
    form_class = MountForm
    title = _("Revise the device place")
    verb = _("Revise")
    verb_icon = "edit"

    def load(self) -> Mount:
        """Return the place of the URL."""
        return queries.mount_get(self.kwargs["mount_id"])

    def version(self) -> str:
        """Return when it last changed."""
        return self.record.updated_at.isoformat()

    def initial(self) -> Mapping[str, object]:
        """Return what is known."""
        row = self.record
        known = {
            name: getattr(row, name) for name in ("code", "name", "kind", "state", "area_code", "height_m")
        }
        pointed = {
            name: found.code if (found := getattr(row, name)) else ""
            for name in ("component", "premises", "unit")
        }
        return known | pointed | {"longitude": row.place.x, "latitude": row.place.y}

    def prepare(self, form: MountForm) -> None:
        """Keep the code: another code is another place."""
        form.fields["code"].disabled = True

    def submit(self, sent: Sent[MountForm]) -> Done:
        """Revise."""
        items = [(_mount(sent), self.record.pk)]
        services.mounts_write(items=items, act=MountAct.REVISE, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=str(_("Revised")))

    def back_url(self) -> str:
        """Return the page of the place."""
        return reverse("ground:mount-page", args=(self.record.pk,))


def _mount(sent: Sent[MountForm]) -> NewMount:
    typed = dict(sent.form.cleaned_data)
    return NewMount(kind=MountKind(typed.pop("kind")), state=MountState(typed.pop("state")), **typed)
