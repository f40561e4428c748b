"""What a report's form says while somebody fills it in: which matter it may be, and what may be the same."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from xiuhua.cases import queries
from xiuhua.cases.forms.reports import HintsForm
from xiuhua.cases.pages.alike import alike_lines
from xiuhua.cases.pages.choosing import item_called
from xiuhua.cases.pages.matters import found_lines
from xiuhua.cases.queries.ground import place_of
from xiuhua.cases.queries.matters import matters_found
from xiuhua.cases.queries.near import spot_at
from xiuhua.cases.queries.resembling import resembling, sight_told
from xiuhua.cases.terms import ReportAct
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError
from xiuhua.web.pages.base import Page

_MOST = 3
_TEXT_FROM = 2  # characters, from which a text says something


class ReportHintsPage(Page):
    """The part of the form that answers what was typed so far. Sent as a form, since numbers stand in it."""

    act = ReportAct.MAKE.value
    menu = "case"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the hints; what cannot be read yet is left out."""
        form = HintsForm(request.POST)
        form.is_valid()
        typed, at = form.cleaned_data, now()
        item_id = _item_of(typed.get("matter", ""))
        place = place_of(typed.get("longitude"), typed.get("latitude"))
        text = typed.get("text", "")
        found = matters_found(text) if len(text) >= _TEXT_FROM and item_id is None else []
        spot = spot_at(place, area_code="")
        settings = queries.settings_for(spot.area_code if spot else "", at=at).settings
        sight = sight_told(
            item_id=item_id, text=text, place=place, at=at, caller_phone=typed.get("caller_phone", "")
        )
        alike = resembling(sight, settings=settings, actor=self.actor, at=at)[:_MOST] if place else []
        view = {"matters": found_lines(found), "alike": alike_lines(alike)}
        return render(request, "cases/hints.html", view)


def _item_of(typed: str) -> int | None:
    try:
        return item_called(typed).pk if typed.strip() else None
    except CityError:
        return None
