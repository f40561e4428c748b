"""What was told several times, on the screen: cases with many reports, places, callers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.cases.pages.hot_spots import DAYS, KIND, PLACE
from xiuhua.cases.queries.repeats import (
    Caller,
    Repeated,
    ToldOften,
    callers_often,
    cases_told_often,
    places_told_often,
)
from xiuhua.cases.terms import CaseAct, CaseState, ReportAct, SpotKind
from xiuhua.shared.clock import now
from xiuhua.shared.masks import phone_masked
from xiuhua.web import seams
from xiuhua.web.addresses import Address
from xiuhua.web.days import midnight, today
from xiuhua.web.pages.base import Page
from xiuhua.web.pages.columns import tag_of
from xiuhua.web.parts import SavedView, Tag

_SPANS = (30, 90, 365)
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class RepeatsView:
    """What the page prints. Callers are None for who may not know that several reports are one caller's."""

    title: str
    spans: Sequence[SavedView]
    days: int
    often: Sequence[tuple[ToldOften, Tag]]
    places: Sequence[tuple[Repeated, str]]
    callers: Sequence[tuple[Caller, str]] | None
    reports: int


class RepeatsPage(Page):
    """What was told several times in the last days: `/repeats?days=90`."""

    act = CaseAct.READ.value
    menu = "case"
    template = fragment = "cases/repeats.html"

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the three tables."""
        text = request.GET.get("days", "")
        days = int(text) if text in {str(one) for one in _SPANS} else _SPANS[0]
        view = self._view(days)
        return self.answer(view, title=view.title)

    def _view(self, days: int) -> RepeatsView:
        last, at = today(), now()
        since = midnight(last - (days - 1) * _DAY)
        areas = seams.areas_for(self.actor, self.act)
        span = {"since": since, "until": at + _DAY}
        may_know = seams.may(self.actor, ReportAct.CALLS.value)
        known = seams.areas_for(self.actor, ReportAct.CALLS.value) if may_know else ()
        callers = callers_often(known, **span) if may_know else None
        often = cases_told_often(areas, **span)
        here = Address(reverse("cases:repeats"))
        return RepeatsView(
            title=str(gettext_lazy("Told several times")),
            spans=[
                SavedView(
                    label=_("%(days)s days") % {"days": one}, url=str(here.put(days=str(one))),
                    current=one == days,
                )
                for one in _SPANS
            ],
            days=days,
            often=[(one, tag_of(CaseState(one.case.state))) for one in often],
            places=[(one, _place_url(one, since.date(), last)) for one in places_told_often(areas, **span)],
            callers=None if callers is None else [(one, phone_masked(one.phone)) for one in callers],
            reports=sum(one.reports for one in often),
        )  # fmt: skip


def _place_url(one: Repeated, since: object, until: object) -> str:
    """Return the list of exactly these cases."""
    held = {
        KIND: SpotKind.GRID.value, PLACE: one.key, "item": str(one.item_id), f"{DAYS}_from": str(since),
        f"{DAYS}_to": str(until),
    }  # fmt: skip
    return str(Address(reverse("cases:hot-spot-cases")).put(**held))
