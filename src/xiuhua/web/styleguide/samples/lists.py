"""A list in all its states."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from xiuhua.web.parts import (
    Action,
    Bulk,
    Cell,
    Chip,
    Column,
    Count,
    Crumb,
    Export,
    FilterField,
    ListView,
    Option,
    Pager,
    Row,
    SavedView,
    State,
)
from xiuhua.web.styleguide.samples.marks import clocks, tags
from xiuhua.web.styleguide.samples.objects import map_view
from xiuhua.web.styleguide.samples.words import LONG_EN, LONG_ZH, NOW, words


def list_view(*, rows: bool = True, state: State | None = None, on_map: bool = False) -> ListView:
    """Return a list of premises; without rows a state stands in their place."""
    here = reverse("web:specimen", args=("list",))
    shown = tuple(_rows()) if rows else ()
    return ListView(
        key="specimen",
        kind="specimen",
        title=words("场所", "Premises"),
        url=here,
        live_url=here,
        columns=_columns(here),
        rows=shown,
        state=state,
        count=Count(number=1000, more=True, estimate=1_204_117) if rows else Count(number=0),
        crumbs=(Crumb(label=words("场所", "Premises")),),
        acts=(
            Action(
                label=words("登记场所", "Record premises"),
                url="#x-main",
                kind="primary",
                icon="plus",
                shortcut="N",
            ),
        ),
        views=(
            SavedView(
                label=words("全部", "All"), url=here, current=rows, count=Count(number=1000, more=True)
            ),
            SavedView(label=words("营业", "Open"), url=here, count=Count(number=912)),
            SavedView(
                label=words("待核实", "To verify"),
                url=here,
                count=Count(number=18 if rows else 0),
                current=not rows,
            ),
            SavedView(label=words("我登记的", "Mine"), url=here, count=Count(number=5), owner="mine"),
        ),
        search_value="",
        search_label=words("搜名称、编码、地址", "Search name, code, address"),
        filters=_filters(),
        chips=(
            (
                Chip(label=words("辖区", "Area"), value=words("云河街道", "Yunhe Street"), remove_url=here),
                Chip(label=words("状态", "State"), value=words("营业", "Open"), remove_url=here),
            )
            if state or on_map
            else ()
        ),
        clear_url=here if state else "",
        exports=(
            Export(label=words("Excel 表格（xlsx）", "Excel sheet (xlsx)"), url="#x-main", format="xlsx"),
            Export(label=words("文本表格（csv）", "Text table (csv)"), url="#x-main", format="csv"),
            Export(label=words("地图数据（geojson）", "Map data (geojson)"), url="#x-main", format="geojson"),
        ),
        bulk=Bulk(
            acts=(Action(label=words("分派巡查", "Assign patrol"), post_url="#x-main", icon="walk"),),
            everything_label=words("全选符合条件的 1,284 条", "Select all 1,284 that fit"),
        )
        if rows
        else None,
        pager=Pager(older_url=here, newer_url=here, first_url=here) if rows else Pager(),
        map_url=reverse("web:specimen", args=("list-map",)),
        table_url=here,
        mode="map" if on_map else "table",
        map=map_view(with_feature=False) if on_map else None,
    )


def _columns(here: str) -> tuple[Column, ...]:
    return (
        Column(key="name", label=words("名称", "Name"), sort="ascending", sort_url=here, locked=True),
        Column(key="code", label=words("编码", "Code"), kind="code", sort="none", sort_url=here),
        Column(key="state", label=words("状态", "State"), kind="tag"),
        Column(key="place", label=words("地址", "Address"), drop=2),
        Column(
            key="size",
            label=words("面积", "Floor space"),
            kind="number",
            unit="m²",
            sort="none",
            sort_url=here,
            drop=1,
        ),
        Column(key="due", label=words("复核时限", "Review due"), kind="clock"),
        Column(
            key="changed", label=words("更新", "Changed"), kind="time", sort="none", sort_url=here, drop=1
        ),
        Column(key="keeper", label=words("联系人", "Contact"), kind="person", shown=False),
    )


def _filters() -> tuple[FilterField, ...]:
    states = (
        ("planned", "筹备", "Planned"),
        ("open", "营业", "Open"),
        ("suspended", "停业", "Suspended"),
        ("closed", "注销", "Closed"),
    )
    streets = (
        ("云河街道", "Yunhe"),
        ("长庆街道", "Changqing"),
        ("泰然街道", "Tairan"),
        ("香蜜街道", "Xiangmi"),
    )
    areas = [Option(value=f"99010{at}", label=words(*street)) for at, street in enumerate(streets)]
    return (
        FilterField(
            name="state",
            label=words("状态", "State"),
            options=tuple(
                Option(value=value, label=words(zh, en), selected=value == "open") for value, zh, en in states
            ),
        ),
        FilterField(name="area", label=words("辖区", "Area"), options=(*areas, *areas)),
        FilterField(
            name="changed",
            label=words("更新日期", "Changed"),
            kind="dates",
            value="2026-11-01",
            value_to="2026-11-22",
        ),
        FilterField(name="code", label=words("编码开头", "Code begins with"), kind="text"),
    )


def _rows() -> Iterator[Row]:
    names = (
        ("老街坊川味小面馆", "Old Neighbours' Noodle House", "泰然四路 128 号", "128 Tairan 4th Road"),
        (LONG_ZH, LONG_EN, "滨河大道辅路 9999 号", "9999 Binhe Avenue side road"),
        ("云河农贸市场", "Yunhe Farmers' Market", "香林路 35 号", "35 Xianglin Road"),
        ("万家福超市", "Wanjiafu Supermarket", "福荣路 12 号", "12 Furong Road"),
        ("和平里 7 号院", "Heping Court 7", "和平里 7 号", "7 Heping Lane"),
        ("青青幼儿园", "Qingqing Kindergarten", "香蜜二巷 7 号", "7 Xiangmi 2nd Lane"),
        ("顺达汽车维修", "Shunda Car Repairs", "泰然九路 210 号", "210 Tairan 9th Road"),
        ("A", "A", "云河路 1 号", "1 Yunhe Road"),
    )
    clock = (None, clocks()[0], clocks()[1], None, clocks()[2], None, clocks()[3], clocks()[4])
    for at in range(24):
        zh, en, place_zh, place_en = names[at % 8]
        due = clock[at % 8] if at < 8 else None
        yield Row(
            subject=f"specimen:{at + 1}",
            url=reverse("web:specimen", args=("object",)),
            clock=due,
            note=words(place_zh, place_en),
            cells=(
                Cell(text=words(zh, en)),
                Cell(kind="code", text=f"JS-990101-{at * 37 + 128:06d}"),
                Cell(kind="tag", tag=tags()[(1, 1, 0, 1, 2, 1, 1, 0)[at % 8]]),
                Cell(text=words(place_zh, place_en)),
                Cell(kind="number", number=(46, 9_999_999, 1_280, 0, 640, 1, None, 88)[at % 8]),
                Cell(kind="clock", clock=due),
                Cell(kind="time", at=NOW - timedelta(hours=at * 7)),
            ),
        )
