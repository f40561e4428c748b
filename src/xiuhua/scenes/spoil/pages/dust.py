"""Dust on the screen: its episodes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.models import DustEpisode
from xiuhua.scenes.spoil.pages.shared import MENU, case_column
from xiuhua.scenes.spoil.queries import places as queries
from xiuhua.scenes.spoil.terms import Act, DustState
from xiuhua.web.pages.columns import moment, number, term, text
from xiuhua.web.pages.filters import DaysFilter, Filter, TermFilter
from xiuhua.web.pages.lists import ListPage


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
