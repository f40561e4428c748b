"""Calendars on the screen: versions, the year as a picture, and a limit counted day by day."""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.ground.forms.calendars import (
    CalendarDraftForm,
    HoursForm,
    PublishForm,
    SpecialDayForm,
    TryForm,
    YearForm,
)
from xiuhua.ground.models import Calendar
from xiuhua.ground.queries import calendars as queries
from xiuhua.ground.queries.areas import areas_wide
from xiuhua.ground.rules.calendars import (
    DayCounted,
    DayRule,
    Deadline,
    days_counted,
    deadline,
    hours_read,
    is_working_day,
    seasons_text,
    shifts_text,
)
from xiuhua.ground.services import calendars as services
from xiuhua.ground.terms.calendars import CalendarAct, CalendarState, TimeUnit
from xiuhua.shared.clock import now
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.pages.columns import ListColumn, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import TermFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Section, Tag
from xiuhua.web.seams import areas_for, may, require


def _area(calendar: Calendar) -> Cell:
    return Cell(kind="code", text=calendar.area_code or gettext("the whole country"))


class CalendarListPage(ListPage[Calendar]):
    """Every version of every calendar."""

    key = "calendars"
    kind = menu = "calendar"
    act = CalendarAct.READ
    title = _("Calendars")
    sort = "-updated"
    area_field = ""  # public: everybody's limits are counted by them
    columns = (
        text("name", _("Name"), primary=True, locked=True),
        ListColumn(key="area", label=_("Area"), cell=_area),
        number("version", _("Version")),
        term("state", _("State"), CalendarState),
        moment("effective", _("Holds from"), of="effective_at"),
        moment("updated", _("Changed"), of="updated_at", sort="updated_at", drop=1),
    )
    filters = (TermFilter(name="state", label=_("State"), vocabulary=CalendarState),)

    def records(self) -> QuerySet[Calendar]:
        """Return every version."""
        return queries.calendars()

    def row_url(self, record: Calendar) -> str:
        """Return the page of the version."""
        return reverse("ground:calendar-page", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Offer a new version to whoever keeps calendars, and counting to everybody."""
        count = Action(label=gettext("Count a limit"), url=reverse("ground:calendar-count"), icon="clock")
        draft = Action(
            name=CalendarAct.DRAFT, label=gettext("New version"), url=reverse("ground:calendar-draft"),
            kind="primary", icon="plus",
        )  # fmt: skip
        return (draft, count) if may(self.actor, CalendarAct.DRAFT) else (count,)


@dataclass(frozen=True)
class _Day:
    """A square of the year: `look` is rest, holiday, work or made_up; `name` what it is called."""

    on: date
    look: str
    name: str = ""


@dataclass(frozen=True)
class _Month:
    """A month of the year: weeks of seven squares, None outside the month."""

    number: int
    weeks: tuple[tuple[_Day | None, ...], ...]


def _year_months(record: Calendar, year: int) -> tuple[_Month, ...]:
    calendar = queries.work_calendar(record)
    names = {day.on: day.name for day in queries.special_days(record)}

    def square(on: date, month: int) -> _Day | None:
        if on.month != month:
            return None
        works = is_working_day(calendar, on)
        if on not in names:
            return _Day(on, "work" if works else "rest")
        return _Day(on, "made_up" if works else "holiday", names[on])

    grid = months.Calendar()
    return tuple(
        _Month(
            month,
            tuple(tuple(square(on, month) for on in week) for week in grid.monthdatescalendar(year, month)),
        )
        for month in range(1, 13)
    )


def _why_fixed(calendar: Calendar) -> str:
    """Return why a version cannot be changed; empty for a draft."""
    if calendar.state == CalendarState.DRAFT:
        return ""
    return gettext("A published version never changes; begin a new one.")


class CalendarPage(ObjectPage[Calendar]):
    """One version of a calendar."""

    kind = menu = "calendar"
    act = CalendarAct.READ
    list_url_name = "ground:calendars"
    change_labels: ClassVar = {"about": _("About")}
    facts = (
        ListColumn(key="area", label=_("Area"), cell=_area),
        number("version", _("Version")),
        text("zone", _("Time zone")),
        moment("effective", _("Holds from"), of="effective_at"),
        moment("published", _("Published"), of="published_at"),
    )

    acts: ClassVar[Sequence[ObjectAct[Calendar]]] = (
        ObjectAct(
            act=CalendarAct.PUBLISH, label=_("Publish"), url_name="ground:calendar-publish",
            kind="primary", icon="send", why_not=_why_fixed,
        ),
        ObjectAct(
            act=CalendarAct.HOURS, label=_("Hours"), url_name="ground:calendar-hours",
            icon="clock", why_not=_why_fixed,
        ),
        ObjectAct(
            act=CalendarAct.DAY, label=_("Special day"), url_name="ground:calendar-day",
            icon="calendar", why_not=_why_fixed,
        ),
        ObjectAct(
            act=CalendarAct.YEAR, label=_("Holidays of a year"), url_name="ground:calendar-year",
            icon="calendar", why_not=_why_fixed,
        ),
    )  # fmt: skip

    def load(self) -> Calendar:
        """Return the version of the URL."""
        return queries.calendar_get(self.kwargs["calendar_id"])

    def heading(self) -> str:
        """Return name and version."""
        return gettext("%(name)s, version %(version)s") % {
            "name": self.record.name, "version": self.record.version,
        }  # fmt: skip

    def state(self) -> Tag:
        """Return whether it is a draft."""
        return tag_of(CalendarState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return the hours, and the year asked for as a picture."""
        hours = hours_read(self.record.hours)
        asked = self.request.GET.get("year", "")
        today = now().astimezone(ZoneInfo(self.record.zone)).date()
        year = int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else today.year
        return (
            Section(
                title=str(year),
                template="ground/calendar_year.html",
                context={
                    "months": _year_months(self.record, year),
                    "year": year,
                    "published": year in self.record.years,
                    "before": f"?year={year - 1}",
                    "after": f"?year={year + 1}",
                    "today": today,
                },
            ),
            Section(title=gettext("Hours"), template="ground/calendar_hours.html", context=hours),
        )


class CalendarDraftPage(FormPage[Calendar, CalendarDraftForm]):
    """Begin the next version."""

    kind = menu = "calendar"
    act = CalendarAct.DRAFT
    form_class = CalendarDraftForm
    title = _("New version of a calendar")
    lead = _("A copy of what holds now, to be changed and then published from a day on.")
    verb = _("Begin the version")

    def permit(self) -> None:
        """Let in whoever keeps the calendar of some area."""
        self.record = self.load()
        require(self.actor, self.act)

    def load(self) -> Calendar:
        """Return the version that is not there yet."""
        return Calendar()

    def prepare(self, form: CalendarDraftForm) -> None:
        """Offer the areas that the actor keeps, down to streets."""
        prefixes = areas_for(self.actor, CalendarAct.DRAFT)
        form.offer(
            [
                (area.code, f"{area.code} {area.name}")
                for area in areas_wide()
                if area.code.startswith(prefixes)
            ]
        )

    def submit(self, sent: Sent[CalendarDraftForm]) -> Done:
        """Begin it."""
        draft = services.calendar_draft(**sent.form.cleaned_data, actor=self.actor, at=sent.at)
        return Done(url=reverse("ground:calendar-page", args=(draft.pk,)), message=gettext("Draft begun."))

    def back_url(self) -> str:
        """Return the list."""
        return reverse("ground:calendars")


class _CalendarAct(FormPage[Calendar, F]):
    """An act on one version."""

    kind = menu = "calendar"

    def load(self) -> Calendar:
        """Return the version of the URL."""
        return queries.calendar_get(self.kwargs["calendar_id"])

    def version(self) -> str:
        """Return when it was last changed: two keepers may work on one draft."""
        return self.record.updated_at.isoformat()

    def back_url(self) -> str:
        """Return the page of the version."""
        return reverse("ground:calendar-page", args=(self.record.pk,))


class CalendarHoursPage(_CalendarAct[HoursForm]):
    """Change working week, seasons and shifts."""

    act = CalendarAct.HOURS
    form_class = HoursForm
    title = _("Hours")
    verb = _("Keep the hours")

    def initial(self) -> Mapping[str, object]:
        """Return what holds now, as people type it."""
        hours = hours_read(self.record.hours)
        return {
            "seasons": seasons_text(hours),
            "shifts": shifts_text(hours),
            "workweek": ",".join(map(str, sorted(hours.workweek))),
            "day_rule": hours.day_rule.value,
        }

    def submit(self, sent: Sent[HoursForm]) -> Done:
        """Keep them."""
        services.calendar_hours_set(
            calendar_id=self.record.pk, typed=_hours_typed(sent.form), actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=gettext("Hours kept."))


def _hours_typed(form: HoursForm) -> services.TypedHours:
    typed = form.cleaned_data
    return services.TypedHours(
        seasons=typed["seasons"],
        shifts=typed["shifts"],
        workweek=tuple(int(day) for day in typed["workweek"].split(",")),
        day_rule=DayRule(typed["day_rule"]),
    )


class CalendarYearPage(_CalendarAct[YearForm]):
    """Enter the holidays of a year."""

    act = CalendarAct.YEAR
    form_class = YearForm
    title = _("Holidays of a year")
    lead = _("What was entered for that year is replaced by the State Council's arrangement.")
    verb = _("Enter the year")

    def initial(self) -> Mapping[str, object]:
        """Propose the year after the last one known."""
        return {"year": max(self.record.years, default=now().year - 1) + 1}

    def submit(self, sent: Sent[YearForm]) -> Done:
        """Enter it, or take what was entered by hand as complete."""
        year, by_hand = sent.form.cleaned_data["year"], sent.form.cleaned_data["by_hand"]
        enter = services.calendar_year_complete if by_hand else services.calendar_year_enter
        enter(calendar_id=self.record.pk, year=year, actor=self.actor, at=sent.at)
        return Done(url=f"{self.back_url()}?year={year}", message=gettext("Year entered."))


class SpecialDayPage(_CalendarAct[SpecialDayForm]):
    """Make a day differ from the week."""

    act = CalendarAct.DAY
    form_class = SpecialDayForm
    title = _("Special day")
    lead = _("A local holiday, a make-up day, or a correction of a national one.")
    verb = _("Keep the day")

    def submit(self, sent: Sent[SpecialDayForm]) -> Done:
        """Keep it."""
        typed = sent.form.cleaned_data
        works = {"rests": False, "works": True}.get(typed["effect"])
        services.special_day_set(
            calendar_id=self.record.pk,
            on=typed["on"],
            works=works,
            name=typed["name"],
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=f"{self.back_url()}?year={typed['on'].year}", message=gettext("Day kept."))


class CalendarPublishPage(_CalendarAct[PublishForm]):
    """Publish a draft."""

    act = CalendarAct.PUBLISH
    form_class = PublishForm
    title = _("Publish the calendar")
    lead = _("From its day on limits are counted by it. A published version never changes.")
    verb = _("Publish")
    verb_icon = "send"

    def initial(self) -> Mapping[str, object]:
        """Propose tomorrow."""
        return {"effective_on": now().astimezone(ZoneInfo(self.record.zone)).date() + timedelta(days=1)}

    def submit(self, sent: Sent[PublishForm]) -> Done:
        """Publish it from the beginning of the day."""
        day = sent.form.cleaned_data["effective_on"]
        begins = datetime.combine(day, time(), ZoneInfo(self.record.zone))
        services.calendar_publish(
            calendar_id=self.record.pk, effective_at=begins, actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=gettext("Published."))


@dataclass(frozen=True)
class _Counted:
    """A limit, when it ends, and what counted of each day."""

    found: Deadline
    days: Sequence[DayCounted]

    @property
    def hours(self) -> float:
        return sum(day.hours for day in self.days)


class CountPage(Page):
    """A limit counted by the calendar in force: when it ends, and why."""

    act = CalendarAct.READ
    menu = "calendar"
    template = "ground/calendar_count.html"
    fragment = "ground/calendar_counted.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer with the question, and the answer where one was asked."""
        at = now()
        record = queries.calendar_in_force(self.actor.areas[0] if self.actor.areas else "", at=at)
        local = at.astimezone(ZoneInfo(record.zone))
        typed = {"on": f"{local:%Y-%m-%d}", "clock": f"{local:%H:%M}", "amount": "2", "unit": "work_day"}
        form = TryForm({**typed, **{name: request.GET[name] for name in typed if name in request.GET}})
        view = {
            "form": form,
            "calendar": record,
            "units": [(unit.value, unit.label(language())) for unit in TimeUnit],
            "answer": _counted(record, form) if form.is_valid() else None,
        }
        return self.answer(view, title=_("Count a limit"))


def _counted(record: Calendar, form: TryForm) -> _Counted:
    calendar = queries.work_calendar(record)
    typed = form.cleaned_data
    start = datetime.combine(typed["on"], typed["clock"], calendar.zone)
    found = deadline(calendar, start, typed["amount"], TimeUnit(typed["unit"]))
    return _Counted(found, days_counted(calendar, start, found.at))
