"""The cases on the screen: the list of what waits, by desk, and as it is drawn on maps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.cases import queries
from xiuhua.cases.models import Case
from xiuhua.cases.pages.choosing import matter_choices, unit_choices
from xiuhua.cases.pages.shared import (
    area_choices,
    case_clock,
    clock_cell,
    number_typed,
    report_offered,
    unit_cell,
    words_later,
)
from xiuhua.cases.queries.finding import cases_found, is_common
from xiuhua.cases.queries.reports import called_about
from xiuhua.cases.terms import (
    CaseAct,
    CaseState,
    Channel,
    ReportAct,
    Track,
)
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.addresses import Held, record_url
from xiuhua.web.keyset import Order
from xiuhua.web.pages.asking import Asked
from xiuhua.web.pages.base import Words
from xiuhua.web.pages.columns import ListColumn, code, moment, number, term
from xiuhua.web.pages.filters import (
    AreaFilter,
    ChoiceFilter,
    DaysFilter,
    Filter,
    TermFilter,
    YesFilter,
)
from xiuhua.web.pages.lists import EXPORT_ACT, ListPage, Preset
from xiuhua.web.parts import (
    Action,
    Cell,
    Clock,
    MapView,
    State,
)

_HALF_AN_HOUR = timedelta(minutes=30)


def _place(case: Case) -> Cell:
    return Cell(text=case.address or case.area.name)


def _title(case: Case) -> str:
    """Return the matter, and that its unit was reminded of it."""
    if not case.reminders:
        return case.title
    return f"{case.title} · {_('reminded %(count)s times') % {'count': case.reminders}}"


@dataclass(frozen=True, kw_only=True)
class ReboundFilter(YesFilter):
    """Whether a matter came back where it was closed shortly before: 回潮."""

    def condition(self, held: Held) -> Q:
        """Return that it did, or did not."""
        return Q(rebound_of__isnull=held[self.name][0] == "0")


def _desk(*states: CaseState, label: Words = "") -> Preset:
    """Return the worklist of a desk: what turns red first stands first."""
    query = {"state": tuple(state.value for state in states), "sort": ("due",)}
    return Preset(label=label or words_later(states[0]), query=query, counted=True)


class CaseListPage(ListPage[Case]):
    """Every case of one's areas; the tabs are the desks' own worklists."""

    key = "cases"
    kind = menu = "case"
    act = CaseAct.READ.value
    title = gettext_lazy("Cases")
    sort = "-updated"
    search_field = "search"
    search_label = gettext_lazy("Number, matter, address, words")
    shape_field = "place"
    mappable = True
    columns = (
        code("number", gettext_lazy("Number"), drop=3),
        ListColumn(
            key="title",
            label=gettext_lazy("Matter"),
            cell=lambda case: Cell(text=_title(case)),
            primary=True,
            locked=True,
        ),
        ListColumn(key="place", label=gettext_lazy("Where"), cell=_place, drop=2),
        term("channel", gettext_lazy("Found by"), Channel, drop=4),
        term("state", gettext_lazy("Stands at"), CaseState),
        ListColumn(
            key="due",
            label=gettext_lazy("Time left"),
            kind="clock",
            cell=lambda case: clock_cell(case, now()),
            sort="due_at",
            nullable=True,
        ),
        ListColumn(key="unit", label=gettext_lazy("Handled by"), cell=unit_cell, drop=1),
        moment("reported", gettext_lazy("Reported"), of="reported_at", sort="reported_at", drop=5),
        moment("updated", gettext_lazy("Changed"), of="updated_at", sort="updated_at", shown=False),
        number("reworks", gettext_lazy("Reworks"), shown=False),
        number("returns", gettext_lazy("Returns"), shown=False),
        number("reminders", gettext_lazy("Reminded"), shown=False),
        term("track", gettext_lazy("Track"), Track, shown=False),
    )
    filters: ClassVar[Sequence[Filter]] = (
        YesFilter(name="open", label=gettext_lazy("Open"), field="over_at__isnull"),
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        TermFilter(name="state", label=gettext_lazy("Stands at"), vocabulary=CaseState),
        YesFilter(name="late", label=gettext_lazy("Late")),
        ChoiceFilter(name="unit", label=gettext_lazy("Handled by"), choices=unit_choices, by_id=True),
        ChoiceFilter(name="item", label=gettext_lazy("Matter"), choices=matter_choices, by_id=True),
        TermFilter(name="channel", label=gettext_lazy("Found by"), vocabulary=Channel),
        ChoiceFilter(name="component", label=gettext_lazy("Component"), choices=tuple, by_id=True),
        ChoiceFilter(name="premises", label=gettext_lazy("Premises"), choices=tuple, by_id=True),
        TermFilter(name="track", label=gettext_lazy("Track"), vocabulary=Track),
        ReboundFilter(name="rebound", label=gettext_lazy("Came back")),
        DaysFilter(name="reported", label=gettext_lazy("Reported"), field="reported_at"),
    )
    presets: ClassVar[Sequence[Preset]] = (
        Preset(label=gettext_lazy("Open"), query={"open": ("1",), "sort": ("due",)}, counted=True),
        _desk(CaseState.REPORTED),
        _desk(CaseState.VERIFYING),
        _desk(CaseState.FILING),
        _desk(CaseState.DISPATCHING),
        _desk(CaseState.RETURNED, CaseState.REVIEWING, label=gettext_lazy("Back from units")),
        _desk(CaseState.DISPATCHED, CaseState.HANDLING, label=gettext_lazy("With units")),
        _desk(CaseState.CHECKING),
        _desk(CaseState.CLOSING),
        Preset(
            label=gettext_lazy("Paused"), query={"state": (CaseState.DEFERRED.value, CaseState.SHELVED.value)}
        ),
        Preset(label=gettext_lazy("Came back"), query={"rebound": ("1",)}),
        Preset(
            label=gettext_lazy("Inspected a grade higher"),
            query={"state": (CaseState.CHECKING.value,), "rebound": ("1",), "sort": ("due",)},
        ),
        Preset(label=gettext_lazy("All")),
    )

    def records(self) -> QuerySet[Case]:
        """Return the cases that the database scope lets through."""
        return queries.cases_all()

    def row_url(self, record: Case) -> str:
        """Return the page of the case."""
        return record_url("cases:case", record.pk)

    def row_note(self, record: Case) -> str:
        """Return where it is, and that it came back."""
        place = _place(record).text
        return f"{_('Came back')} · {place}" if record.rebound_of_id else place

    def row_clock(self, record: Case) -> Clock | None:
        """Return the clock that it waits for; a case that is over asks nothing more."""
        return None if record.over_at else case_clock(record, now())

    def row_group(self, record: Case, order: Order) -> str:
        """Return how soon a case turns late, where that is the order."""
        return _urgency(record, now()) if order.field == "due_at" else ""

    def _searched(self, rows: QuerySet[Case], search: str) -> QuerySet[Case]:
        """Return the case of a number, what words are found in, or what a number called about.

        By the end of a caller's number only whoever may see one finds anything.
        """
        number = number_typed(search)
        if number is not None:
            return rows.filter(pk=number)
        found = cases_found(rows, search, walk=self._walks)
        called = called_about(search) if seams.may(self.actor, ReportAct.PHONE_REVEAL.value) else ()
        return found | rows.filter(pk__in=called) if called else found

    def met(self, asked: Asked, rows: QuerySet[Case]) -> QuerySet[Case]:
        """Return the cases in a form that is walked where many have the words searched for."""
        if not asked.search or number_typed(asked.search) is not None or not is_common(asked.search):
            return rows
        self._walks = True
        try:
            return self.filtered(asked)
        finally:
            self._walks = False

    _walks = False  # whether the words are asked for in the form that no index answers

    def acts(self) -> Sequence[Action]:
        """Offer to report a problem."""
        return report_offered(self.actor)

    def bulk_acts(self) -> Sequence[Action]:
        """Offer the forms of the ticked cases as an archive of Word files."""
        if not (seams.exports_made() and seams.may(self.actor, EXPORT_ACT)):
            return ()
        url = reverse("cases:forms-export")
        return (Action(label=_("Forms as Word files"), icon="file-text", post_url=url),)

    def empty(self) -> State:
        """Return what stands where there is no case at all."""
        return State(
            kind="empty",
            title=_("No case yet"),
            text=_("A case opens by itself when somebody reports a problem, by hand or by telephone."),
            acts=report_offered(self.actor),
        )


def _urgency(case: Case, at: datetime) -> str:
    """Return under which heading a case stands by its deadline, if one is running."""
    due = case.due_at
    if due is None:
        return _("No deadline running")
    if due < at:
        return _("Overdue")
    if due <= at + _HALF_AN_HOUR:
        return _("Within 30 minutes")
    here = get_current_timezone()
    same_day = due.astimezone(here).date() == at.astimezone(here).date()
    return _("Today") if same_day else _("After today")


def cases_drawn(actor: Actor) -> MapView | None:
    """Return the open cases of a reader's areas for the map of everything, the most pressing if not all."""
    page = CaseListPage()
    if not seams.may(actor, page.act):
        return None
    page.actor = actor
    return page.map_view(page.asked(reverse("cases:cases"), {"open": ("1",), "sort": ("due",)}))
