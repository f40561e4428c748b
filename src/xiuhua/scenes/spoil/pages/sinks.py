"""Docks by the room they have left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.models import Dock
from xiuhua.scenes.spoil.pages.flows import BALANCE
from xiuhua.scenes.spoil.pages.shared import M3, MENU
from xiuhua.scenes.spoil.queries import dispatch as queries
from xiuhua.scenes.spoil.terms import Act, DockState
from xiuhua.web.pages.columns import ListColumn, moment, number, term, text
from xiuhua.web.pages.filters import Filter, TermFilter
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.parts import Cell


class SinkListPage(ListPage[Dock]):
    """Docks: what each still takes, is promised, was sent, and signed for."""

    key = "spoil_sinks"
    kind = "spoil_dock"
    menu = MENU
    act = Act.READ.value
    title = said(zh="消纳能力与平衡", en="What docks take")
    comes_from = said(
        zh="先在“码头”登记消纳点，这里按项目核对出土与消纳。",
        en="Record docks first; here what left is held against what they took.",
    )
    sort = "-updated"
    columns = (
        text("name", said(zh="消纳点", en="Dock"), of="premises.name", primary=True, locked=True),
        term("state", said(zh="状态", en="State"), DockState),
        ListColumn(
            key="corridors",
            label=said(zh="廊道", en="Corridor"),
            cell=lambda one: Cell(text="、".join(corridor.name for corridor in one.corridors.all())),
            drop=2,
        ),
        number("capacity", said(zh="容量", en="Capacity"), of="capacity_m3", unit=M3, drop=1),
        number("room", said(zh="余量", en="Room"), of="room_m3", unit=M3, decimals=1),
        number("promised", said(zh="已下达", en="Promised"), of="promised_m3", unit=M3, decimals=1),
        *BALANCE,
        moment("updated", said(zh="更新", en="Changed"), of="updated_at", sort="updated_at", drop=3),
    )
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="state", label=said(zh="状态", en="State"), vocabulary=DockState),
    )

    def records(self) -> QuerySet[Dock]:
        """Return the docks that the database scope lets through."""
        return queries.sinks()

    def row_url(self, record: Dock) -> str:
        """Return the page of the dock."""
        return reverse("spoil:dock", args=(record.pk,))
