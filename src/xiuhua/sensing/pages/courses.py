"""The course of a device's quantities over a day or a month: a chart, the same as a table, and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from xiuhua.sensing.models import Device, Roll, Stream
from xiuhua.sensing.queries.devices import device_get
from xiuhua.sensing.queries.maintenance import Shade, shades_of
from xiuhua.sensing.queries.rolls import days_of, hours_of, streams_of
from xiuhua.sensing.rules.courses import Drawn, Span, course_drawn
from xiuhua.sensing.terms import DeviceAct
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotFound
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.parts import Option, Section

_WIDTH, _HEIGHT = 720.0, 160.0
_SPANS = {"day": (timedelta(hours=24), timedelta(hours=1)), "month": (timedelta(days=30), timedelta(days=1))}
_DEFAULT = "day"


@dataclass(frozen=True, kw_only=True)
class HeldShown:
    """A time of maintenance as a strip of the drawing; `x` and `width` as SVG takes them."""

    x: str
    width: str
    words: str


@dataclass(frozen=True, kw_only=True)
class CourseShown:
    """The course of one quantity, and what else can be shown."""

    streams: Sequence[Option]
    spans: Sequence[tuple[str, str, bool]]
    stream: int
    span: str
    label: str
    unit: str
    drawn: Drawn | None
    rows: Sequence[Roll]
    since: datetime
    until: datetime
    csv_url: str
    doubtful: int
    by_hour: bool
    held: Sequence[HeldShown]


def course_section(device: Device, asked: QueryDict) -> Section | None:
    """Return the card of a device's course; None of one that has never told anything."""
    streams = list(streams_of(device))
    if not streams:
        return None
    stream = next((one for one in streams if str(one.pk) == asked.get("stream")), streams[0])
    span = asked.get("span", _DEFAULT)
    span = span if span in _SPANS else _DEFAULT
    until = now()
    since, step = until - _SPANS[span][0], _SPANS[span][1]
    rows = list(_rolls(stream, span, since - step / 2, until))
    spans = [
        Span(row.start.timestamp(), row.low or 0.0, row.mean or 0.0, row.high or 0.0)
        for row in rows
        if row.count
    ]
    drawn = course_drawn(
        spans, since_s=since.timestamp(), until_s=until.timestamp(), step_s=step.total_seconds(),
        width=_WIDTH, height=_HEIGHT,
    )  # fmt: skip
    address = reverse("sensing:device-course", args=(device.pk,))
    shown = CourseShown(
        streams=[Option(value=str(one.pk), label=_name(one), selected=one is stream) for one in streams],
        spans=[("day", gettext("24 hours"), span == "day"), ("month", gettext("30 days"), span == "month")],
        stream=stream.pk, span=span, label=_name(stream), unit=stream.quantity.unit, drawn=drawn,
        rows=rows[::-1], since=since, until=until, csv_url=f"{address}?stream={stream.pk}&span={span}",
        doubtful=sum(row.doubtful for row in rows), by_hour=span == "day",
        held=[_held(one, since, until) for one in shades_of(device, since=since, until=until)],
    )  # fmt: skip
    return Section(title=gettext("Course"), template="sensing/course.html", context=shown)


def _held(shade: Shade, since: datetime, until: datetime) -> HeldShown:
    """Return a time of maintenance as a strip, cut at the edges."""
    whole = (until - since).total_seconds()
    left = max(0.0, (shade.since - since).total_seconds() / whole) * _WIDTH
    right = min(1.0, (shade.until - since).total_seconds() / whole) * _WIDTH
    when = f"{localtime(shade.since):%m-%d %H:%M}–{localtime(shade.until):%m-%d %H:%M}"
    words = f"{gettext('Maintenance')} {when} · {shade.worker}"
    return HeldShown(x=f"{left:.1f}", width=f"{max(right - left, 1.0):.1f}", words=words)


def _rolls(stream: Stream, span: str, since: datetime, until: datetime) -> QuerySet[Roll]:
    found = hours_of if span == "day" else days_of
    return found(stream, since=since, until=until)


def _name(stream: Stream) -> str:
    own = stream.quantity.zh if language().startswith("zh") else stream.quantity.en
    return stream.name or own


class CourseSheet(Page):
    """The figures of a course as a file."""

    menu = "components"
    act = DeviceAct.READ

    def get(self, request: HttpRequest, device_id: int) -> HttpResponseBase:
        """Answer with CSV.

        Raises:
            NotFound: the device lies outside the scope, or has no such stream.
        """
        device = device_get(device_id)
        asked = request.GET.get("stream", "")
        stream = next((one for one in streams_of(device) if str(one.pk) == asked), None)
        span = request.GET.get("span", _DEFAULT)
        if stream is None or span not in _SPANS:
            raise NotFound(kind="stream", key=asked[:20])
        until = now()
        kept = io.StringIO()
        sheet = csv.writer(kept)
        sheet.writerow(["start", "count", "doubtful", "min", "mean", "max", "sum", "first", "last"])
        for row in _rolls(stream, span, until - _SPANS[span][0] - _SPANS[span][1] / 2, until):
            figures = (row.count, row.doubtful, row.low, row.mean, row.high, row.total, row.first, row.last)
            sheet.writerow([localtime(row.start).isoformat(), *figures])
        name = f"{device.number}-{stream.quantity.code}-{span}.csv"
        return HttpResponse(
            "\ufeff" + kept.getvalue(),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
