"""The shared front page of a subject: map, figures with counts, the worst and why, trend, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.addresses import Address
from xiuhua.web.pages.base import Page, Words
from xiuhua.web.parts import Action, MapView, Related
from xiuhua.web.parts.fronts import FrontView, Mark, PeriodTab, StateCount, Trend, TrendPoint, WorstList

WIDTH, HEIGHT = 720.0, 120.0
_GAP = 0.25  # of a bar's place
_ROOM = 1.08  # above the highest bar


class FrontPage(Page):
    """A subject on one page, for whoever leads.

    Attributes:
        title: of the subject; `lead` what it is for, in one sentence.
        states_title: what the counts by state are of.
        figures: the keys of its figures, in the order in which they are read.
    """

    template: ClassVar[str] = "web/front.html"
    fragment: ClassVar[str] = "web/front.html"
    title: ClassVar[Words]
    lead: ClassVar[Words] = ""
    states_title: ClassVar[Words] = ""
    figures: ClassVar[Sequence[str]] = ()

    # --- what a concrete page says -------------------------------------------------------------------------

    def states(self, at: datetime) -> Sequence[StateCount]:  # noqa: ARG002 - a concrete page asks
        """Return how many stand how now."""
        return ()

    def map_view(self, at: datetime) -> MapView | None:  # noqa: ARG002 - as above
        """Return the subject on the map."""
        return None

    def worst(self, at: datetime) -> WorstList | None:  # noqa: ARG002 - as above
        """Return the worst ten, and why."""
        return None

    def trend(self, at: datetime) -> Trend | None:  # noqa: ARG002 - as above
        """Return how it went; see `trend_drawn`."""
        return None

    def done(self, since: datetime, at: datetime) -> Sequence[Related]:  # noqa: ARG002 - as above
        """Return what was done about it from an instant on, each with its count and its list."""
        return ()

    def acts(self) -> Sequence[Action]:
        """Return where the work is done."""
        return ()

    # --- how a request is answered -------------------------------------------------------------------------

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the page; `?period=` is a day, a month or a year, today without."""
        at = now()
        today = localtime(at).date()
        period = request.GET.get("period", "") or today.isoformat()
        since = _begin(period, at)
        view = FrontView(
            title=str(self.title), lead=str(self.lead), acts=tuple(self.acts()),
            states=tuple(self.states(at)), states_title=str(self.states_title),
            figures=seams.figures(request, tuple(self.figures), period=period) if self.figures else "",
            tabs=_tabs(request.path, period, today), period=period, map=self.map_view(at),
            worst=self.worst(at), trend=self.trend(at), done=tuple(self.done(since, at)),
        )  # fmt: skip
        return self.answer(view, title=self.title)


def _tabs(path: str, period: str, today: date) -> tuple[PeriodTab, ...]:
    spans = ((_("Today"), today.isoformat()), (_("This month"), f"{today:%Y-%m}"),
             (_("This year"), f"{today:%Y}"))  # fmt: skip
    return tuple(
        PeriodTab(label=label, url=str(Address(path).put(period=key)), current=key == period)
        for label, key in spans
    )


def _begin(period: str, at: datetime) -> datetime:
    """Return when a day, month or year begins; today's beginning where the text names none."""
    midnight = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    parts = period.split("-")
    try:
        numbers = [int(one) for one in parts]
        year, month, day = [*numbers, 1, 1][:3] if len(numbers) < 3 else numbers
        return midnight.replace(year=year, month=month, day=day)
    except ValueError:
        return midnight


def trend_drawn(
    points: Sequence[TrendPoint],
    *,
    title: str,
    unit: str,
    decimals: int = 0,
    target: float | None = None,
    target_said: str = "",
    none: str = "",
) -> Trend:
    """Return a row of bars from nought, as high as the greatest or the target.

    Args:
        points: whole spans, oldest first.
        title: the one message of the drawing.
        unit: of the values.
        decimals: with how many the table prints them.
        target: a line across.
        target_said: what it is called.
        none: what is said where nothing is known of any span.
    """
    known = [one.value for one in points if one.value is not None]
    most = max([*known, target or 0.0, 1e-9]) * _ROOM
    step = WIDTH / max(len(points), 1)
    bars = tuple(
        Mark(
            x=f"{number * step + step * _GAP / 2:.1f}", y=f"{HEIGHT - one.value / most * HEIGHT:.1f}",
            width=f"{step * (1 - _GAP):.1f}", height=f"{one.value / most * HEIGHT:.1f}",
            words=f"{one.label} · {one.said or round(one.value, decimals)}", url=one.url,
        )
        for number, one in enumerate(points)
        if one.value is not None
    )  # fmt: skip
    return Trend(
        title=title, unit=unit, points=tuple(points), most=most, bars=bars, decimals=decimals, target=target,
        target_y="" if target is None else f"{HEIGHT - target / most * HEIGHT:.1f}", target_said=target_said,
        none="" if known else none,
    )  # fmt: skip
