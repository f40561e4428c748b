"""接诉即办 on the screen: the three rates and their counts; every number opens to its orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.orders.queries.order_settings import order_settings_for
from xiuhua.orders.queries.orders import board_counts, orders_all
from xiuhua.orders.rules.rates import Rate, rate_of
from xiuhua.orders.terms.orders import OrderAct, OrderMeasure, OrderSource
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.addresses import Address
from xiuhua.web.areas import within
from xiuhua.web.days import midnight, today
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.parts import Figure, SavedView

_M = OrderMeasure
_DAYS = {"week": 7, "month": 30, "quarter": 90, "year": 365}
_RATES = (
    (_M.RESPONDED, _M.TAKEN, "response_percent"),
    (_M.RESOLVED, _M.ASKED_BACK, "resolution_percent"),
    (_M.SATISFIED, _M.ASKED_BACK, "satisfaction_percent"),
)
_LABELS = {
    _M.RESPONDED: gettext_lazy("Response rate"),
    _M.RESOLVED: gettext_lazy("Resolution rate"),
    _M.SATISFIED: gettext_lazy("Satisfaction rate"),
}
_VARIANTS = {
    _M.RESPONDED: gettext_lazy("signed or called in time / taken"),
    _M.RESOLVED: gettext_lazy("resolved / called back"),
    _M.SATISFIED: gettext_lazy("satisfied / called back"),
}


@dataclass(frozen=True, kw_only=True)
class CountCell:
    """A count under its head, and the orders it was counted from."""

    head: str
    number: int
    url: str


@dataclass(frozen=True, kw_only=True)
class CountLine:
    """The counts of one source."""

    label: str
    cells: Sequence[CountCell]


@dataclass(frozen=True, kw_only=True)
class BoardView:
    """The board as its template prints it."""

    tabs: Sequence[SavedView]
    figures: Sequence[Figure]
    heads: Sequence[str]
    lines: Sequence[CountLine]
    whole: CountLine
    period: str
    as_of: datetime
    small: str


class OrderBoardPage(Page):
    """The board of 接诉即办."""

    act = OrderAct.READ.value
    menu = "order"
    template = fragment = "orders/board.html"

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the counts of the orders that came in lately."""
        at = now()
        chosen = request.GET.get("days", "")
        span = chosen if chosen in _DAYS else "month"
        last = today()
        first = last - timedelta(days=_DAYS[span] - 1)
        prefixes = seams.areas_for(self.actor, self.act)
        counts = board_counts(
            orders_all().filter(within("area_code", prefixes)),
            since=midnight(first), until=at + timedelta(seconds=1), at=at,
        )  # fmt: skip
        settings = order_settings_for(prefixes[0] if prefixes else "", at=at).settings
        whole = {measure: sum(one[measure] for one in counts.values()) for measure in _M}
        base = Address(reverse("orders:orders")).put(
            received_from=first.isoformat(), received_to=last.isoformat()
        )
        rates = {
            above: rate_of(
                whole[above], whole[below], target_percent=getattr(settings, target),
                sample_least=settings.sample_least,
            )
            for above, below, target in _RATES
        }  # fmt: skip
        small = _("Fewer than %(least)s: a small sample") % {"least": settings.sample_least}
        view = BoardView(
            tabs=_tabs(request.path, span),
            figures=[_figure(above, below, rates[above], base, small) for above, below, _target in _RATES],
            heads=[measure.label(language()) for measure in _M],
            lines=[
                _line(source.label(language()), counts[source], base.put(source=source.value))
                for source in OrderSource
            ],
            whole=_line(_("All together"), whole, base),
            period=_period(first, last),
            as_of=at,
            small=small if any(rate.is_small for rate in rates.values()) else "",
        )
        return self.answer(view, title=_("Requests of citizens"))


def _tabs(path: str, chosen: str) -> list[SavedView]:
    labels = {
        "week": _("7 days"), "month": _("30 days"), "quarter": _("90 days"), "year": _("365 days")
    }  # fmt: skip
    return [
        SavedView(label=label, url=str(Address(path).put(days=span)), current=span == chosen)
        for span, label in labels.items()
    ]


def _period(first: date, last: date) -> str:
    return _("came in from %(first)s to %(last)s") % {"first": first.isoformat(), "last": last.isoformat()}


def _figure(above: OrderMeasure, below: OrderMeasure, rate: Rate, base: Address, small: str) -> Figure:
    return Figure(
        label=str(_LABELS[above]), value=rate.percent, variant=str(_VARIANTS[above]), unit="%", decimals=1,
        numerator=rate.numerator, denominator=rate.denominator,
        target=f"≥ {rate.target_percent} %",
        comparison=small if rate.is_small else "",
        url=str(base.put(measure=above.value)), denominator_url=str(base.put(measure=below.value)),
        clock="late" if rate.is_met is False and not rate.is_small else None,
        why_none=_("nobody was asked yet") if rate.percent is None else "",
    )  # fmt: skip


def _line(label: str, counts: Mapping[OrderMeasure, int], base: Address) -> CountLine:
    cells = [
        CountCell(
            head=measure.label(language()), number=counts[measure], url=str(base.put(measure=measure.value))
        )
        for measure in OrderMeasure
    ]
    return CountLine(label=label, cells=cells)
