"""Spoil on one page, for whoever leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.timezone import localtime

from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.pages.hauliers import because_said
from xiuhua.scenes.spoil.pages.shared import MENU
from xiuhua.scenes.spoil.queries import front as queries
from xiuhua.scenes.spoil.terms import Act, Grade, ManifestState
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

_DAYS = 14


class SpoilFrontPage(FrontPage):
    """The scene's front page."""

    act = Act.READ.value
    menu = MENU
    title = said(zh="建筑渣土", en="Spoil transport")
    lead = said(
        zh="每车有联单，每程对轨迹，每方有去处。",
        en="Every load has its manifest, every haul its track, every m³ its place.",
    )
    states_title = said(zh="联单", en="Manifests")
    figures = ("spoil_sites_small", "spoil_docks", "spoil_points_covered", "spoil_checkpoints")

    def acts(self) -> Sequence[Action]:
        """Lead to where the work is done."""
        return (
            Action(
                name="suspicions",
                label=str(said(zh="偷倒嫌疑", en="Suspicions")),
                icon="flag",
                kind="primary",
                url=reverse("spoil:suspicions"),
            ),
            Action(
                name="hauls",
                label=str(said(zh="运输行程", en="Hauls")),
                icon="route",
                url=reverse("spoil:hauls"),
            ),
        )

    def states(self, at: datetime) -> Sequence[StateCount]:
        """Count the manifests of the last thirty days by how they stand."""
        counted, here = queries.manifests_counted(since=at - timedelta(days=30)), language()
        return [
            StateCount(
                label=one.label(here),
                number=counted.get(one.value, 0),
                url=f"{reverse('spoil:manifests')}?state={one.value}",
                colour="late" if one is ManifestState.DISPUTED and counted.get(one.value) else "plain",
            )
            for one in ManifestState
        ]

    def map_view(self, at: datetime) -> MapView:
        """Draw docks, sites, and where something is suspected."""
        features = [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [place.x, place.y]},
                "properties": {"kind": kind, "name": name, "url": reverse(url, args=(key,))},
            }
            for place, kind, name, url, key in queries.drawn(since=at - timedelta(days=30))
        ]
        return MapView(
            label=str(self.title),
            layers=(MapLayer(name="areas", label=str(said(zh="区域", en="Areas"))),),
            overlay={"type": "FeatureCollection", "features": features},
            list_url=reverse("spoil:suspicions"),
        )

    def worst(self, at: datetime) -> WorstList:
        """Return the ten hauliers with the most points, and why."""
        return WorstList(
            title=str(said(zh="风险最高的企业", en="The riskiest hauliers")),
            unit=str(said(zh="分 / 车", en="points a truck")),
            rows=tuple(
                Worst(
                    label=name,
                    url=reverse("ground:party-page", args=(key,)),
                    number=found.points,
                    decimals=1,
                    why=because_said(found),
                    colour="late" if found.grade is Grade.HIGH else "plain",
                )
                for key, name, found in queries.worst(at=at)
            ),
            none=str(said(zh="没有企业有违规记录。", en="No haulier has anything in its file.")),
            rest_url=reverse("spoil:hauliers"),
        )

    def trend(self, at: datetime) -> Trend:
        """Return the hauls with something wrong, day by day."""
        today = localtime(at).date()
        days = [today - timedelta(days=ahead) for ahead in range(_DAYS, 0, -1)]
        counted = queries.faulty_by_day(since=days[0])
        return trend_drawn(
            [
                TrendPoint(
                    label=f"{day:%m-%d}",
                    value=float(counted[day][0]) if day in counted else None,
                    said=f"{counted[day][0]} / {counted[day][1]}" if day in counted else "",
                )
                for day in days
            ],
            title=str(said(zh="每天异常行程", en="Hauls with something wrong")),
            unit=str(said(zh="程", en="hauls")),
            none=str(said(zh="近 14 天没有比对过的行程。", en="No haul was compared in 14 days.")),
        )

    def done(self, since: datetime, at: datetime) -> Sequence[Related]:
        """Return what was done since the period began."""
        told = queries.done_counted(since=since, until=at)
        lists = (
            ("cases", said(zh="立案（嫌疑）", en="Cases of suspicions"), "spoil:suspicions"),
            ("judged", said(zh="已核查嫌疑", en="Suspicions checked"), "spoil:suspicions"),
            ("records", said(zh="入档记录", en="Entries in files"), "spoil:records"),
            ("dust", said(zh="喷淋降尘", en="Sprayings"), "spoil:dust"),
            ("posts", said(zh="夜间布控点", en="Posts at night"), "spoil:nights"),
        )
        return tuple(
            Related(label=str(label), url=reverse(url), count=Count(number=told[key]))
            for key, label, url in lists
        )
