"""The workbench as a page, and the parts of it that are asked for again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import ClassVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.cases import queries
from xiuhua.cases.models import Case
from xiuhua.cases.pages.acts import act_slug
from xiuhua.cases.pages.shared import report_offered, verb_later
from xiuhua.cases.pages.workbench.case import DeskCase
from xiuhua.cases.pages.workbench.rows import Ends, capped, rows_told, state_label
from xiuhua.cases.pages.workbench.views import CasePane, DeskRow, DeskView, Forecast, ListPane, Tab
from xiuhua.cases.queries.forecasting import compared, named_of
from xiuhua.cases.queries.worklists import (
    Place,
    Sitting,
    Waiting,
    cases_waiting,
    units_served,
    waiting_counts,
    waiting_due,
    waiting_page,
    waiting_still,
)
from xiuhua.cases.rules.loop import desks_of
from xiuhua.cases.rules.worklists import (
    MINE,
    Worklist,
    day_end,
    shift_end,
    steps_in_bulk,
    worklists_of,
)
from xiuhua.cases.terms import Desk, DeskAct
from xiuhua.ground.rules.calendars import watch_at
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotFound
from xiuhua.web import seams
from xiuhua.web.addresses import Address, place_url, record_url
from xiuhua.web.days import day_after
from xiuhua.web.keyset import BadCursor, Cursor
from xiuhua.web.pages.base import Page
from xiuhua.web.parts import Action, State

_MOST_IDS = 300
_ORDER = "due_at"
LIST, CURSOR, LATE, SCREEN = "list", "cursor", "late", "screen"


class Sat(Page):
    """Whatever needs to know at which desks somebody sits, and which of their worklists is meant."""

    act: ClassVar[str] = DeskAct.WORK.value
    menu = "workbench"
    at: datetime

    def permit(self) -> None:
        """Refuse whoever sits at no desk."""
        super().permit()
        self.at = now()

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """Over which areas the reader's desks reach."""
        return seams.areas_for(self.actor, self.act)

    @cached_property
    def worklists(self) -> Sequence[Worklist]:
        """What the reader works through, the whole of it first."""
        merged = queries.settings_for(self._home, at=self.at).settings.merged
        return worklists_of(desks_of(self.actor.roles, merged))

    @property
    def _home(self) -> str:
        return min(self.areas, key=len, default="")

    @cached_property
    def sitting(self) -> Sitting:
        """The reader's areas, and the units they serve in where that matters."""
        serves = Desk.UNIT in desks_of(self.actor.roles, {})
        return Sitting(
            areas=self.areas,
            units=units_served(self.actor.user_id, at=self.at) if serves else (),
        )

    @cached_property
    def ends(self) -> Ends:
        """When the shift and the day end, by the calendar that holds where the reader works."""
        try:
            calendar = queries.calendar_known(self._home, at=self.at)
        except NotFound:  # no calendar was ever published
            over = day_after(self.at.astimezone(get_current_timezone()).date())
            return Ends(shift_until=over, day_until=over)
        watch = watch_at(calendar, self.at)
        return Ends(
            shift_until=shift_end(calendar, self.at),
            day_until=day_end(calendar, self.at),
            shift=watch.name if watch else "",
        )

    @cached_property
    def worklist(self) -> Worklist | None:
        """The worklist that the URL names, else the first."""
        wanted = self.request.GET.get(LIST, MINE)
        found = (one for one in self.worklists if one.key == wanted)
        return next(found, self.worklists[0] if self.worklists else None)

    @property
    def list_key(self) -> str:
        """The key of the worklist."""
        return self.worklist.key if self.worklist else MINE

    @property
    def only_late(self) -> bool:
        """Whether only those are shown of which the past says that they go late."""
        return self.request.GET.get(LATE) == "1"

    def address(self, name: str, **query: str) -> str:
        """Return an address of the workbench that remembers the list."""
        told = {LIST: self.list_key, LATE: "1" if self.only_late else "", SCREEN: self.screen} | query
        held = {key: (value,) for key, value in told.items() if value}
        return str(Address(place_url(name), held))

    @property
    def screen(self) -> str:
        """`list` where the map stands on another screen."""
        return "list" if self.request.GET.get(SCREEN) == "list" else ""

    # --- the list ------------------------------------------------------------------------------------------

    def list_pane(self, worklist: Worklist) -> ListPane:
        """Return a page of a worklist."""
        found = self._found(worklist)
        cases = found.rows
        named = len(cases) if self.only_late else None
        return ListPane(
            key=worklist.key,
            label=state_label(worklist),
            url=self.address("cases:workbench"),
            rows_url=self.address("cases:workbench-rows"),
            news_url=self.address("cases:workbench-news"),
            forecast_url=self.address("cases:workbench-forecast"),
            tabs=self._tabs(found.counts),
            rows=self._rows(found, worklist),
            older_url=self._older(cases) if found.more else "",
            bulk=tuple(_bulk(worklist)),
            state=None if cases else self._nothing(worklist),
            only_late=self.only_late,
            clear_url=self.address("cases:workbench", late=""),
            forecast=None if named is None else self._forecast(named),
        )

    def _found(self, worklist: Worklist) -> Waiting:
        counting = () if CURSOR in self.request.GET else self.worklists
        if self.only_late:
            rows = waiting_due(worklist, sitting=self.sitting, since=self.at, until=self.ends.shift_until)
            return cases_waiting(
                named_of(compared(rows), at=self.at), sitting=self.sitting, counting=counting
            )
        return waiting_page(worklist, sitting=self.sitting, after=self._after(), counting=counting)

    def _after(self) -> Place | None:
        try:
            cursor = Cursor.decode(self.request.GET[CURSOR]) if CURSOR in self.request.GET else None
            if cursor is None or cursor.order != _ORDER:
                return None
            due = None if cursor.value is None else datetime.fromisoformat(str(cursor.value))
        except (BadCursor, ValueError):
            return None
        return Place(due_at=due if due is None or due.tzinfo else None, case_id=cursor.pk)

    def _older(self, cases: Sequence[Case]) -> str:
        last = cases[-1]
        value = last.due_at.isoformat() if last.due_at else None
        return self.address(
            "cases:workbench-rows", cursor=Cursor(order=_ORDER, value=value, pk=last.pk).encode()
        )

    def _tabs(self, counted: Mapping[str, int]) -> tuple[Tab, ...]:
        return tuple(
            Tab(
                key=one.key,
                label=state_label(one),
                url=self.address("cases:workbench", list=one.key, late=""),
                count=capped(counted.get(one.key, 0)),
                current=one.key == self.list_key,
            )
            for one in self.worklists
        )

    def _rows(self, found: Waiting, worklist: Worklist) -> tuple[DeskRow, ...]:
        if not found.rows:
            return ()
        _desk, mark, query = self.address("cases:workbench").partition("?")
        address = {
            case.pk: f"{record_url('cases:workbench-case', case.pk)}{mark}{query}" for case in found.rows
        }
        return tuple(
            rows_told(
                found.rows, more=found.more, worklist=worklist, at=self.at, ends=self.ends, address=address
            )
        )

    def _forecast(self, named: int, due: int = 0) -> Forecast:
        return Forecast(
            until=self.ends.shift_until, shift=self.ends.shift, due=due, named=named,
            url=self.address("cases:workbench", late="1"),
        )  # fmt: skip

    def _nothing(self, worklist: Worklist) -> State:
        if self.only_late:
            clear = Action(label=_("Show the whole list"), url=self.address("cases:workbench", late=""))
            return State(
                kind="filtered", title=_("Nothing is expected to go late"), acts=(clear,),
                text=_("Of what runs out before the shift ends, the past says that it will be done in time."),
            )  # fmt: skip
        every = Action(label=_("See open cases"), url=f"{reverse('cases:cases')}?open=1&sort=due")
        return State(
            kind="empty",
            title=_("Nothing waits here"),
            text=_("Everything in “%(list)s” is done. What comes in shows above the list by itself.")
            % {"list": state_label(worklist)},
            acts=(every, *report_offered(self.actor)),
        )


def _bulk(worklist: Worklist) -> Sequence[Action]:
    return [
        Action(
            label=str(verb_later(step.act)),
            name=step.act.value,
            values={"act": act_slug(step.act)},
            kind="primary",
        )
        for step in steps_in_bulk(worklist)
    ]


class WorkbenchPage(Sat):
    """The whole desk: what waits, the case that is open, the map."""

    template = "cases/workbench.html"
    fragment = "cases/workbench_list.html"

    def get(self, request: HttpRequest, **kept: int) -> HttpResponse:
        """Answer with the desk; without a case in the URL the most pressing one is open."""
        worklist = self.worklist
        pane = self.list_pane(worklist) if worklist else None
        asked = kept.get("case_id")
        first = asked if asked is not None else (pane.rows[0].pk if pane and pane.rows else None)
        case = self._case(request, first) if first is not None else None
        view = DeskView(
            list=pane,
            case=case,
            pane="list" if asked is None else "case",
            screen=self.screen,
            state=None if pane else _no_desk(),
            keys=_places(),
        )
        return self.answer(view, title=self._title(pane, case, asked))

    def _case(self, request: HttpRequest, case_id: int) -> CasePane:
        return DeskCase.of(request, case_id=case_id, list_key=self.list_key).pane()

    def _title(self, pane: ListPane | None, case: CasePane | None, asked: int | None) -> str:
        if asked is not None and case is not None:
            return case.view.title
        count = next((tab.count for tab in pane.tabs if tab.current), None) if pane else None
        label = pane.label if pane else _("Desk")
        return f"({count.number}{'+' if count.more else ''}) {label}" if count else label


def _no_desk() -> State:
    return State(
        kind="forbidden", title=_("No desk is yours"),
        text=_("None of your posts has a worklist of its own. Cases are found in the list of all cases."),
        acts=(Action(label=_("See open cases"), url=f"{reverse('cases:cases')}?open=1&sort=due"),),
    )  # fmt: skip


def _places() -> dict[str, str]:
    """Return where `G` leads, by the second letter."""
    return {
        "w": reverse("cases:workbench"),
        "m": reverse("ground:map"),
        "c": f"{reverse('cases:cases')}?open=1&sort=due",
    }


class RowsPart(Sat):
    """The list pane alone: from its head, or from a place on."""

    template = fragment = "cases/workbench_list.html"

    def get(self, request: HttpRequest, **_kept: int) -> HttpResponse:
        """Answer with rows."""
        worklist = self.worklist
        if worklist is None:
            raise NotFound(kind="list", key=request.GET.get(LIST, ""))
        pane = self.list_pane(worklist)
        self.fragment = self.template = (  # type: ignore[misc]  # of this answer alone
            "cases/workbench_rows.html" if CURSOR in request.GET else "cases/workbench_list.html"
        )
        return self.answer(DeskView(list=pane, case=None, pane="list", screen=self.screen), title=pane.label)


class NewsPart(Sat):
    """Which of some cases wait in a list now, for a page that hears that they have changed."""

    def get(self, request: HttpRequest, **_kept: int) -> HttpResponse:
        """Answer in JSON: the ids that do, each with its moves, and how much waits in every list."""
        ids = [int(one) for one in request.GET.get("ids", "").split(",") if one.isdecimal() and len(one) < 19]
        worklist = self.worklist
        if worklist is None:
            return JsonResponse({"waiting": {}, "counts": {}})
        still = waiting_still(worklist, sitting=self.sitting, ids=ids[:_MOST_IDS])
        counted = waiting_counts(self.worklists, sitting=self.sitting)
        told = {
            key: f"{capped(number).number:,}{'+' if capped(number).more else ''}"
            for key, number in counted.items()
        }
        return JsonResponse({"waiting": {str(pk): moves for pk, moves in still.items()}, "counts": told})


class ForecastPart(Sat):
    """What goes late if nothing is done before the shift ends."""

    template = fragment = "cases/workbench_forecast.html"

    def get(self, _request: HttpRequest, **_kept: int) -> HttpResponse:
        """Answer with the line over the list."""
        worklist = self.worklist
        found = None
        if worklist is not None:
            rows = waiting_due(worklist, sitting=self.sitting, since=self.at, until=self.ends.shift_until)
            clocks = compared(rows)
            found = self._forecast(len(named_of(clocks, at=self.at)), due=len(clocks))
        return self.answer(found, title=_("Forecast"))


class CasePart(Sat):
    """The case pane alone, with what lies near; `only=case` is what a live event asks for again."""

    template = fragment = "cases/workbench_part.html"

    def get(self, request: HttpRequest, **kept: int) -> HttpResponse:
        """Answer with the case."""
        pane = DeskCase.of(request, case_id=kept["case_id"], list_key=self.list_key).pane()
        if request.GET.get("only") == "case":
            self.fragment = "cases/workbench_case.html"  # type: ignore[misc]  # of this answer alone
        view = DeskView(list=None, case=pane, pane="case", screen=self.screen)
        return self.answer(view, title=pane.view.title)


class FollowPage(Sat):
    """The map on a screen of its own: it follows the case that is open on the other one."""

    template = fragment = "cases/workbench_follow.html"

    def get(self, request: HttpRequest, **_kept: int) -> HttpResponse:
        """Answer with the map, on the case that the URL names or on the most pressing one."""
        asked = request.GET.get("case", "")
        case_id = int(asked) if asked.isdecimal() and len(asked) < 19 else None
        if case_id is None and self.worklist is not None:
            rows = waiting_page(self.worklist, sitting=self.sitting, most=1).rows
            case_id = rows[0].pk if rows else None
        pane = None
        if case_id is not None:
            pane = DeskCase.of(request, case_id=case_id, list_key=self.list_key).pane()
        view = DeskView(list=None, case=pane, pane="map", screen="map")
        return self.answer(view, title=gettext_lazy("Map of the desk"))
