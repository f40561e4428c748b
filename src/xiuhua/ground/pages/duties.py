"""The duty table on the screen and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.ground.models import Duty
from xiuhua.ground.pages.answers import answers_section
from xiuhua.ground.pages.areas import area_choices
from xiuhua.ground.queries import duties as queries
from xiuhua.ground.terms.duties import ChiefLevel, DutyAct, DutyGround, DutyHours
from xiuhua.shared.clock import now
from xiuhua.shared.masks import phone_masked
from xiuhua.web import seams
from xiuhua.web.addresses import Held
from xiuhua.web.days import day_after, midnight
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.pages.columns import ListColumn, code, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, Filter, Mark, PrefixFilter, TermFilter
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectPage
from xiuhua.web.parts import Action, Cell, Crumb, FilterField, Related, Section, State, Tag

_MOST_PRINTED = 5_000
_CHARACTERS = 20


@dataclass(frozen=True, kw_only=True)
class InForceFilter(Filter):
    """What holds on a day, in the local zone: `?on=2026-03-02`."""

    def is_value(self, value: str) -> bool:
        """Return whether the text is a day."""
        return day_read(value) is not None

    def condition(self, held: Held) -> Q:
        """Return that the period touches the day."""
        return Q(validity__overlap=_day_span(held[self.name][0]))

    def marks(self, held: Held) -> tuple[Mark, ...]:
        """Return one chip."""
        return tuple(Mark(self.name, value, value) for value in held.get(self.name, ())[:1])

    def part(self, held: Held) -> FilterField:
        """Return a day."""
        return FilterField(
            name=self.name, label=str(self.label), kind="date", value=next(iter(held.get(self.name, ())), "")
        )


def day_read(text: str) -> date | None:
    """Return a day of a URL, None where it is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date(1900, 1, 1) <= day < date(9000, 1, 1) else None


def _day_span(text: str) -> DateTimeTZRange:
    day = date.fromisoformat(text)
    return DateTimeTZRange(midnight(day), day_after(day))


def _matter(duty: Duty) -> Cell:
    if duty.item:
        return Cell(text=f"{duty.item.code} {duty.item.zh}")
    return Cell(
        text=_("Class %(code)s") % {"code": duty.class_code} if duty.class_code else _("Every matter")
    )


def _ground(duty: Duty) -> Cell:
    return Cell(kind="tag", tag=ground_tag(duty.ground, duty.level))


def ground_tag(ground: str, level: str) -> Tag:
    """Return the ground as a tag; of a road chief the level says more."""
    return tag_of(ChiefLevel(level) if level else DutyGround(ground))


def _person(duty: Duty) -> Cell:
    return Cell(text=duty.person_name or "")  # type: ignore[attr-defined]  # annotated by duties_all


def _since(duty: Duty) -> Cell:
    return Cell(kind="time", at=duty.validity.lower)


def _until(duty: Duty) -> Cell:
    return Cell(kind="time", at=duty.validity.upper)


class DutyListPage(ListPage[Duty]):
    """Every line of the duty table."""

    key = kind = menu = "duties"
    kind = "duty"
    act = DutyAct.READ
    title = gettext_lazy("Duties")
    sort = "area"
    columns = (
        code("code", gettext_lazy("Code"), sort="code", drop=3),
        ListColumn(key="area", label=gettext_lazy("Area"), cell=lambda duty: Cell(text=duty.area.name),
                   sort="area_code", primary=True, locked=True),
        ListColumn(key="ground", label=gettext_lazy("On what ground"), kind="tag", cell=_ground),
        ListColumn(key="person", label=gettext_lazy("Person"), cell=_person),
        text("unit", gettext_lazy("Unit"), of="unit.name", drop=1),
        ListColumn(key="matter", label=gettext_lazy("Matter"), cell=_matter, drop=2),
        term("hours", gettext_lazy("Hours"), DutyHours, shown=False),
        ListColumn(key="since", label=gettext_lazy("Holds from"), kind="time", cell=_since, drop=2),
        ListColumn(key="until", label=gettext_lazy("Until"), kind="time", cell=_until, drop=4),
    )  # fmt: skip
    filters = (
        InForceFilter(name="on", label=gettext_lazy("In force on")),
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        TermFilter(name="ground", label=gettext_lazy("On what ground"), vocabulary=DutyGround),
        PrefixFilter(name="unit", label=gettext_lazy("Unit"), field="unit__name"),
        PrefixFilter(name="person", label=gettext_lazy("Person"), field="post__person__name"),
        PrefixFilter(name="code", label=gettext_lazy("Code begins with")),
    )
    presets = (
        Preset(label=gettext_lazy("All")),
        Preset(label=gettext_lazy("Three fixes"), query={"ground": ("three_fixes",)}),
        Preset(label=gettext_lazy("Road chiefs"), query={"ground": ("road_chief_duty",)}),
        Preset(label=gettext_lazy("Grid duties"), query={"ground": ("grid_duty",)}),
        Preset(label=gettext_lazy("Fallback"), query={"ground": ("fallback",)}),
    )

    def records(self) -> QuerySet[Duty]:
        """Return every line that ever held."""
        return queries.duties_all()

    def row_url(self, record: Duty) -> str:
        """Return the page of the duty."""
        return reverse("ground:duty-page", args=(record.pk,))

    def row_note(self, record: Duty) -> str:
        """Return person and unit."""
        person = _person(record).text
        return f"{person} · {record.unit.name}" if person else record.unit.name

    def acts(self) -> Sequence[Action]:
        """Lead to what stands beside the table."""
        places = (
            ("ground:answers", _("Who answers here"), "search", DutyAct.ANSWER, "primary"),
            ("ground:patrol-fulfilment", _("Patrol fulfilment"), "walk", "patrol.read", "plain"),
            ("ground:duties-print", _("Print"), "printer", DutyAct.READ, "plain"),
        )
        return tuple(
            Action(name=name, label=label, icon=icon, url=reverse(name), kind=kind)  # type: ignore[arg-type]  # known kinds
            for name, label, icon, act, kind in places
            if seams.may(self.actor, act)
        )

    def empty(self) -> State:
        """Say how a duty table begins."""
        return State(
            kind="empty",
            title=_("No duty is recorded yet"),
            text=_("Draft a change, or import the duty table, then publish it from a date."),
            acts=(Action(label=_("Changes"), url=reverse("ground:duty-revisions"), kind="primary"),),
        )


class DutyPage(ObjectPage[Duty]):
    """One line of the duty table."""

    kind = "duty"
    menu = "duties"
    act = DutyAct.READ
    list_url_name = "ground:duties"
    facts = (
        ListColumn(key="ground", label=gettext_lazy("On what ground"), cell=_ground),
        ListColumn(key="matter", label=gettext_lazy("Matter"), cell=_matter),
        text("unit", gettext_lazy("Unit"), of="unit.name"),
        ListColumn(key="person", label=gettext_lazy("Person"), cell=_person),
        text("title", gettext_lazy("Post"), of="post_title"),
        ListColumn(key="phone", label=gettext_lazy("Phone"), kind="code",
                   cell=lambda duty: Cell(kind="code", text=phone_masked(duty.person_phone or ""))),
        term("hours", gettext_lazy("Hours"), DutyHours),
        ListColumn(key="since", label=gettext_lazy("Holds from"), kind="time", cell=_since),
        ListColumn(key="until", label=gettext_lazy("Until"), kind="time", cell=_until),
        text("note", gettext_lazy("Note")),
    )  # fmt: skip

    def load(self) -> Duty:
        """Return the duty of the URL."""
        return queries.duty_get(self.kwargs["duty_id"])

    def code(self) -> str:
        """Return its code."""
        return self.record.code

    def heading(self) -> str:
        """Return where it holds."""
        return self.record.area.name

    def state(self) -> Tag:
        """Return on what ground it holds."""
        return ground_tag(self.record.ground, self.record.level)

    def related(self) -> Sequence[Related]:
        """Return the changes that opened and closed it."""
        changes = ((_("Opened by"), self.record.opened_by), (_("Closed by"), self.record.closed_by))
        return tuple(
            Related(
                label=f"{label} {revision.document_number or revision.title}",
                icon="file-text",
                url=reverse("ground:duty-revision-page", args=(revision.pk,)),
            )
            for label, revision in changes
            if revision
        )

    def sections(self) -> Sequence[Section]:
        """Say who answers in its area."""
        return (answers_section(self.request, area_code=self.record.area.code),)


@dataclass(frozen=True, kw_only=True)
class PrintView:
    """The table as it is printed."""

    title: str
    crumbs: Sequence[Crumb]
    on: str
    area: str
    rows: Sequence[tuple[Duty, Tag, str]]
    cut: bool


class DutyPrintPage(Page):
    """The duty table in force on a day, for paper."""

    act = DutyAct.READ
    menu = "duties"
    template = "ground/duties_print.html"
    fragment = "ground/duties_print.html"

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponse:
        """Print what holds at noon of the day asked for, today where none is."""
        day = day_read(request.GET.get("on", "")) or localtime(now()).date()
        area = request.GET.get("area", "")
        area = area if area.isdigit() and len(area) <= _CHARACTERS else ""
        noon = datetime.combine(day, time(12), tzinfo=get_current_timezone())
        found = queries.duties_in_force(noon, prefix=area, limit=_MOST_PRINTED + 1)
        here = language()
        view = PrintView(
            title=_("Duty table"),
            crumbs=(Crumb(label=_("Duties"), url=reverse("ground:duties")), Crumb(label=_("Duty table"))),
            on=day.isoformat(),
            area=area,
            rows=[
                (duty, ground_tag(duty.ground, duty.level), DutyHours(duty.hours).label(here))
                for duty in found[:_MOST_PRINTED]
            ],
            cut=len(found) > _MOST_PRINTED,
        )
        return self.answer(view, title=view.title)
