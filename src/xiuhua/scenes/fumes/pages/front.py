"""Catering fume on one page, for whoever leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime

from xiuhua.scenekit.words import said
from xiuhua.scenes.fumes.models import Kitchen
from xiuhua.scenes.fumes.pages.shared import why_said
from xiuhua.scenes.fumes.queries import kitchens as queries
from xiuhua.scenes.fumes.terms import Act, KitchenState, ReportState
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.fronts import FrontPage, trend_drawn
from xiuhua.web.parts import (
    Action,
    Count,
    MapLayer,
    MapView,
    Related,
    StateCount,
    Trend,
    TrendPoint,
    Worst,
    WorstList,
)

_DAYS = 30
_KINDS = {
    KitchenState.EXCEEDING: "late",
    KitchenState.PURIFIER_OFF: "late",
    KitchenState.DOUBTFUL: "soon",
    KitchenState.OFFLINE: "soon",
    KitchenState.ONLINE: "done",
}
_COLOURS = {"late": "late", "soon": "soon"}


class FumeFrontPage(FrontPage):
    """The scene's front page."""

    act = Act.READ
    menu = "fumes"
    title = said(zh="餐饮油烟", en="Catering fume")
    lead = said(
        zh="在线监测是线索，查实才立案；数据存疑的不计达标，也不计超标。",
        en="A monitor gives leads, proof makes cases; doubt is neither compliant nor above.",
    )
    states_title = said(zh="现在", en="Now")
    figures = (
        "fume_online",
        "fume_compliant",
        "fume_shops_over",
        "fume_times_over",
        "fume_notices",
        "fume_fixed",
    )

    def acts(self) -> Sequence[Action]:
        """Lead to where the work is done."""
        return (
            Action(
                name="leads",
                label=str(said(zh="线索", en="Leads")),
                icon="flag",
                url=reverse("fumes:leads"),
                kind="primary",
            ),
            Action(
                name="kitchens",
                label=str(said(zh="餐饮店", en="Kitchens")),
                icon="list",
                url=reverse("fumes:kitchens"),
            ),
        )

    def states(self, at: datetime) -> Sequence[StateCount]:  # noqa: ARG002 - states are of now
        """Count kitchens by how they stand, and by their reports."""
        here, counted = language(), queries.states_counted()
        found = [
            StateCount(
                label=one.label(here),
                number=counted.get(one.value, 0),
                url=f"{reverse('fumes:kitchens')}?state={one.value}",
                colour=_COLOURS.get(one.colour, "plain") if counted.get(one.value) else "plain",  # type: ignore[arg-type]  # a colour's name
            )
            for one in KitchenState
        ]
        reports = queries.reports_counted()
        expired = reports.get(ReportState.EXPIRED.value, 0) + reports.get(ReportState.NONE.value, 0)
        query = f"report={ReportState.EXPIRED.value}&report={ReportState.NONE.value}"
        found.append(
            StateCount(
                label=str(said(zh="报告过期或缺失", en="Report expired or missing")),
                number=expired,
                url=f"{reverse('fumes:kitchens')}?{query}",
            )
        )
        return found

    def map_view(self, at: datetime) -> MapView:  # noqa: ARG002 - as above
        """Draw the kitchens with a monitor by how they stand."""
        drawn, base = queries.kitchens_drawn(), reverse("fumes:kitchens")
        return MapView(
            label=str(self.title),
            layers=(MapLayer(name="areas", label=str(said(zh="区域", en="Areas"))),),
            overlay={"type": "FeatureCollection", "features": [_feature(one, base) for one in drawn]},
            list_url=reverse("fumes:kitchens"),
        )

    def worst(self, at: datetime) -> WorstList:  # noqa: ARG002 - as above
        """Return the ten with the most exceedances, and why they stand there."""
        return WorstList(
            title=str(said(zh="超标最多的十家", en="The worst ten")),
            unit=str(said(zh="次 / 30 天", en="in 30 days")),
            rows=tuple(
                Worst(
                    label=one.name,
                    url=reverse("fumes:kitchen", args=(one.pk,)),
                    number=one.exceeded_30d,
                    why=_why(one),
                    colour="late" if _KINDS.get(KitchenState(one.state)) == "late" else "plain",
                )
                for one in queries.kitchens_worst()
            ),
            none=str(said(zh="近 30 天没有超标。", en="Nobody was above the limit in 30 days.")),
            rest_url=reverse("fumes:kitchens"),
        )

    def trend(self, at: datetime) -> Trend:
        """Return exceedances by whole days of the last thirty."""
        midnight = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
        since = midnight - timedelta(days=_DAYS)
        counted = queries.daily_exceedances(since=since, until=midnight, zone=settings.TIME_ZONE)
        days = [(since + timedelta(days=number)).date().isoformat() for number in range(_DAYS)]
        return trend_drawn(
            [TrendPoint(label=day[5:], value=float(counted.get(day, 0))) for day in days] if counted else [],
            title=str(said(zh="每天超标次数", en="Exceedances a day")),
            unit=str(said(zh="次", en="times")),
            none=str(said(zh="近 30 天没有超标记录。", en="No exceedance in 30 days.")),
        )

    def done(self, since: datetime, at: datetime) -> Sequence[Related]:
        """Return what was done since the period began."""
        counted = queries.done_counted(since=since, until=at)
        told = (
            ("leads", said(zh="新线索", en="Leads opened"), "flag", "fumes:leads"),
            (
                "proofs",
                said(zh="核查、采样与复查", en="Visits, samplings and second checks"),
                "eye",
                "fumes:leads",
            ),
            ("cases", said(zh="立案", en="Cases"), "folder", "fumes:leads"),
            ("notices", said(zh="送达告知函", en="Notices handed over"), "file-text", "fumes:asks"),
            ("demands", said(zh="送达整改通知书", en="Demands handed over"), "file-text", "fumes:asks"),
            ("fixed", said(zh="整改合格", en="Put right"), "check", "fumes:leads"),
        )
        may_read = seams.may(self.actor, Act.READ)
        return [
            Related(
                label=str(label),
                icon=icon,
                count=Count(number=counted[key]),
                url=reverse(url) if may_read else "",
            )
            for key, label, icon, url in told
        ]


def _feature(one: Kitchen, base: str) -> dict[str, object]:
    place = one.premises.place
    told = {
        "kind": _KINDS.get(KitchenState(one.state), "paused"), "name": one.name, "url": f"{base}/{one.pk}",
    }  # fmt: skip
    return {
        "type": "Feature",
        "properties": told,
        "geometry": {"type": "Point", "coordinates": [place.x, place.y]},
    }


def _why(one: Kitchen) -> str:
    here = language()
    parts = [KitchenState(one.state).label(here)]
    if one.latest_mg_m3 is not None and one.state == KitchenState.EXCEEDING:
        parts.append(f"{one.latest_mg_m3:.2f} mg/m³")
    parts += [why_said(one.why), one.purifier or str(said(zh="净化设施未登记", en="no purifier entered"))]
    if one.report_state in queries.EXPIRED:
        parts.append(
            ReportState(one.report_state).label(here)
            if one.report_state == ReportState.NONE
            else str(said(zh="检测报告过期", en="report expired"))
        )
    return " · ".join(part for part in parts if part)
