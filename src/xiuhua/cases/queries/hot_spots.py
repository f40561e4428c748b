"""Questions about hot spots: how many cases lie where, when; and exactly which they are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import Count, F, FloatField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, Left
from django.utils.timezone import get_current_timezone

from xiuhua.cases.models import Case, Watch
from xiuhua.cases.rules.hot_spots import SpotCount, days_before
from xiuhua.cases.terms import CaseState, SpotKind
from xiuhua.ground.models import Area, Road
from xiuhua.ground.terms import AreaLevel
from xiuhua.shared.errors import NotFound
from xiuhua.web.areas import within
from xiuhua.web.days import day_after, midnight

UNCOUNTED = (CaseState.VOIDED.value, CaseState.MERGED.value, CaseState.NOT_ACCEPTED.value)
"""What was void, told twice or refused is no problem of a place."""
_LEVELS = {
    SpotKind.STREET: AreaLevel.STREET.value,
    SpotKind.COMMUNITY: AreaLevel.COMMUNITY.value,
    SpotKind.GRID: AreaLevel.UNIT_GRID.value,
}
DIGITS = {SpotKind.STREET: 9, SpotKind.COMMUNITY: 12, SpotKind.GRID: 15}


@dataclass(frozen=True, kw_only=True)
class SpotAsked:
    """What is counted.

    Args:
        kind: by what places are told apart.
        since, until: first and last day of the report, in the reader's zone.
        areas: prefixes of the areas that may be counted.
        items, channels: matters by id, channels by value; none for all.
        hours: first and last hour of the day of the report, 0 to 23; the first may be the greater: at night.
    """

    kind: SpotKind
    since: date
    until: date
    areas: Sequence[str]
    items: Sequence[int] = ()
    channels: Sequence[str] = ()
    hours: tuple[int, int] | None = None

    @property
    def days(self) -> int:
        """How many days."""
        return (self.until - self.since).days + 1

    @property
    def before(self) -> SpotAsked:
        """As many days before."""
        since, until = days_before(self.since, self.until)
        return replace(self, since=since, until=until)


def _hour() -> ExtractHour:
    return ExtractHour("reported_at", tzinfo=get_current_timezone())


def _span(asked: SpotAsked) -> Q:
    return Q(reported_at__gte=midnight(asked.since), reported_at__lt=day_after(asked.until))


_DAY = timedelta(days=1)


def cases_asked(asked: SpotAsked, *, spans: Q | None = None) -> QuerySet[Case]:
    """Return the cases that are counted: by days, area, matter, channel and hour."""
    found = Case.objects.exclude(state__in=UNCOUNTED).filter(
        within("area_code", asked.areas), _span(asked) if spans is None else spans
    )
    if asked.items:
        found = found.filter(item_id__in=asked.items)
    if asked.channels:
        found = found.filter(channel__in=asked.channels)
    if asked.hours:
        first, last = asked.hours
        found = found.annotate(spot_hour=_hour())
        inside = Q(spot_hour__gte=first), Q(spot_hour__lte=last)
        found = found.filter(inside[0] & inside[1] if first <= last else inside[0] | inside[1])
    return found


def spot_condition(kind: SpotKind, key: str) -> Q:
    """Return that a case lies at a place."""
    if kind is SpotKind.ROAD:
        return Q(on_road__road__code=key)
    return within("area_code", [key]) if key.isascii() and key.isdigit() else Q(pk__in=())


def spots_counted(asked: SpotAsked) -> list[SpotCount]:
    """Return how many cases lie at each place, in the period and in as many days before it. Two statements.

    A case in no area of the kind, or on no road, is at no place.
    """
    spans = _span(asked) | _span(asked.before)
    rows = cases_asked(asked, spans=spans).order_by()
    if asked.kind is SpotKind.ROAD:
        rows = rows.filter(on_road__road__isnull=False).annotate(spot_key=F("on_road__road__code"))
    else:
        digits = DIGITS[asked.kind]
        rows = rows.filter(area_code__regex=rf"^\d{{{digits}}}").annotate(spot_key=Left("area_code", digits))
    told = rows.values("spot_key").annotate(
        now=Count("pk", filter=_span(asked)),
        before=Count("pk", filter=_span(asked.before)),
        came_back=Count("pk", filter=_span(asked) & Q(rebound_of__isnull=False)),
    )
    counted = {row["spot_key"]: row for row in told}
    known = _known(asked.kind, list(counted))
    return [
        SpotCount(
            key=key, name=known[key][0], now=row["now"], before=row["before"], came_back=row["came_back"],
            length_km=known[key][1],
        )
        for key, row in counted.items()
        if key in known
    ]  # fmt: skip


def _known(kind: SpotKind, keys: Sequence[str]) -> Mapping[str, tuple[str, float | None]]:
    """Return the names of places, and of roads how long they are, kilometres."""
    if kind is SpotKind.ROAD:
        length = RawSQL("ST_Length(ground_road.line::geography) / 1e3", (), output_field=FloatField())
        roads = Road.objects.filter(code__in=keys).annotate(length_km=length)
        return {code: (name, km) for code, name, km in roads.values_list("code", "name", "length_km")}
    areas = Area.objects.filter(code__in=keys).values_list("code", "name")
    return {code: (name or code, None) for code, name in areas}


def heat_counted(asked: SpotAsked) -> dict[tuple[int, int], int]:
    """Return how many cases were reported on each day of the week, 1 for Monday, in each hour."""
    zone = get_current_timezone()
    rows = cases_asked(asked).order_by().annotate(
        heat_day=ExtractIsoWeekDay("reported_at", tzinfo=zone), heat_hour=_hour()
    )  # fmt: skip
    told = rows.values_list("heat_day", "heat_hour").annotate(Count("pk"))
    return {(day, hour): count for day, hour, count in told}


def counted_whole(asked: SpotAsked) -> tuple[int, int]:
    """Return how many cases are counted at all, and how many of them have a place but no road found yet."""
    unfound = Q(place__isnull=False, on_road__isnull=True)
    told = cases_asked(asked).order_by().aggregate(
        all=Count("pk"), unfound=Count("pk", filter=unfound)
    )  # fmt: skip
    return told["all"], told["unfound"]


def shapes_of_spots(kind: SpotKind, keys: Sequence[str]) -> dict[str, object]:
    """Return the shape of each place as GeoJSON: of a road its line, of an area its boundary."""
    if kind is SpotKind.ROAD:
        rows = Road.objects.filter(code__in=keys).annotate(drawn=AsGeoJSON("line", precision=6))
    else:
        rows = Area.objects.filter(code__in=keys, shape__isnull=False).annotate(  # type: ignore[assignment]  # rows of another table, asked alike
            drawn=AsGeoJSON("shape", precision=6)
        )
    return {code: json.loads(drawn) for code, drawn in rows.values_list("code", "drawn") if drawn}


def spot_named(kind: SpotKind, key: str) -> tuple[str, str]:
    """Return the name of a place and the area whose people may see it.

    Raises:
        NotFound: there is no such road or area.
    """
    if kind is SpotKind.ROAD:
        row = Road.objects.filter(code=key).values_list("name", "area_code").first()
    else:
        found = Area.objects.filter(code=key, level=_LEVELS[kind]).values_list("name", "code").first()
        row = (found[0] or key, found[1]) if found else None
    if row is None:
        raise NotFound(kind="road" if kind is SpotKind.ROAD else "area", key=key)
    return row


def spot_cases(kind: SpotKind, key: str, asked: SpotAsked) -> QuerySet[Case]:
    """Return the cases counted at a place."""
    return cases_asked(asked).filter(spot_condition(kind, key))


# --- the supervision list -----------------------------------------------------------------------------------


def watches_all() -> QuerySet[Watch]:
    """Return the supervision list that the database scope lets through."""
    return Watch.objects.select_related("item", "owner", "owner__unit").defer(
        "item__search", "owner__search", "owner__unit__search"
    )


def watch_get(watch_id: int) -> Watch:
    """Return a line of the supervision list.

    Raises:
        NotFound: there is none in scope.
    """
    found = watches_all().filter(pk=watch_id).first()
    if found is None:
        raise NotFound(kind="watch", key=str(watch_id))
    return found


def watch_lock(watch_id: int) -> Watch:
    """Return a line of the supervision list, locked until the transaction ends.

    Raises:
        NotFound: there is none in scope.
    """
    found = watches_all().select_for_update(of=("self",)).filter(pk=watch_id).first()
    if found is None:
        raise NotFound(kind="watch", key=str(watch_id))
    return found


def watch_asked(watch: Watch, *, until: date | None = None) -> SpotAsked:
    """Return what is counted for a line of the list: from its first day to its last, or an earlier one."""
    return SpotAsked(
        kind=SpotKind(watch.kind), since=watch.since, until=until or watch.until, areas=(watch.area_code,),
        items=(watch.item_id,) if watch.item_id else (),
    )  # fmt: skip


def watch_count(watch: Watch, asked: SpotAsked) -> int:
    """Return how many cases were reported at a watched place in a span."""
    return spot_cases(SpotKind(watch.kind), watch.key, asked).count()


def roads_changed_at() -> datetime | None:
    """Return when a road last changed; None where there is none."""
    return Road.objects.order_by("-updated_at").values_list("updated_at", flat=True).first()
