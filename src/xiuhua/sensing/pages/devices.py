"""Devices on the screen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from xiuhua.sensing.forms.devices import DeviceCreateForm, DeviceForm, DeviceReasonForm, DeviceSecretForm
from xiuhua.sensing.models import Device, DeviceHolding, LastValue
from xiuhua.sensing.pages.commands import controls_section
from xiuhua.sensing.pages.courses import course_section
from xiuhua.sensing.pages.holdings import holdings_section
from xiuhua.sensing.pages.maintenance import maintenance_section
from xiuhua.sensing.pages.shared import FrameShown, area_choices, device_crumbs, facts, frame_line
from xiuhua.sensing.pages.video import channels_section, media_cells
from xiuhua.sensing.queries import devices as queries
from xiuhua.sensing.queries import readings
from xiuhua.sensing.queries.alarms import alarms_count
from xiuhua.sensing.queries.holdings import holdings_of
from xiuhua.sensing.rules.devices import tags_typed
from xiuhua.sensing.rules.showing import fault_name, polylines
from xiuhua.sensing.services import devices as services
from xiuhua.sensing.services.devices import NewDevice
from xiuhua.sensing.terms import (
    AlarmAct,
    ConcentrationUnit,
    DeviceAct,
    DeviceState,
    FrameAct,
    HoldingAct,
    Liveness,
    MaintenanceAct,
    Protocol,
)
from xiuhua.sensing.terms.doubts import flags_of_bits
from xiuhua.sensing.terms.tracks import TrackAct
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, area, code, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, PrefixFilter, TermFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Group, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import (
    Action,
    Cell,
    Count,
    Crumb,
    MapLayer,
    MapView,
    Related,
    Section,
    State,
    Tag,
)

FRAME_DAYS = 7
_MOST_FRAMES = 50
_MOST_TOLD = 5  # whose giving out and back the story tells
_SERIES_HOURS = 24
_WIDTH, _HEIGHT = 200.0, 32.0
_GAP = 3 / readings.SLOTS


def _subject(device: Device) -> Cell:
    """Return what a device belongs to."""
    if device.vehicle is not None:
        url = reverse("ground:vehicle-page", args=(device.vehicle.pk,))
        return Cell(kind="link", text=device.vehicle.plate, url=url)
    if device.premises is not None:
        url = reverse("ground:premises-page", args=(device.premises.pk,))
        return Cell(kind="link", text=device.premises.name, url=url)
    if device.component is not None:
        url = reverse("ground:component-page", args=(device.component.pk,))
        return Cell(kind="link", text=device.component.name, url=url)
    return Cell()


class DeviceListPage(ListPage[Device]):
    """Every device."""

    key = "devices"
    kind = "device"
    menu = "components"
    act = DeviceAct.READ
    title = _("Devices")
    sort = "name"
    search_field = "search"
    search_label = _("Name, number or model")
    shape_field = "place"
    mappable = True
    columns = (
        text("name", _("Name"), sort="name", primary=True, locked=True),
        term("liveness", _("Heard of"), Liveness, of="contact.liveness"),
        term("protocol", _("Protocol"), Protocol, drop=3),
        code("number", _("Device number"), drop=3),
        moment("frame", _("Last frame"), of="contact.frame_at"),
        ListColumn(
            key="subject", label=pgettext_lazy("a device", "Belongs to"), cell=_subject, kind="link", drop=3
        ),
        number("refused", _("Refused frames"), of="contact.refused", drop=4),
        moment("updated", _("Changed"), of="updated_at", sort="updated_at", shown=False),
    )
    filters = (
        AreaFilter(name="area", label=_("Area"), choices=area_choices),
        TermFilter(name="liveness", label=_("Heard of"), vocabulary=Liveness, field="contact__liveness"),
        TermFilter(name="protocol", label=_("Protocol"), vocabulary=Protocol),
        TermFilter(name="state", label=_("State"), vocabulary=DeviceState),
        PrefixFilter(name="number", label=_("Number begins with")),
    )
    presets = (
        Preset(label=_("All")),
        Preset(
            label=_("To be looked at"), query={"liveness": ("device_late", "device_silent", "device_faulty")}
        ),
        Preset(label=_("Never heard"), query={"liveness": ("device_never",)}),
    )

    def records(self) -> QuerySet[Device]:
        """Return the devices that the database scope lets through."""
        return queries.devices_all()

    def row_url(self, record: Device) -> str:
        """Return the page of the device."""
        return reverse("sensing:device", args=(record.pk,))

    def row_note(self, record: Device) -> str:
        """Return protocol and number."""
        return f"{Protocol(record.protocol).label(language())} · {record.number}"

    def acts(self) -> Sequence[Action]:
        """Offer to record one."""
        if not seams.may(self.actor, DeviceAct.CREATE):
            return ()
        new = Action(
            name=DeviceAct.CREATE, label=gettext("New device"), kind="primary", icon="plus",
            url=reverse("sensing:device-new"),
        )  # fmt: skip
        return (new,)

    def empty(self) -> State:
        """Say how the first one comes in."""
        return State(
            kind="empty", title=gettext("No devices yet"),
            text=gettext("Enter one by hand, or many from a sheet under Import; it then calls in by itself."),
            acts=tuple(self.acts()),
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ValueShown:
    """A last value as its card prints it.

    Args:
        lines: the last day as points of SVG polylines; empty where there are too few readings.
        doubted: how many readings of the last day something is held against; empty for none.
    """

    label: str
    value: float
    decimals: int
    unit: str
    at: datetime
    flags: tuple[str, ...]
    lines: tuple[str, ...]
    doubted: str


@dataclass(frozen=True, kw_only=True)
class FramesShown:
    """The frames of the last days."""

    lines: Sequence[FrameShown]
    which: str
    all_url: str
    refused_url: str
    sent_url: str
    days: int = FRAME_DAYS


class DevicePage(ObjectPage[Device]):
    """One device: what it sent last, how it stands, and every frame of the last days."""

    kind = "device"
    menu = "components"
    act = DeviceAct.READ
    list_url_name = "sensing:devices"
    facts_beside = True
    spare = frozenset({"model", "dialect", "crc", "subject", "offset", "tags"})
    change_labels = {"name": _("Name"), "holder": _("With whom"), "grid": _("Grid")}
    acts = (
        ObjectAct(
            act=DeviceAct.REVISE, label=_("Revise"), url_name="sensing:device-revise", kind="primary",
            icon="edit", shortcut="e",
        ),
        ObjectAct(
            act=MaintenanceAct.DECLARE, label=_("Announce maintenance"),
            url_name="sensing:device-maintenance", icon="calendar",
        ),
        ObjectAct(
            act=HoldingAct.GIVE, label=_("Give it out"), url_name="sensing:device-give", icon="user"
        ),
        ObjectAct(
            act=HoldingAct.RETURN, label=_("Take it back"), url_name="sensing:device-return",
            icon="arrow-back-up",
        ),
        ObjectAct(
            act=DeviceAct.SECRET, label=_("Change the key"), url_name="sensing:device-secret", icon="key"
        ),
        ObjectAct(
            act=DeviceAct.STOP, label=_("Stop"), url_name="sensing:device-stop", icon="player-pause",
            aside=True,
        ),
        ObjectAct(
            act=DeviceAct.START, label=_("Put back in use"), url_name="sensing:device-start", icon="refresh",
            aside=True,
        ),
    )  # fmt: skip
    facts = (
        term("protocol", _("Protocol"), Protocol),
        code("number", _("Device number")),
        text("model", _("Model")),
        ListColumn(key="subject", label=pgettext_lazy("a device", "Belongs to"), kind="link", cell=_subject),
        number("interval", _("Sends every"), of="interval_s", unit="s"),
        code("dialect", _("Dialect")),
        code("crc", _("Checksum"), of="crc_variant"),
        number("offset", _("Clock is fast by"), of="clock_offset_s", unit="s"),
        ListColumn(
            key="calibrated", label=_("Calibrated on"),
            cell=lambda row: Cell(text=row.calibrated_on.isoformat() if row.calibrated_on else ""),
        ),
        ListColumn(key="tags", label=_("Tags"), cell=lambda row: Cell(text="、".join(row.tags))),
        area("area", _("Area")),
    )  # fmt: skip

    def load(self) -> Device:
        """Return the device of the URL."""
        return queries.device_get(self.kwargs["device_id"])

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return its name."""
        return self.record.name

    def state(self) -> Tag:
        """Return how it is heard of."""
        return tag_of(Liveness(self.record.contact.liveness))

    def sections(self) -> Sequence[Section]:
        """Return what it sent last, its course, what it may be told, how it connects, and its frames."""
        course = course_section(self.record, self.request.GET)
        held = maintenance_section(self.record) if seams.may(self.actor, MaintenanceAct.READ) else None
        values = self._values()
        is_camera = self.record.protocol == Protocol.GB28181  # has readings only once it has raised an alarm
        told = (
            *([held] if held else []), *holdings_section(self._holdings),
            *(() if is_camera and not values.context else (values,)),
            *([course] if course else []), *controls_section(self), *channels_section(self),
        )  # fmt: skip
        return (*told, self._standing(), *self._frames())

    @cached_property
    def _holdings(self) -> list[DeviceHolding]:
        """Who had it and has it, the latest first."""
        return holdings_of(self.record) if seams.may(self.actor, HoldingAct.READ, self.standing) else []

    def offered(self) -> Sequence[ObjectAct[Device]]:
        """Return the acts, without giving out what somebody has, or taking back what nobody has."""
        is_held = any(one.until is None for one in self._holdings)
        spare = HoldingAct.GIVE if is_held else HoldingAct.RETURN
        return [one for one in super().offered() if one.act != spare]

    def story_subjects(self) -> Sequence[str]:
        """Return the device, and who had it."""
        return (self.subject, *(f"kit:{one.pk}" for one in self._holdings[:_MOST_TOLD]))

    def _values(self) -> Section:
        until = now()
        since = until - timedelta(hours=_SERIES_HOURS)
        series = readings.series_small(self.record, since=since, until=until)
        shown = [_value(one, series.get(one.quantity_id)) for one in readings.last_values(self.record)]
        return Section(
            title=gettext("Last values"), template="sensing/values.html", context=shown, leads=True,
            note=gettext("with the last 24 hours") if shown else "",
        )  # fmt: skip

    def _standing(self) -> Section:
        contact, protocol = self.record.contact, Protocol(self.record.protocol)
        faults = " · ".join(
            f"{fault_name(protocol, reason, language())} {times}"
            for reason, times in sorted(contact.faults.items())
        )
        last = fault_name(protocol, contact.fault, language()) if contact.fault else ""
        cells = {
            _("Connects to"): Cell(kind="code", text=_address(protocol), copyable=True),
            _("Last frame"): Cell(kind="time", at=contact.frame_at, why_none=gettext("never")),
            _("Last measured"): Cell(kind="time", at=contact.reading_at, why_none=gettext("never")),
            _("Came from"): Cell(kind="code", text=contact.peer),
            _("Good frames"): Cell(kind="number", number=contact.frames),
            _("Refused frames"): Cell(kind="number", number=contact.refused),
        }
        cells.update(media_cells(self.record))
        if contact.speed_km_h is not None:
            cells[_("Speed")] = Cell(kind="number", number=contact.speed_km_h, decimals=1, unit="km/h")
        if contact.fault:
            cells[_("Last refused")] = Cell(text=last)
            cells[_("Refused for")] = Cell(text=faults)
        return facts(_("Connection"), cells)

    def _frames(self) -> Sequence[Section]:
        if not seams.may(self.actor, FrameAct.READ, self.standing):
            return ()
        asked = self.request.GET.get("frames")
        which = asked if asked in {readings.REFUSED, readings.SENT} else ""
        found = readings.frames_of(self.record, since=now() - timedelta(days=FRAME_DAYS), which=which)
        shown = FramesShown(
            lines=[frame_line(frame) for frame in found[:_MOST_FRAMES]],
            which=which,
            all_url=self.request.path,
            refused_url=f"{self.request.path}?frames={readings.REFUSED}",
            sent_url=f"{self.request.path}?frames={readings.SENT}",
        )
        note = gettext("last %(days)s days, the newest %(most)s") % {"days": FRAME_DAYS, "most": _MOST_FRAMES}
        return (
            Section(title=gettext("Raw frames"), template="sensing/frames.html", context=shown, note=note),
        )

    def related(self) -> Sequence[Related]:
        """Return the alarms about it, and its track where it moves."""
        return (*self._track(), *self._alarms())

    def _track(self) -> Sequence[Related]:
        moves = self.record.vehicle_id is not None or self.record.contact.place is not None
        if not moves or not seams.may(self.actor, TrackAct.READ, self.standing):
            return ()
        url = reverse("sensing:track", args=(self.record.pk,))
        return (Related(label=gettext("Track of today"), url=url, icon="map-2"),)

    def _alarms(self) -> Sequence[Related]:
        if not seams.may(self.actor, AlarmAct.READ):
            return ()
        url = f"{reverse('sensing:alarms')}?number={quote(self.record.number)}"
        count = Count(number=alarms_count(self.record))
        return (Related(label=gettext("Alarms"), count=count, url=url, icon="alert-triangle"),)

    def map_view(self) -> MapView | None:
        """Return where it stands, or where it was in the last day."""
        device, contact = self.record, self.record.contact
        track = readings.track_small(device, until=now()) if contact.place is not None else []
        place = contact.place or device.place
        if place is None:
            return None
        feature = place.geojson
        if len(track) > 1:
            feature = json.dumps({"type": "LineString", "coordinates": track})
        return MapView(
            label=device.name, layers=(MapLayer(name="areas", label=gettext("Areas")),), feature=feature,
            feature_label=device.name, subject=self.subject, list_url=reverse("sensing:devices"),
        )  # fmt: skip


def _address(protocol: Protocol) -> str:
    port = settings.GATEWAY_PORTS.get(protocol.value)
    if protocol is Protocol.HTTPS:
        return f"{settings.PUBLIC_ADDRESS}/api/v1/readings"
    return f"{settings.GATEWAY_HOST}:{port}" if port else ""


def _value(last: LastValue, series: readings.SmallSeries | None) -> ValueShown:
    quantity = last.quantity
    magnitude = abs(last.value)
    return ValueShown(
        label=quantity.zh if language().startswith("zh") else quantity.en,
        value=last.value,
        decimals=-1 if magnitude >= 100 else -3,  # at most so many, without trailing zeros
        unit=quantity.unit,
        at=last.at,
        flags=tuple(flag.label(language()) for flag in flags_of_bits(last.flags)),
        lines=polylines(series.points if series else (), width=_WIDTH, height=_HEIGHT, gap=_GAP),
        doubted=_doubted(series) if series and series.doubtful else "",
    )


def _doubted(series: readings.SmallSeries) -> str:
    """Return how many readings of the last day are left out of the drawing and of figures, and why."""
    said = gettext("%(doubtful)s of %(readings)s readings of the last 24 hours left out: %(why)s")
    why = gettext(", ").join(flag.label(language()) for flag in flags_of_bits(series.bits))
    return said % {"doubtful": series.doubtful, "readings": series.readings, "why": why}


_GROUPS = (
    Group(fields=("protocol", "number", "name", "model", "secret", "interval_s")),
    Group(
        title=_("Where it belongs"),
        fields=("area_code", "premises", "component", "vehicle", "tags", "longitude", "latitude"),
        mapped=True,
    ),
    Group(
        title=_("What its maker does differently"),
        fields=("dialect", "crc_variant", "concentration_unit", "clock_offset_s", "calibrated_on"),
        folded=True,
    ),
)


def _map(label: str, device: Device | None = None) -> MapView:
    feature = device.place.geojson if device is not None and device.place is not None else ""
    return MapView(label=label, layers=(MapLayer(name="areas", label=gettext("Areas")),), feature=feature)


class DeviceNewPage(FormPage[Device, DeviceCreateForm]):
    """Recording a device."""

    kind = "device"
    menu = "components"
    act = DeviceAct.CREATE
    form_class = DeviceCreateForm
    title = _("New device")
    verb = _("Record the device")
    verb_icon = "plus"
    groups = _GROUPS
    secrets = ("secret",)

    def permit(self) -> None:
        """Refuse whoever may record none."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> Device:
        """Return the device that is not there yet."""
        return Device()

    def map_view(self) -> MapView:
        """Return the map on which a click says where it stands."""
        return _map(gettext("Where it stands"))

    def submit(self, sent: Sent[DeviceCreateForm]) -> Done:
        """Record it."""
        items = [(_device(sent.form, secret=sent.form.cleaned_data["secret"] or None), None)]
        made = services.devices_write(items=items, actor=self.actor, at=sent.at)
        if (
            not sent.form.cleaned_data["secret"] and made[0].secret
        ):  # drawn here, and in no answer that is kept
            said = gettext("Its password or key, shown this once: %(secret)s")
            messages.info(self.request, said % {"secret": made[0].secret})
        return Done(url=reverse("sensing:device", args=(made[0].pk,)), message=gettext("Recorded"))

    def back_url(self) -> str:
        """Return the list."""
        return reverse("sensing:devices")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list."""
        return (Crumb(label=gettext("Devices"), url=self.back_url()),)


class DeviceFormPage(FormPage[Device, F]):
    """An act on one device."""

    kind = "device"
    menu = "components"

    def load(self) -> Device:
        """Return the device of the URL."""
        return queries.device_get(self.kwargs["device_id"])

    def version(self) -> str:
        """Return when it last changed."""
        return self.record.updated_at.isoformat()

    def back_url(self) -> str:
        """Return the page of the device."""
        return reverse("sensing:device", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the device."""
        return device_crumbs(self.record)


class DeviceRevisePage(DeviceFormPage[DeviceForm]):
    """Changing what is known of a device; protocol and number stay."""

    act = DeviceAct.REVISE
    form_class = DeviceForm
    title = _("Revise the device")
    lead = _("Another number is another device: record that one, and stop this one.")
    verb = _("Revise")
    verb_icon = "edit"
    groups = _GROUPS

    def initial(self) -> Mapping[str, object]:
        """Return what is known."""
        row = self.record
        known = {
            name: getattr(row, name)
            for name in (
                "protocol", "number", "name", "model", "area_code", "interval_s", "dialect", "crc_variant",
                "concentration_unit", "clock_offset_s", "calibrated_on",
            )
        }  # fmt: skip
        pointed = {
            "component": row.component.code if row.component else "",
            "premises": row.premises.code if row.premises else "",
            "vehicle": row.vehicle.plate if row.vehicle else "",
        }
        place = {"longitude": row.place.x, "latitude": row.place.y} if row.place else {}
        return {**known, **pointed, **place, "tags": "、".join(row.tags)}

    def prepare(self, form: DeviceForm) -> None:
        """Keep protocol and number."""
        form.fields["protocol"].disabled = True
        form.fields["number"].disabled = True

    def map_view(self) -> MapView:
        """Return the map on which a click says where it stands."""
        return _map(gettext("Where it stands"), self.record)

    def submit(self, sent: Sent[DeviceForm]) -> Done:
        """Revise."""
        items = [(_device(sent.form, secret=None), self.record.pk)]
        services.devices_write(items=items, act=DeviceAct.REVISE, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Revised"))


class DeviceStopPage(DeviceFormPage[DeviceReasonForm]):
    """Stopping a device."""

    act = DeviceAct.STOP
    form_class = DeviceReasonForm
    title = _("Stop the device")
    lead = _("What it sends is refused from now on; what it sent remains.")
    verb = _("Stop")
    verb_kind = "danger"
    verb_icon = "player-pause"

    def submit(self, sent: Sent[DeviceReasonForm]) -> Done:
        """Stop it."""
        services.device_stop(
            device_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=gettext("Stopped"))


class DeviceStartPage(DeviceFormPage[DeviceReasonForm]):
    """Putting a device back in use."""

    act = DeviceAct.START
    form_class = DeviceReasonForm
    title = _("Put the device back in use")
    verb = _("Put back in use")
    verb_icon = "refresh"

    def submit(self, sent: Sent[DeviceReasonForm]) -> Done:
        """Start it."""
        services.device_start(
            device_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=gettext("Back in use"))


class DeviceSecretPage(DeviceFormPage[DeviceSecretForm]):
    """Giving a device another password, code or key."""

    act = DeviceAct.SECRET
    form_class = DeviceSecretForm
    title = _("Change the key")
    lead = _("The device is refused until it is told the new one.")
    verb = _("Change the key")
    verb_icon = "key"
    secrets = ("secret",)

    def submit(self, sent: Sent[DeviceSecretForm]) -> Done:
        """Change it."""
        typed = sent.form.cleaned_data
        services.device_secret_change(
            device_id=self.record.pk,
            secret=typed["secret"],
            reason=typed["reason"],
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=gettext("Changed"))


def _device(form: DeviceForm, *, secret: str | None) -> NewDevice:
    typed = {name: value for name, value in form.cleaned_data.items() if name != "secret"}
    return NewDevice(
        **{
            **typed,
            "protocol": Protocol(typed["protocol"]),
            "concentration_unit": ConcentrationUnit(typed["concentration_unit"]),
            "secret": secret,
            "tags": tags_typed(typed["tags"]),
        }
    )
