"""Hauls on the screen: the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.models import Haul
from xiuhua.scenes.spoil.pages.shared import MENU, haul_faults_cell, link, plate_column
from xiuhua.scenes.spoil.queries import hauls as queries
from xiuhua.scenes.spoil.terms import Act
from xiuhua.web.pages.columns import ListColumn, moment, text
from xiuhua.web.pages.filters import DaysFilter, Filter
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.parts import Cell


class HaulListPage(ListPage[Haul]):
    """Hauls as tracks tell them, bound to manifests."""

    key = "spoil_hauls"
    kind = "spoil_haul"
    menu = MENU
    act = Act.READ.value
    title = said(zh="运输行程", en="Hauls")
    comes_from = said(
        zh="装有车载终端的渣土车出工地门、到码头后，系统据轨迹形成行程并对上联单。",
        en="Made from the tracks of trucks, from a site’s gate to a dock, and bound to manifests.",
    )
    sort = "-left"
    columns = (
        plate_column(),
        ListColumn(
            key="faults",
            label=said(zh="异常", en="What is wrong"),
            cell=lambda one: haul_faults_cell(one.faults),
        ),
        text("site", said(zh="工地", en="Site"), of="site.premises.name"),
        ListColumn(
            key="dock",
            label=said(zh="消纳点", en="Dock"),
            cell=lambda one: Cell(text=one.dock.premises.name if one.dock else ""),
        ),
        moment("left", said(zh="出场", en="Left"), of="left_at", sort="left_at"),
        moment("arrived", said(zh="到场", en="Arrived"), of="arrived_at", drop=2),
        ListColumn(
            key="km",
            label=said(zh="里程", en="Way"),
            kind="number",
            drop=3,
            cell=lambda one: Cell(kind="number", number=one.length_m / 1000, decimals=1, unit="km"),
        ),
        ListColumn(
            key="manifest",
            label=said(zh="联单", en="Manifest"),
            drop=1,
            cell=lambda one: (
                link(one.manifest.number, "spoil:manifest", one.manifest_id) if one.manifest else Cell()
            ),
        ),
    )
    filters: ClassVar[Sequence[Filter]] = (DaysFilter(name="left_at", label=said(zh="日期", en="Day")),)

    def records(self) -> QuerySet[Haul]:
        """Return the hauls that the database scope lets through."""
        return queries.hauls()

    def row_url(self, record: Haul) -> str:
        """Return the truck's day."""
        return f"{reverse('spoil:truck', args=(record.vehicle_id,))}?day={record.on.isoformat()}"
