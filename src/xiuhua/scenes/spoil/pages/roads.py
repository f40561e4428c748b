"""The dust of roads on the screen: which road was sprinkled for how long, and what that did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.models import WaterAsk, WaterTrip
from xiuhua.scenes.spoil.pages.shared import MENU, case_column
from xiuhua.scenes.spoil.queries import roads as queries
from xiuhua.scenes.spoil.queries.rows import Road
from xiuhua.scenes.spoil.terms import Act, AskState, ToldBy
from xiuhua.shared.clock import now
from xiuhua.web.pages.columns import ListColumn, moment, number, term, text
from xiuhua.web.pages.filters import DaysFilter, Filter, PrefixFilter, TermFilter
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.parts import Cell

_SHOWN = timedelta(days=7)  # own choice: a week of work
_UG = "µg/m³"


def effect_said(before: float | None, after: float | None) -> str:
    """Return what water did to the dust beside a road."""
    if before is None or after is None:
        return ""
    fell = (before - after) / before * 100 if before else 0.0
    if fell >= 0:
        return str(said(zh=f"下降 {fell:.0f} %", en=f"{fell:.0f} % less"))
    return str(said(zh=f"上升 {-fell:.0f} %", en=f"{-fell:.0f} % more"))


_EFFECT: Sequence[ListColumn[WaterTrip]] = (
    number("before", said(zh="洒水前 PM10", en="PM10 before"), unit=_UG),
    number("after", said(zh="洒水后 PM10", en="PM10 after"), unit=_UG),
    ListColumn(
        key="effect",
        label=said(zh="效果", en="Effect"),
        cell=lambda one: Cell(text=effect_said(one.before, one.after)),
    ),
)


class RoadListPage(ListPage[Road]):
    """The roads that were sprinkled in the last seven days."""

    key = "spoil_roads"
    kind = "spoil_road"
    menu = MENU
    act = Act.READ.value
    title = said(zh="道路洒水（近七日）", en="Roads sprinkled (seven days)")
    comes_from = said(
        zh="洒水车的轨迹形成趟次后，按道路汇总长度、时长和前后扬尘。",
        en="Added up by road from the trips of water trucks: length, time and dust before and after.",
    )
    sort = "name"
    columns = (
        text("name", said(zh="道路", en="Road"), primary=True, locked=True, sort="name"),
        number("trips", said(zh="趟次", en="Trips")),
        number("km", said(zh="里程", en="Length"), unit="km", decimals=1),
        ListColumn(
            key="hours",
            label=said(zh="时长", en="Time"),
            kind="number",
            cell=lambda one: Cell(kind="number", number=one.lasted.total_seconds() / 3_600, decimals=1),
        ),
        *_EFFECT,
    )

    def records(self) -> QuerySet[Road]:
        """Return the roads that were sprinkled."""
        return queries.roads_sprinkled(now() - _SHOWN)

    def row_url(self, record: Road) -> str:
        """Return its trips."""
        return f"{reverse('spoil:trips')}?{urlencode({'road': record.name})}"


class TripListPage(ListPage[WaterTrip]):
    """Every trip of a water truck, road by road, with the dust before and after."""

    key = "spoil_trips"
    kind = "spoil_water"
    menu = MENU
    act = Act.READ.value
    title = said(zh="洒水趟次", en="Sprinkling trips")
    comes_from = said(
        zh="装有终端的洒水车以作业速度行驶时形成趟次。",
        en="Made when a water truck with a terminal drives at working speed.",
    )
    sort = "-began"
    columns = (
        text("road", said(zh="道路", en="Road"), primary=True, locked=True),
        text("plate", said(zh="车牌", en="Plate"), of="vehicle.plate"),
        moment("began", said(zh="开始", en="Began"), of="began_at", sort="began_at"),
        ListColumn(
            key="minutes",
            label=said(zh="时长（分钟）", en="Minutes"),
            kind="number",
            cell=lambda one: Cell(kind="number", number=one.lasted.total_seconds() / 60, decimals=0),
        ),
        number("length", said(zh="里程", en="Length"), of="length_m", unit="m"),
        term("told_by", said(zh="认定", en="Told by"), ToldBy, drop=2),
        ListColumn(
            key="point",
            label=said(zh="监测点", en="Monitor"),
            cell=lambda one: Cell(text=one.point.name if one.point else ""),
            drop=3,
        ),
        *_EFFECT,
    )
    filters: ClassVar[Sequence[Filter]] = (
        PrefixFilter(name="road", label=said(zh="道路", en="Road")),
        DaysFilter(name="began_at", label=said(zh="日期", en="Day")),
    )

    def records(self) -> QuerySet[WaterTrip]:
        """Return the trips that the database scope lets through."""
        return queries.trips()

    def row_url(self, record: WaterTrip) -> str:
        """Return the truck's day."""
        return reverse("spoil:truck", args=(record.vehicle_id,)) + f"?day={record.on.isoformat()}"


class AskListPage(ListPage[WaterAsk]):
    """Roads whose dust stood high, and whether somebody sprinkled them."""

    key = "spoil_asks"
    kind = "spoil_ask"
    menu = MENU
    act = Act.READ.value
    title = said(zh="洒水要求", en="Asked to sprinkle")
    comes_from = said(
        zh="道路监测点的扬尘超过限值时，系统提出洒水要求；两小时内无人洒水则立案。",
        en="Asked when a road’s monitor stands above its limit; without a trip in two hours a case opens.",
    )
    sort = "-asked"
    columns = (
        text("point", said(zh="路段", en="Road point"), of="point.name", primary=True, locked=True),
        term("state", said(zh="状态", en="State"), AskState),
        number("level", said(zh="触发均值", en="Mean"), unit=_UG),
        number("limit", said(zh="控制值", en="Limit"), unit=_UG, drop=1),
        moment("asked", said(zh="提出", en="Asked"), of="asked_at", sort="asked_at"),
        ListColumn(
            key="plate",
            label=said(zh="洒水车", en="Truck"),
            cell=lambda one: Cell(text=one.trip.vehicle.plate if one.trip else ""),
        ),
        ListColumn(
            key="effect",
            label=said(zh="洒水前后", en="Before and after"),
            cell=lambda one: Cell(text=_before_after(one.trip)),
        ),
        case_column(drop=2),
    )
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="state", label=said(zh="状态", en="State"), vocabulary=AskState),
        DaysFilter(name="asked_at", label=said(zh="日期", en="Day")),
    )
    presets = (
        Preset(label=said(zh="全部", en="All")),
        Preset(
            label=said(zh="待洒水", en="Asked for"), query={"state": (AskState.ASKED.value,)}, counted=True
        ),
    )

    def records(self) -> QuerySet[WaterAsk]:
        """Return what was asked for."""
        return queries.asks()

    def row_url(self, record: WaterAsk) -> str:  # noqa: ARG002 - what it led to stands in the trips
        """Return the trips."""
        return reverse("spoil:trips")


def _before_after(trip: WaterTrip | None) -> str:
    if trip is None or trip.before is None or trip.after is None:
        return ""
    return f"{trip.before:.0f} → {trip.after:.0f} {_UG}，{effect_said(trip.before, trip.after)}"
