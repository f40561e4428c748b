"""Docks that take spoil: the list, one of them, entering one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.forms import DockForm
from xiuhua.scenes.spoil.models import Dock
from xiuhua.scenes.spoil.pages.dust import episode_words
from xiuhua.scenes.spoil.pages.flows import flows_section
from xiuhua.scenes.spoil.pages.grounds import ground_drawing, ground_drawn, ground_map
from xiuhua.scenes.spoil.pages.shared import MENU, link
from xiuhua.scenes.spoil.queries import dispatch
from xiuhua.scenes.spoil.queries import places as queries
from xiuhua.scenes.spoil.services import places as services
from xiuhua.scenes.spoil.services.places import DockTold
from xiuhua.scenes.spoil.terms import Act, DockState, DustState
from xiuhua.shared.errors import Invalid
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import Filter, TermFilter
from xiuhua.web.pages.forms import Done, Group, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.making import NewPage, act_offered
from xiuhua.web.pages.objects import ObjectPage
from xiuhua.web.parts import Action, Cell, MapView, Option, Section, Tag
from xiuhua.web.parts.lines import Line, lines_section


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
        return act_offered(self.actor, Act.PLACE, said(zh="登记码头", en="Record a dock"), "spoil:dock-new")


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
        return ground_map(self.heading(), self.record.ground.geojson)

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
        return ground_drawing(self.actor, said(zh="码头范围", en="Ground of the dock"))

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
                ground=ground_drawn(typed["ground"], "ground"),
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=reverse("spoil:dock", args=(made.pk,)), message=Act.PLACE.label(language()))
