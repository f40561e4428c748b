"""Sites, docks, points that are watched, and dust, on the screen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import ClassVar, cast

from django.contrib.gis.geos import GEOSGeometry, Point, Polygon
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from xiuhua.ground.queries.areas import areas_bounds
from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.forms import CoverForm, DockForm, SiteForm, StageForm
from xiuhua.scenes.spoil.models import CoverPoint, Dock, DustEpisode, Site
from xiuhua.scenes.spoil.pages.dispatch import flows_section
from xiuhua.scenes.spoil.pages.shared import MENU, case_column, choices, link, offered
from xiuhua.scenes.spoil.queries import checks, dispatch, permits
from xiuhua.scenes.spoil.queries import places as queries
from xiuhua.scenes.spoil.rules.checks import SIX_HUNDRED
from xiuhua.scenes.spoil.rules.permits import VOLUME
from xiuhua.scenes.spoil.services import places as services
from xiuhua.scenes.spoil.services.places import CoverTold, DockTold, SiteTold
from xiuhua.scenes.spoil.terms import Act, CoverKind, DockState, DustState, SiteLevel, SiteStage
from xiuhua.sensing.rules.tracks.drawing import geometry_read
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.shared.errors import Invalid
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Words
from xiuhua.web.pages.columns import ListColumn, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import DaysFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Group, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import NewPage
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Count, MapLayer, MapView, Option, Related, Section, Tag
from xiuhua.web.parts.lines import Line, lines_section


class SiteListPage(ListPage[Site]):
    """The list of projects: how big, whose, in which state, and what has left."""

    key = "spoil_sites"
    kind = "spoil_site"
    menu = MENU
    act = Act.READ.value
    title = said(zh="工地与项目", en="Sites and projects")
    comes_from = said(
        zh="把“场所”里的建筑工地登记为出土工地，画出大门范围。",
        en="Record a building site of Premises as one that sends spoil, and draw its gate.",
    )
    sort = "-updated"
    columns = (
        text("name", said(zh="工地", en="Site"), of="premises.name", primary=True, locked=True),
        term("stage", said(zh="状态", en="State"), SiteStage),
        number("area", said(zh="建设规模", en="Building area"), of="building_m2", unit="m²"),
        term("level", said(zh="监管层级", en="Whose"), SiteLevel),
        number("loads", said(zh="已消纳车次", en="Loads")),
        number("hauled", said(zh="已消纳量", en="Disposed of"), of="hauled_m3", unit="m³"),
        moment("updated", said(zh="更新", en="Changed"), of="updated_at", sort="updated_at", drop=2),
    )
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="stage", label=said(zh="状态", en="State"), vocabulary=SiteStage),
        TermFilter(name="level", label=said(zh="监管层级", en="Whose"), vocabulary=SiteLevel),
    )
    presets = (
        Preset(label=said(zh="全部", en="All")),
        Preset(
            label=said(zh="区级（5 万平方米以下）", en="The district's (below 50,000 m²)"),
            query={"level": (SiteLevel.DISTRICT.value,)},
            counted=True,
        ),
    )

    def records(self) -> QuerySet[Site]:
        """Return the sites that the database scope lets through."""
        return queries.sites()

    def row_url(self, record: Site) -> str:
        """Return the page of the site."""
        return reverse("spoil:site", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Offer to record one."""
        return offered(self.actor, Act.PLACE, said(zh="登记工地", en="Record a site"), "spoil:site-new")


class SitePage(ObjectPage[Site]):
    """One building site."""

    kind = "spoil_site"
    menu = MENU
    act = Act.READ.value
    list_url_name = "spoil:sites"
    change_labels = {"stage": said(zh="状态", en="State")}
    acts = (
        ObjectAct(
            act=Act.STAGE.value,
            label=said(zh="登记状态", en="Record its state"),
            url_name="spoil:site-stage",
            kind="primary",
        ),
    )
    facts = (
        ListColumn(
            key="premises",
            label=said(zh="场所", en="Premises"),
            cell=lambda one: link(one.premises.name, "ground:premises-page", one.premises_id),
        ),
        ListColumn(
            key="builder",
            label=said(zh="建设单位", en="Builder"),
            cell=lambda one: Cell(text=one.premises.party.name if one.premises.party else ""),
        ),
        number("area", said(zh="建设规模", en="Building area"), of="building_m2", unit="m²"),
        term("level", said(zh="监管层级", en="Whose"), SiteLevel),
        ListColumn(
            key="since",
            label=said(zh="状态自", en="Since"),
            cell=lambda one: Cell(text=one.stage_on.isoformat()),
        ),
        number("loads", said(zh="已消纳车次", en="Loads")),
        number("hauled", said(zh="已消纳量", en="Disposed of"), of="hauled_m3", unit="m³", decimals=1),
    )

    def load(self) -> Site:
        """Return the site of the URL."""
        return queries.site_get(self.kwargs["site_id"])

    def heading(self) -> str:
        """Return its name."""
        return self.record.premises.name

    def state(self) -> Tag:
        """Return whether it is being worked on."""
        return tag_of(SiteStage(self.record.stage))

    def map_view(self) -> MapView:
        """Draw its gate."""
        return _map(self.heading(), self.record.gate.geojson)

    def sections(self) -> Sequence[Section]:
        """Return what is approved, and how much of it is left."""
        found = permits.approval_of(self.record.premises_id, at=now())
        lines: tuple[Line, ...] = ()
        if found is not None:
            volume = found.fields.get(VOLUME)
            used = float(getattr(self.record, "hauled_m3", 0.0))
            rest = f"{volume - used:,.0f}" if isinstance(volume, int | float) else "—"
            words = said(
                zh=f"核准 {volume:,.0f} m³，已消纳 {used:,.0f} m³，剩余 {rest} m³",
                en=f"{volume:,.0f} m³ approved, {used:,.0f} m³ disposed of, {rest} m³ left",
            )
            lines = (Line(text=found.number, note=str(words)),)
        empty = str(said(zh="没有有效的处置核准，不能出土。", en="Nothing is approved; nothing may leave."))
        return (lines_section(str(said(zh="处置核准", en="Approval of disposal")), lines, empty=empty),)

    def related(self) -> Sequence[Related]:
        """Return its manifests."""
        premises = self.record.premises
        waiting, late = checks.waiting_at(premises.pk, at=now())
        new = reverse("inspections:inspection-new", args=(SIX_HUNDRED,))
        return (
            Related(
                label=str(said(zh="联单", en="Manifests")), url=reverse("spoil:manifests"), icon="file-text"
            ),
            Related(
                label=str(said(zh="待整改问题", en="To be put right")),
                url=f"{reverse('inspections:findings')}?premises={premises.pk}",
                icon="alert-triangle",
                count=Count(number=waiting),
                late=late,
            ),
            Related(
                label=str(said(zh="六个百分百检查", en="Check the six hundred percents")),
                url=f"{new}?subject={premises.code}",
                icon="clipboard-check",
            ),
        )


def _map(label: str, geometry: str) -> MapView:
    feature = {"type": "Feature", "properties": {}, "geometry": json.loads(geometry)}
    layer = MapLayer(name="areas", label=str(said(zh="区域", en="Areas")))
    return MapView(label=label, layers=(layer,), feature=json.dumps(feature), feature_label=label)


def _drawn(typed: str, field: str) -> Polygon | None:
    """Return the ground that was drawn; None for none, refused where it is no piece of ground."""
    if not typed.strip():
        return None
    found = geometry_read(typed)
    if found is None or found.geom_type != "Polygon" or not found.is_valid:
        raise Invalid(fields={field: "spoil_shape_wrong"})
    return cast("Polygon", GEOSGeometry(found.wkt, srid=4326))


def _drawing(actor: Actor, label: Words) -> MapView:
    return MapView(
        label=str(label),
        layers=(MapLayer(name="areas", label=str(said(zh="区域", en="Areas"))),),
        bounds=areas_bounds(actor),
    )


class SiteNewPage(NewPage[Site, SiteForm]):
    """Recording a building site."""

    kind = "spoil_site"
    menu = MENU
    row = Site
    act = Act.PLACE.value
    list_url_name = "spoil:sites"
    form_class = SiteForm
    title = said(zh="登记工地", en="Record a site")
    verb = said(zh="登记", en="Record")
    groups = (
        Group(fields=("premises", "building_m2")),
        Group(title=said(zh="出入口", en="Gate"), fields=("drawn_as", "gate"), mapped=True),
    )

    def map_view(self) -> MapView:
        """Return the map to draw on."""
        return _drawing(self.actor, said(zh="出入口范围", en="Ground of the gate"))

    def submit(self, sent: Sent[SiteForm]) -> Done:
        """Record it."""
        typed = sent.form.cleaned_data
        premises = queries.premises_called(typed["premises"])
        if premises is None:
            raise Invalid(fields={"premises": "spoil_premises_unknown"})
        made = services.site_write(
            told=SiteTold(
                premises_id=premises.pk, building_m2=typed["building_m2"], gate=_drawn(typed["gate"], "gate")
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=reverse("spoil:site", args=(made.pk,)), message=Act.PLACE.label(language()))


class SiteStagePage(FormPage[Site, StageForm]):
    """Saying that a site was stopped, resumed or completed."""

    kind = "spoil_site"
    menu = MENU
    act = Act.STAGE.value
    form_class = StageForm
    title = said(zh="登记工地状态", en="Record the state of a site")
    verb = said(zh="登记", en="Record")

    def load(self) -> Site:
        """Return the site of the URL."""
        return queries.site_get(self.kwargs["site_id"])

    def version(self) -> str:
        """Return where it stands."""
        return self.record.stage

    def initial(self) -> Mapping[str, object]:
        """Begin with today."""
        return {"on": localtime(now()).date()}

    def prepare(self, form: StageForm) -> None:
        """Offer the states."""
        form.fields["to"].choices = choices(SiteStage)  # type: ignore[attr-defined]  # a ChoiceField

    def back_url(self) -> str:
        """Return the page of the site."""
        return reverse("spoil:site", args=(self.record.pk,))

    def submit(self, sent: Sent[StageForm]) -> Done:
        """Record it."""
        typed = sent.form.cleaned_data
        services.site_stage_set(
            site_id=self.record.pk, to=SiteStage(typed["to"]), on=typed["on"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=Act.STAGE.label(language()))


class DockListPage(ListPage[Dock]):
    """Docks: what they take, what is left, what watches them."""

    key = "spoil_docks"
    kind = "spoil_dock"
    menu = MENU
    act = Act.READ.value
    title = said(zh="码头与消纳场", en="Docks")
    comes_from = said(
        zh="登记码头的范围、容量、扬尘监测、喷淋和摄像机。",
        en="Record a dock with its ground, room, dust monitor, spray and camera.",
    )
    sort = "-updated"
    columns = (
        text("name", said(zh="码头", en="Dock"), of="premises.name", primary=True, locked=True),
        term("state", said(zh="状态", en="State"), DockState),
        number("capacity", said(zh="容量", en="Capacity"), of="capacity_m3", unit="m³"),
        number("taken", said(zh="已收", en="Taken"), of="taken_m3", unit="m³"),
        number("room", said(zh="余量", en="Room"), of="room_m3", unit="m³"),
        ListColumn(
            key="monitor",
            label=said(zh="扬尘监测", en="Dust monitor"),
            drop=1,
            cell=lambda one: Cell(text=one.monitor.name if one.monitor else ""),
        ),
        ListColumn(
            key="spray",
            label=said(zh="喷淋", en="Spray"),
            drop=2,
            cell=lambda one: Cell(text=one.spray.name if one.spray else ""),
        ),
        moment("updated", said(zh="更新", en="Changed"), of="updated_at", sort="updated_at", drop=3),
    )
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="state", label=said(zh="状态", en="State"), vocabulary=DockState),
    )

    def records(self) -> QuerySet[Dock]:
        """Return the docks that the database scope lets through."""
        return queries.docks()

    def row_url(self, record: Dock) -> str:
        """Return the page of the dock."""
        return reverse("spoil:dock", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Offer to record one."""
        return offered(self.actor, Act.PLACE, said(zh="登记码头", en="Record a dock"), "spoil:dock-new")


class DockPage(ObjectPage[Dock]):
    """One dock."""

    kind = "spoil_dock"
    menu = MENU
    act = Act.READ.value
    list_url_name = "spoil:docks"
    change_labels = {"dust": said(zh="扬尘", en="Dust")}
    facts = (
        ListColumn(
            key="premises",
            label=said(zh="场所", en="Premises"),
            cell=lambda one: link(one.premises.name, "ground:premises-page", one.premises_id),
        ),
        number("capacity", said(zh="容量", en="Capacity"), of="capacity_m3", unit="m³"),
        number("taken", said(zh="已收", en="Taken"), of="taken_m3", unit="m³", decimals=1),
        number("room", said(zh="余量", en="Room"), of="room_m3", unit="m³", decimals=1),
        ListColumn(
            key="monitor",
            label=said(zh="扬尘监测", en="Dust monitor"),
            cell=lambda one: (
                link(one.monitor.name, "sensing:device", one.monitor_id) if one.monitor else Cell()
            ),
        ),
        number("limit", said(zh="PM10 控制值", en="PM10 limit"), unit="µg/m³"),
        ListColumn(
            key="spray",
            label=said(zh="喷淋", en="Spray"),
            cell=lambda one: Cell(text=one.spray.name if one.spray else ""),
        ),
        ListColumn(
            key="camera",
            label=said(zh="摄像机", en="Camera"),
            cell=lambda one: Cell(text=one.camera.name if one.camera else ""),
        ),
    )

    def load(self) -> Dock:
        """Return the dock of the URL."""
        return queries.dock_get(self.kwargs["dock_id"])

    def heading(self) -> str:
        """Return its name."""
        return self.record.premises.name

    def state(self) -> Tag:
        """Return whether it takes spoil."""
        return tag_of(DockState(self.record.state))

    def map_view(self) -> MapView:
        """Draw its ground."""
        return _map(self.heading(), self.record.ground.geojson)

    def sections(self) -> Sequence[Section]:
        """Return its last times of dust, with what spraying did."""
        rows = tuple(
            Line(text=episode_words(one), tag=tag_of(DustState(one.state)))
            for one in queries.episodes().filter(dock=self.record).order_by("-began_at")[:10]
        )
        empty = str(said(zh="没有扬尘超标。", en="No dust above the limit."))
        return (
            lines_section(str(said(zh="扬尘与喷淋", en="Dust and spraying")), rows, empty=empty),
            flows_section(dispatch.flows_of_dock(self.record)),
        )


def episode_words(one: DustEpisode) -> str:
    """Return an episode of dust in one sentence."""
    began = f"{localtime(one.began_at):%m-%d %H:%M}"
    if one.refusal:
        words = said(
            zh=f"{began} 均值 {one.level:.0f}（限值 {one.limit:.0f}），喷淋未执行",
            en=f"{began} mean {one.level:.0f} (limit {one.limit:.0f}), not sprayed",
        )
    elif one.before is not None and one.after is not None:
        words = said(
            zh=f"{began} 喷淋前 {one.before:.0f}，喷淋后 {one.after:.0f}（限值 {one.limit:.0f}）",
            en=f"{began} {one.before:.0f} before spraying, {one.after:.0f} after (limit {one.limit:.0f})",
        )
    else:
        words = said(
            zh=f"{began} 均值 {one.level:.0f}（限值 {one.limit:.0f}）",
            en=f"{began} mean {one.level:.0f} (limit {one.limit:.0f})",
        )
    return str(words)


class DockNewPage(NewPage[Dock, DockForm]):
    """Recording a dock."""

    kind = "spoil_dock"
    menu = MENU
    row = Dock
    act = Act.PLACE.value
    list_url_name = "spoil:docks"
    form_class = DockForm
    title = said(zh="登记码头", en="Record a dock")
    verb = said(zh="登记", en="Record")
    groups = (
        Group(fields=("premises", "capacity_m3")),
        Group(
            title=said(zh="监管设备", en="What watches it"), fields=("monitor", "limit", "spray", "camera")
        ),
        Group(title=said(zh="范围", en="Ground"), fields=("drawn_as", "ground"), mapped=True),
    )

    def map_view(self) -> MapView:
        """Return the map to draw on."""
        return _drawing(self.actor, said(zh="码头范围", en="Ground of the dock"))

    def prepare(self, form: DockForm) -> None:
        """Offer the cameras."""
        form.fields["camera"].widget.suggestions = tuple(
            Option(value=code, label=name) for code, name in queries.cameras_known()
        )

    def submit(self, sent: Sent[DockForm]) -> Done:
        """Record it."""
        typed = sent.form.cleaned_data
        premises = queries.premises_called(typed["premises"])
        if premises is None:
            raise Invalid(fields={"premises": "spoil_premises_unknown"})
        monitor = queries.device_numbered(typed["monitor"])
        if typed["monitor"] and monitor is None:
            raise Invalid(fields={"monitor": "spoil_device_unknown"})
        spray = typed["spray"].strip()
        if spray and not queries.control_known(spray):
            raise Invalid(fields={"spray": "spoil_device_unknown"})
        camera = queries.camera_coded(typed["camera"])
        if typed["camera"].strip() and camera is None:
            raise Invalid(fields={"camera": "spoil_camera_unknown"})
        made = services.dock_write(
            told=DockTold(
                premises_id=premises.pk,
                capacity_m3=typed["capacity_m3"],
                limit=typed["limit"],
                monitor_id=monitor.pk if monitor else None,
                spray_id=int(spray) if spray else None,
                camera_id=camera.pk if camera else None,
                ground=_drawn(typed["ground"], "ground"),
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=reverse("spoil:dock", args=(made.pk,)), message=Act.PLACE.label(language()))


class DustListPage(ListPage[DustEpisode]):
    """Every time a dock was sprayed, and what came of it."""

    key = "spoil_dust"
    kind = "spoil_dust"
    menu = MENU
    act = Act.READ.value
    title = said(zh="扬尘喷淋", en="Dust and spraying")
    comes_from = said(
        zh="码头的扬尘超过控制值时自动喷淋，这里留下喷淋前后的数值。",
        en="When dust at a dock passes its limit the spray is commanded; before and after are kept here.",
    )
    sort = "-began"
    columns = (
        text("dock", said(zh="码头", en="Dock"), of="dock.premises.name", primary=True, locked=True),
        term("state", said(zh="结果", en="Outcome"), DustState),
        number("level", said(zh="触发均值", en="Mean"), unit="µg/m³"),
        number("limit", said(zh="控制值", en="Limit"), unit="µg/m³", drop=1),
        number("before", said(zh="喷淋前", en="Before"), unit="µg/m³"),
        number("after", said(zh="喷淋后", en="After"), unit="µg/m³"),
        moment("began", said(zh="开始", en="Began"), of="began_at", sort="began_at"),
        case_column(drop=2),
    )
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="state", label=said(zh="结果", en="Outcome"), vocabulary=DustState),
        DaysFilter(name="began_at", label=said(zh="日期", en="Day")),
    )

    def records(self) -> QuerySet[DustEpisode]:
        """Return the episodes that the database scope lets through."""
        return queries.episodes()

    def row_url(self, record: DustEpisode) -> str:
        """Return the page of the dock."""
        return reverse("spoil:dock", args=(record.dock_id,))


class CoverListPage(ListPage[CoverPoint]):
    """The points of "two points, one line", and which of them somebody looks at."""

    key = "spoil_points"
    kind = "spoil_point"
    menu = MENU
    act = Act.READ.value
    title = said(zh="两点一线布点", en="Two points, one line")
    comes_from = said(
        zh="登记工地、码头和必经道路上的监测点与摄像机，用于计算覆盖率。",
        en="Record monitors and cameras at sites, docks and roads between; coverage is counted from them.",
    )
    sort = "name"
    columns = (
        text("name", said(zh="点位", en="Point"), primary=True, locked=True, sort="name"),
        term("kind", said(zh="类别", en="Kind"), CoverKind),
        ListColumn(
            key="monitor",
            label=said(zh="扬尘监测", en="Dust monitor"),
            cell=lambda one: Cell(text=one.monitor.name if one.monitor else ""),
        ),
        ListColumn(
            key="camera",
            label=said(zh="摄像机", en="Camera"),
            cell=lambda one: Cell(text=one.camera.name if one.camera else ""),
        ),
    )
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="kind", label=said(zh="类别", en="Kind"), vocabulary=CoverKind),
    )

    def records(self) -> QuerySet[CoverPoint]:
        """Return the points."""
        return queries.cover_points()

    def acts(self) -> Sequence[Action]:
        """Offer to record one."""
        return offered(self.actor, Act.PLACE, said(zh="登记点位", en="Record a point"), "spoil:point-new")

    def row_url(self, record: CoverPoint) -> str:
        """Return the premises that it belongs to, or the list."""
        if record.premises_id is None:
            return reverse("spoil:points")
        return reverse("ground:premises-page", args=(record.premises_id,))


class CoverNewPage(NewPage[CoverPoint, CoverForm]):
    """Recording a point that is to be watched."""

    kind = "spoil_point"
    menu = MENU
    row = CoverPoint
    act = Act.PLACE.value
    list_url_name = "spoil:points"
    form_class = CoverForm
    title = said(zh="登记点位", en="Record a point")
    verb = said(zh="登记", en="Record")

    def prepare(self, form: CoverForm) -> None:
        """Offer the kinds."""
        form.fields["kind"].choices = choices(CoverKind)  # type: ignore[attr-defined]  # a ChoiceField

    def submit(self, sent: Sent[CoverForm]) -> Done:
        """Record it."""
        typed = sent.form.cleaned_data
        premises = queries.premises_called(typed["premises"])
        if typed["premises"] and premises is None:
            raise Invalid(fields={"premises": "spoil_premises_unknown"})
        monitor = queries.device_numbered(typed["monitor"])
        if typed["monitor"] and monitor is None:
            raise Invalid(fields={"monitor": "spoil_device_unknown"})
        told = CoverTold(
            name=typed["name"],
            kind=CoverKind(typed["kind"]),
            area_code=typed["area_code"],
            place=Point(typed["longitude"], typed["latitude"], srid=4326),
            premises_id=premises.pk if premises else None,
            monitor_id=monitor.pk if monitor else None,
        )
        services.cover_point_add(told=told, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=Act.PLACE.label(language()))
