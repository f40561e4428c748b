"""What a closed month holds against one unit or street on the screen."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from xiuhua.evaluation.models import MonthClosing
from xiuhua.evaluation.pages.closings import MENU, closing_crumbs
from xiuhua.evaluation.pages.vintages import LineRow, LineTable, line_row, line_table
from xiuhua.evaluation.queries import closings as queries
from xiuhua.evaluation.queries.closings import HeldLine
from xiuhua.evaluation.terms.closings import ClosingAct, ClosingState, LineState
from xiuhua.ground.queries.areas import area_names
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.pages.clocks import clock_running
from xiuhua.web.pages.columns import tag_of
from xiuhua.web.parts import Clock, Crumb, State, Tag


@dataclass(frozen=True, kw_only=True)
class LineView:
    """A record that is held against somebody, and what may be done about it."""

    number: str
    title: str
    url: str
    about: str
    unit: str
    state: Tag | None
    objection_url: str
    object_url: str


@dataclass(frozen=True, kw_only=True)
class LinesView:
    """What the page prints. `state` where nothing is held."""

    title: str
    crumbs: tuple[Crumb, ...]
    clock: Clock | None
    row: LineRow | None
    table: LineTable | None
    lines: tuple[LineView, ...]
    state: State | None


class ClosingLinesPage(Page):
    """What a month holds against one unit or street, each line with its objection."""

    act = ClosingAct.READ.value
    menu = MENU
    template = fragment = "evaluation/closing_own.html"

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the lines."""
        closing = queries.closing_get(int(str(self.kwargs["closing_id"])), areas=self.actor.areas)
        unit, street = request.GET.get("unit", ""), request.GET.get("street", "")
        view = self._view(closing, unit=unit, street=street)
        return self.answer(view, title=view.title)

    def _view(self, closing: MonthClosing, *, unit: str, street: str) -> LinesView:
        at = now()
        first, *later = queries.vintages_of(closing)
        held = queries.held_of(
            closing, as_of=first.as_of, user_id=self.actor.user_id, at=at,
            unit_id=int(unit) if unit.isdecimal() and len(unit) < 19 else None,
            street=street if street.isdecimal() and street.startswith(closing.area_code) else "",
        )  # fmt: skip
        kind, code = (queries.UNIT, unit) if unit else (queries.STREET, street)
        last = later[-1] if later else first
        table = line_table(closing, last, kind, "", "", queries.bands_for(closing.area_code))
        lines = [line for line in last.lines if line["kind"] == kind and line["code"] == code]
        row = line_row(closing, last, lines[0], queries.bands_for(closing.area_code)) if lines else None
        name = row.name if row else code or area_names([closing.area_code]).get(closing.area_code, "")
        nothing = State(
            kind="empty", title=_("Nothing is held this month"),
            text=_("No lateness, no rework, no return."),
        )  # fmt: skip
        open_until = closing.objections_until if closing.state == ClosingState.OBJECTIONS else None
        return LinesView(
            title=f"{name} · {closing.period}", crumbs=closing_crumbs(closing),
            clock=clock_running(
                open_until, None, at, label=_("Objections until")
            )
            if open_until
            else None,
            row=row, table=table, lines=tuple(self._line(closing, one) for one in held),
            state=None if held else nothing,
        )  # fmt: skip

    def _line(self, closing: MonthClosing, one: HeldLine) -> LineView:
        may = (
            one.objection is None
            and closing.state == ClosingState.OBJECTIONS
            and now() <= closing.objections_until
            and seams.may(self.actor, ClosingAct.OBJECT.value)
            and (one.served or queries.answers_for(self.actor, one.case.area_code))
        )
        return LineView(
            number=one.case.number, title=one.case.title, url=reverse("cases:case", args=(one.case.pk,)),
            about=one.about.label(language()), unit=one.case.unit.name if one.case.unit else "",
            state=tag_of(LineState(one.objection.state)) if one.objection else None,
            objection_url=reverse("evaluation:line-objection", args=(one.objection.pk,))
            if one.objection
            else "",
            object_url=reverse("evaluation:line-object", args=(closing.pk, one.case.pk, one.about.value))
            if may
            else "",
        )  # fmt: skip
