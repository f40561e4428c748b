"""Posts of a night on the screen: the list, and arranging one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.forms import NightForm
from xiuhua.scenes.spoil.models import NightPost
from xiuhua.scenes.spoil.pages.shared import MENU
from xiuhua.scenes.spoil.queries import hauls as queries
from xiuhua.scenes.spoil.services import watching
from xiuhua.scenes.spoil.terms import Act
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, number
from xiuhua.web.pages.filters import DaysFilter, Filter
from xiuhua.web.pages.forms import Done, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.making import NewPage, act_offered
from xiuhua.web.parts import Action, Cell


class NightListPage(ListPage[NightPost]):
    """Where somebody waits, night by night, and why there."""

    key = "spoil_nights"
    kind = "spoil_post"
    menu = MENU
    act = Act.READ.value
    title = said(zh="夜间布控", en="The watch of a night")
    comes_from = said(
        zh="系统按历史嫌疑和案件推荐点位，在地图上安排当晚的值守。",
        en="Places are proposed from past suspicions and cases; arrange who stands there tonight.",
    )
    sort = "-on"
    shape_field = "place"
    mappable = True
    columns = (
        ListColumn(
            key="on",
            label=said(zh="夜间", en="Night"),
            kind="code",
            sort="on",
            cell=lambda one: Cell(kind="code", text=one.on.isoformat()),
        ),
        ListColumn(
            key="road",
            label=said(zh="路段", en="Road"),
            primary=True,
            locked=True,
            cell=lambda one: Cell(text=one.road or f"{one.place.x:.4f}, {one.place.y:.4f}"),
        ),
        ListColumn(
            key="hours",
            label=said(zh="时段", en="Hours"),
            kind="code",
            cell=lambda one: Cell(
                kind="code", text=f"{one.from_hour:02}:00–{(one.from_hour + one.lasts_h) % 24:02}:00"
            ),
        ),
        number("passes", said(zh="近七夜过车", en="Passes in seven nights")),
        number("found", said(zh="附近嫌疑", en="Found near"), decimals=2),
        number("score", said(zh="评分", en="Score"), decimals=1, drop=1),
        number("hits", said(zh="查获", en="Hits"), drop=2),
    )
    filters: ClassVar[Sequence[Filter]] = (DaysFilter(name="on", label=said(zh="夜间", en="Night")),)

    def records(self) -> QuerySet[NightPost]:
        """Return the posts."""
        return queries.night_posts()

    def row_url(self, record: NightPost) -> str:
        """Return the suspicions, for why there."""
        del record
        return reverse("spoil:suspicions")

    def acts(self) -> Sequence[Action]:
        """Offer to arrange a night."""
        return act_offered(
            self.actor, Act.ROSTER, said(zh="安排布控", en="Arrange a night"), "spoil:night-arrange"
        )


class NightArrangePage(NewPage[NightPost, NightForm]):
    """Arranging the posts of a night."""

    kind = "spoil_post"
    menu = MENU
    row = NightPost
    act = Act.ROSTER.value
    list_url_name = "spoil:nights"
    form_class = NightForm
    title = said(zh="安排夜间布控", en="Arrange the watch of a night")
    lead = said(
        zh="按近七夜渣土车过车规律和附近偷倒嫌疑排出布控点。",
        en="Posts follow where trucks passed in the last seven nights, and what was found near.",
    )
    verb = said(zh="安排", en="Arrange")

    def initial(self) -> Mapping[str, object]:
        """Begin with tonight."""
        return {"on": localtime(now()).date()}

    def submit(self, sent: Sent[NightForm]) -> Done:
        """Arrange them."""
        typed = sent.form.cleaned_data
        areas = seams.areas_for(self.actor, self.act)
        watching.roster_arrange(
            area_code=areas[0] if areas else "",
            on=typed["on"],
            posts=typed["posts"],
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=Act.ROSTER.label(language()))
