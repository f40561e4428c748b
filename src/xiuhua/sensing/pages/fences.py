"""Fences on the screen: drawn, revised, ended, and what vehicles did at them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from xiuhua.ground.queries.areas import areas_bounds
from xiuhua.ground.terms.vehicles import VehicleKind
from xiuhua.sensing.forms.fences import FenceCreateForm, FenceForm, FenceReasonForm
from xiuhua.sensing.models import Fence, FenceCrossing
from xiuhua.sensing.pages.shared import area_choices
from xiuhua.sensing.queries import fences as queries
from xiuhua.sensing.rules.tracks.drawing import NewFence
from xiuhua.sensing.services import fencing as services
from xiuhua.sensing.terms import AlarmAct, Severity
from xiuhua.sensing.terms.tracks import (
    FenceAct,
    FenceDays,
    FenceEffect,
    FenceKind,
    FenceState,
    FencingAct,
    TrackAct,
)
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, area, code, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, PrefixFilter, TermFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Group, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Count, Crumb, MapLayer, MapView, Related, Section, State, Tag

_SHOWN = 40


def meant_words(fence: Fence) -> str:
    """Return whom the version in force of a fence means, without the vehicles it names alone."""
    version = fence.current
    if version is None:
        return ""
    kind = VehicleKind(version.vehicle_kind).label(language()) if version.vehicle_kind else ""
    parts = [version.unit.name if version.unit else "", kind or gettext("all vehicles")]
    return " · ".join(part for part in parts if part)


def when_words(fence: Fence) -> str:
    """Return when the version in force of a fence holds."""
    version = fence.current
    if version is None:
        return ""
    days = FenceDays(version.days)
    said = [] if days is FenceDays.EVERY and version.hours else [days.label(language())]
    return " ".join([*said, *([", ".join(version.hours)] if version.hours else [gettext("all day")])])


def _effect(fence: Fence) -> Cell:
    version = fence.current
    return Cell(kind="tag", tag=tag_of(FenceEffect(version.effect))) if version else Cell()


def _alarm(fence: Fence) -> Cell:
    version = fence.current
    if version is None or not version.severity:
        return Cell(why_none=gettext("none"))
    words = Severity(version.severity).label(language())
    if version.after_s:
        after = gettext("after %(minutes)s min") % {"minutes": f"{version.after_s / 60:g}"}
        words = f"{words} · {after}"
    return Cell(text=words)


class FenceListPage(ListPage[Fence]):
    """Every fence."""

    key = "fences"
    kind = "fence"
    menu = "components"
    act = FencingAct.READ
    title = _("Fences")
    sort = "name"
    columns = (
        text("name", _("Name"), sort="name", primary=True, locked=True),
        ListColumn(key="effect", label=_("What it asks"), kind="tag", cell=_effect),
        ListColumn(key="meant", label=_("Of whom"), cell=lambda row: Cell(text=meant_words(row)), drop=2),
        ListColumn(key="hours", label=_("When"), cell=lambda row: Cell(text=when_words(row)), drop=3),
        number("crossed", _("Crossings"), of="crossed"),
        term("state", _("State"), FenceState),
        code("code", _("Code"), drop=4),
        moment("updated", _("Changed"), of="updated_at", sort="updated_at", drop=3),
    )
    filters = (
        AreaFilter(name="area", label=_("Area"), choices=area_choices),
        TermFilter(name="effect", label=_("What it asks"), vocabulary=FenceEffect, field="current__effect"),
        TermFilter(name="state", label=_("State"), vocabulary=FenceState),
    )
    presets = (
        Preset(label=_("All")),
        Preset(label=_("In force"), query={"state": (FenceState.ON.value,)}),
    )

    def records(self) -> QuerySet[Fence]:
        """Return the fences that the database scope lets through."""
        return queries.fences_counted()

    def row_url(self, record: Fence) -> str:
        """Return the page of the fence."""
        return reverse("sensing:fence", args=(record.pk,))

    def row_note(self, record: Fence) -> str:
        """Return whom it means and when."""
        return f"{meant_words(record)} · {when_words(record)}"

    def acts(self) -> Sequence[Action]:
        """Offer to draw one, or to import many."""
        if not seams.may(self.actor, FencingAct.CREATE):
            return ()
        new = Action(
            name=FencingAct.CREATE, label=gettext("New fence"), kind="primary", icon="plus",
            url=reverse("sensing:fence-new"),
        )  # fmt: skip
        return (new,)

    def empty(self) -> State:
        """Say what a fence is good for."""
        return State(
            kind="empty", title=gettext("No fence yet"),
            text=gettext("A fence tells who enters or leaves a piece of ground, and may raise alarms."),
            acts=tuple(self.acts()),
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CrossingShown:
    """A crossing as a line of a card."""

    at: datetime
    until: datetime | None
    act: Tag
    name: str
    url: str
    is_seen: bool


def crossing_shown(row: FenceCrossing, *, name: str, url: str) -> CrossingShown:
    """Return a crossing as it is shown."""
    return CrossingShown(
        at=localtime(row.at), until=localtime(row.until) if row.until else None,
        act=tag_of(FenceAct(row.act)), name=name, url=url, is_seen=row.is_seen,
    )  # fmt: skip


class FencePage(ObjectPage[Fence]):
    """One fence: what it asks of whom, its crossings, its versions."""

    kind = "fence"
    menu = "components"
    act = FencingAct.READ
    list_url_name = "sensing:fences"
    facts_beside = True
    spare = frozenset({"width", "unit", "only"})
    acts = (
        ObjectAct(
            act=FencingAct.REVISE, label=_("Revise"), url_name="sensing:fence-revise", kind="primary",
            icon="edit", shortcut="e",
        ),
        ObjectAct(
            act=FencingAct.END, label=_("End"), url_name="sensing:fence-end", icon="player-pause", aside=True
        ),
    )  # fmt: skip
    facts = (
        ListColumn(key="effect", label=_("What it asks"), kind="tag", cell=_effect),
        ListColumn(key="meant", label=_("Of whom"), cell=lambda row: Cell(text=meant_words(row))),
        ListColumn(key="only", label=_("Only"), cell=lambda row: Cell(text=_plates(row))),
        ListColumn(key="hours", label=_("When"), cell=lambda row: Cell(text=when_words(row))),
        ListColumn(key="alarm", label=_("Alarm"), cell=_alarm),
        term("kind", _("Drawn as"), FenceKind, of="current.kind"),
        number("width", _("Width of the corridor"), of="current.width_m", unit="m"),
        number("version", _("Version in force"), of="current.number"),
        moment("since", _("In force since"), of="current.since"),
        area("area", _("Area")),
    )
    change_labels = {"version": _("Version"), "state": _("State"), "name": _("Name")}

    def load(self) -> Fence:
        """Return the fence of the URL."""
        return queries.fence_get(self.kwargs["fence_id"])

    def code(self) -> str:
        """Return its code."""
        return self.record.code

    def state(self) -> Tag:
        """Return whether it is watched."""
        return tag_of(FenceState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return its last crossings and its versions."""
        return (self._crossings(), self._versions())

    def _crossings(self) -> Section:
        rows = list(queries.crossings(fence=self.record)[:_SHOWN])
        shown = [
            crossing_shown(
                row, name=row.device.vehicle.plate if row.device.vehicle else row.device.name,
                url=f"{reverse('sensing:track', args=(row.device_id,))}?day={localtime(row.at).date()}",
            )
            for row in rows
        ]  # fmt: skip
        inside, day = queries.inside_count(self.record), timedelta(days=1)
        count = queries.crossings(fence=self.record, since=now() - day).count()
        note = gettext("%(inside)s inside now · %(count)s in the last 24 hours") % {
            "inside": inside, "count": count,
        }  # fmt: skip
        return Section(
            title=gettext("Crossings"),
            template="sensing/crossings.html",
            context=shown,
            note=note,
            leads=True,
        )

    def _versions(self) -> Section:
        rows = list(queries.versions_of(self.record))
        labels = seams.actor_labels({row.author for row in rows})
        shown = [
            {
                "number": row.number, "since": row.since, "author": labels.get(row.author, row.author),
                "reason": row.reason, "sentences": (), "is_current": row.until is None,
            }
            for row in rows
        ]  # fmt: skip
        return Section(title=gettext("Versions"), template="sensing/rule_versions.html", context=shown)

    def related(self) -> Sequence[Related]:
        """Return its alarms, and the vehicles it means."""
        found = []
        rule = self.record.rule
        if rule is not None and seams.may(self.actor, AlarmAct.READ):
            url = f"{reverse('sensing:alarms')}?rule={rule.pk}"
            found.append(Related(label=gettext("Alarms"), count=None, url=url, icon="alert-triangle"))
        if seams.may(self.actor, TrackAct.READ):
            url = f"{reverse('sensing:tracks')}?area={quote(self.record.area_code)}"
            count = Count(number=queries.vehicles_meant(self.record))
            found.append(Related(label=gettext("Vehicles it means"), count=count, url=url, icon="truck"))
        return found

    def map_view(self) -> MapView | None:
        """Return its ground."""
        version = self.record.current
        if version is None:
            return None
        return MapView(
            label=self.heading(), layers=(MapLayer(name="areas", label=gettext("Areas")),),
            feature=version.shape.geojson, feature_label=self.heading(), subject=self.subject,
            list_url=reverse("sensing:fences"),
        )  # fmt: skip


def _plates(fence: Fence) -> str:
    return "、".join(one.plate for one in queries.vehicles_of(fence.current)) if fence.current else ""


_GROUPS = (
    Group(title=_("Where"), fields=("kind", "shape", "width_m"), mapped=True),
    Group(title=_("What it asks"), fields=("effect", "severity", "after_minutes")),
    Group(title=_("When"), fields=("hours", "days")),
    Group(title=_("Of whom"), fields=("vehicle_kind", "unit", "plates")),
    Group(fields=("reason",)),
)


def _map(fence: Fence | None, bounds: tuple[float, float, float, float] | None) -> MapView:
    return MapView(
        label=gettext("Where the fence lies"), layers=(MapLayer(name="areas", label=gettext("Areas")),),
        bounds=fence.current.shape.extent if fence is not None and fence.current else bounds,
    )  # fmt: skip


def _typed(sent: Sent[Any], *, code: str, area_code: str) -> NewFence:  # both forms
    typed = sent.form.cleaned_data
    return NewFence(
        code=code, name=typed["name"], area_code=area_code, kind=FenceKind(typed["kind"]),
        geometry=typed["geometry"], effect=FenceEffect(typed["effect"]), width_m=typed["width_m"],
        hours=typed["spans"], days=FenceDays(typed["days"]), unit=typed["unit"].strip(),
        vehicle_kind=typed["vehicle_kind"], plates=typed["plate_list"],
        severity=Severity(typed["severity"]) if typed["severity"] else None,
        after_minutes=typed["after_minutes"] or 0.0,
    )  # fmt: skip


class FenceNewPage(FormPage[Fence, FenceCreateForm]):
    """Drawing a fence."""

    kind = "fence"
    menu = "components"
    act = FencingAct.CREATE
    form_class = FenceCreateForm
    title = _("New fence")
    lead = _("It is in force at once, and with an alarm so is its rule.")
    verb = _("Draw the fence")
    verb_icon = "plus"
    groups = (Group(fields=("name", "code", "area_code")), *_GROUPS)

    def permit(self) -> None:
        """Refuse whoever may draw none."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> Fence:
        """Return the fence that is not there yet."""
        return Fence()

    def initial(self) -> Mapping[str, object]:
        """Begin with the actor's own area."""
        areas = seams.areas_for(self.actor, self.act)
        return {"area_code": areas[0] if areas else ""}

    def map_view(self) -> MapView:
        """Return the map to draw on."""
        return _map(None, areas_bounds(self.actor))

    def submit(self, sent: Sent[FenceCreateForm]) -> Done:
        """Draw it."""
        typed = sent.form.cleaned_data
        new = _typed(sent, code=typed["code"].strip(), area_code=typed["area_code"].strip())
        made = services.fence_create(new=new, reason=typed["reason"], actor=self.actor, at=sent.at)
        return Done(url=reverse("sensing:fence", args=(made.pk,)), message=gettext("Drawn and in force"))

    def back_url(self) -> str:
        """Return the list."""
        return reverse("sensing:fences")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list."""
        return (Crumb(label=gettext("Fences"), url=self.back_url()),)


class FenceFormPage(FormPage[Fence, F]):
    """An act on one fence."""

    kind = "fence"
    menu = "components"

    def load(self) -> Fence:
        """Return the fence of the URL."""
        return queries.fence_get(self.kwargs["fence_id"])

    def version(self) -> str:
        """Return when it last changed."""
        return self.record.updated_at.isoformat()

    def back_url(self) -> str:
        """Return the page of the fence."""
        return reverse("sensing:fence", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the fence."""
        return (
            Crumb(label=gettext("Fences"), url=reverse("sensing:fences")),
            Crumb(label=self.record.name, url=self.back_url()),
        )


class FenceRevisePage(FenceFormPage[FenceForm]):
    """Publishing another version."""

    act = FencingAct.REVISE
    form_class = FenceForm
    title = _("Revise the fence")
    lead = _("The new version is in force at once; what happened under the old one stays with it.")
    verb = _("Publish the version")
    verb_icon = "edit"
    groups = (Group(fields=("name",)), *_GROUPS)

    def initial(self) -> Mapping[str, object]:
        """Return the version in force."""
        version = self.record.current
        if version is None:
            return {"name": self.record.name}
        drawn = version.route if version.route is not None else _single(version.shape)
        return {
            "name": self.record.name, "kind": version.kind, "shape": _tidy(drawn.geojson),
            "width_m": version.width_m, "effect": version.effect, "severity": version.severity,
            "after_minutes": version.after_s / 60 or None, "hours": ", ".join(version.hours),
            "days": version.days, "vehicle_kind": version.vehicle_kind,
            "unit": version.unit.code if version.unit else "",
            "plates": "\n".join(one.plate for one in queries.vehicles_of(version)),
        }  # fmt: skip

    def map_view(self) -> MapView:
        """Return the map to draw on."""
        return _map(self.record, None)

    def submit(self, sent: Sent[FenceForm]) -> Done:
        """Publish it."""
        new = _typed(sent, code=self.record.code, area_code=self.record.area_code)
        services.fence_revise(
            fence_id=self.record.pk, new=new, reason=sent.form.cleaned_data["reason"], actor=self.actor,
            at=sent.at,
        )  # fmt: skip
        return Done(url=self.back_url(), message=gettext("In force from now on"))


def _single(shape: Any) -> Any:  # GEOS geometries
    return shape[0] if len(shape) == 1 else shape


def _tidy(geojson: str) -> str:
    """Return GeoJSON with seven decimals, a centimetre."""

    def rounded(part: Any) -> Any:  # nested lists of numbers
        return [rounded(one) for one in part] if isinstance(part, list) else round(part, 7)

    stored = json.loads(geojson)
    return json.dumps({"type": stored["type"], "coordinates": rounded(stored["coordinates"])})


class FenceEndPage(FenceFormPage[FenceReasonForm]):
    """Ending a fence."""

    act = FencingAct.END
    form_class = FenceReasonForm
    title = _("End the fence")
    lead = _("Nothing is watched from now on; open alarms of its rule end.")
    verb = _("End")
    verb_kind = "danger"
    verb_icon = "player-pause"

    def submit(self, sent: Sent[FenceReasonForm]) -> Done:
        """End it."""
        services.fence_end(
            fence_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=gettext("Ended"))


class CrossingListPage(ListPage[FenceCrossing]):
    """What vehicles did at fences."""

    key = "crossings"
    kind = "fence"
    menu = "components"
    act = FencingAct.READ
    title = _("Crossings")
    sort = "-at"
    columns = (
        moment("at", _("When"), of="at", sort="at"),
        ListColumn(
            key="act", label=pgettext_lazy("a crossing", "What"), kind="tag",
            cell=lambda row: Cell(kind="tag", tag=tag_of(FenceAct(row.act))),
        ),
        text("fence", _("Fence"), of="fence.name", primary=True, locked=True),
        text("device", _("Vehicle"), of="device.name"),
        ListColumn(
            key="seen", label=_("Time"), drop=3,
            cell=lambda row: Cell(
                text=gettext("between two positions") if row.is_seen else gettext("of the position")
            ),
        ),
    )  # fmt: skip
    filters = (
        AreaFilter(name="area", label=_("Area"), choices=area_choices),
        TermFilter(name="act", label=pgettext_lazy("a crossing", "What"), vocabulary=FenceAct),
        PrefixFilter(name="fence", label=_("Fence code begins with"), field="fence__code"),
        PrefixFilter(name="number", label=_("Device number begins with"), field="device__number"),
    )

    def records(self) -> QuerySet[FenceCrossing]:
        """Return the crossings that the database scope lets through."""
        return queries.crossings().order_by()

    def row_url(self, record: FenceCrossing) -> str:
        """Return the vehicle's day."""
        return f"{reverse('sensing:track', args=(record.device_id,))}?day={localtime(record.at).date()}"
