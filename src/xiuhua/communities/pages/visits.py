"""城管进社区 on the screen: who is there when, what was done, the month by community."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import CharField, QuerySet, Value
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from xiuhua.cases.queries.named import target_named
from xiuhua.communities.forms.visits import RecordForm, SlotEndForm, SlotForm
from xiuhua.communities.models import ServiceRecord, ServiceSlot
from xiuhua.communities.pages.community_parts import (
    MonthFilter,
    area_choices,
    community_choices,
    month_asked,
    offered,
    opens,
    people_options,
    photos_keep,
    pictures,
    term_choices,
)
from xiuhua.communities.queries import communities
from xiuhua.communities.queries import visits as queries
from xiuhua.communities.queries.community_rows import Area
from xiuhua.communities.rules.months import month_days
from xiuhua.communities.rules.visits import is_on_duty
from xiuhua.communities.services import visits as services
from xiuhua.communities.terms.visits import ServiceKind, SlotState, VisitAct
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.areas import overlap
from xiuhua.web.errors import language
from xiuhua.web.pages.asking import Asked
from xiuhua.web.pages.columns import ListColumn, code, number, tag_cell, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, DaysFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import NewPage, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Crumb, Section, State, Tag

_WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def weekdays_words(weekdays: Sequence[int]) -> str:
    """Return weekdays as people say them."""
    if language().startswith("zh"):
        return "周" + "、".join(_WEEKDAYS[day - 1] for day in weekdays)
    return ", ".join(_WEEKDAYS_EN[day - 1] for day in weekdays)


def on_duty(slot: ServiceSlot) -> bool:
    """Return whether somebody is at a service post now."""
    return is_on_duty(
        slot.weekdays, slot.begins, slot.ends, since_on=slot.since_on, until_on=slot.until_on,
        at=localtime(now()),
    )  # fmt: skip


def _hours(slot: ServiceSlot) -> Cell:
    return Cell(kind="code", text=f"{slot.begins:%H:%M}–{slot.ends:%H:%M}")


def _there(slot: ServiceSlot) -> Cell:
    if not on_duty(slot):
        return Cell()
    return Cell(kind="tag", tag=Tag(text=_("there now"), colour="done"))


class RecordListPage(ListPage[ServiceRecord]):
    """Every service record of the reader's areas, the latest first."""

    key = "service-records"
    kind = "service_record"
    menu = "community"
    act = VisitAct.READ.value
    title = gettext_lazy("Service in communities")
    sort = "-on"
    columns = (
        ListColumn(
            key="on", label=gettext_lazy("Day"), kind="code", sort="on",
            cell=lambda one: Cell(kind="code", text=one.on.isoformat()),
        ),
        text("text", gettext_lazy("What was done"), primary=True, locked=True),
        term("kind", gettext_lazy("Kind"), ServiceKind),
        number("residents", gettext_lazy("Residents served")),
        text("area", gettext_lazy("Community"), of="area.name"),
        text("person", gettext_lazy("Officer"), of="person.name", drop=1),
        text("unit", gettext_lazy("Unit"), of="unit.name", drop=2),
    )  # fmt: skip
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        ChoiceFilter(
            name="community", label=gettext_lazy("Community"), field="area_code",
            choices=lambda: communities.community_choices(("",)),
        ),
        TermFilter(name="kind", label=gettext_lazy("Kind"), vocabulary=ServiceKind),
        DaysFilter(name="on", label=gettext_lazy("Day")),
    )  # fmt: skip

    def records(self) -> QuerySet[ServiceRecord]:
        """Return the records that the database scope lets through."""
        return queries.records_all()

    def row_url(self, record: ServiceRecord) -> str:
        """Return the page of the record."""
        return reverse("communities:service-record", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return recording one, for whoever may."""
        return offered(
            self.actor, VisitAct.RECORD, en="Record a service", url_name="communities:service-record-new"
        )

    def empty(self) -> State:
        """Return what stands where nothing was ever recorded."""
        return State(
            kind="empty",
            title=_("No service recorded yet"),
            text=_("Officers in communities record what they do for residents here."),
        )


class RecordPage(ObjectPage[ServiceRecord]):
    """One service record."""

    kind = "service_record"
    change_labels = {"text": gettext_lazy("What was done")}
    menu = "community"
    act = VisitAct.READ.value
    list_url_name = "communities:service-records"
    spare = frozenset({"case", "request"})
    facts = (
        ListColumn(key="on", label=gettext_lazy("Day"), cell=lambda one: Cell(text=one.on.isoformat())),
        ListColumn(key="kind", label=gettext_lazy("Kind"), cell=lambda one: tag_cell(ServiceKind(one.kind))),
        number("residents", gettext_lazy("Residents served")),
        text("area", gettext_lazy("Community"), of="area.name"),
        text("person", gettext_lazy("Officer"), of="person.name"),
        text("unit", gettext_lazy("Unit"), of="unit.name"),
        ListColumn(
            key="case",
            label=gettext_lazy("Case"),
            cell=lambda one: (
                Cell(kind="link", text=one.case.number, url=reverse("cases:case", args=(one.case_id,)))
                if one.case
                else Cell()
            ),
        ),
        ListColumn(
            key="request",
            label=gettext_lazy("Request"),
            cell=lambda one: (
                Cell(
                    kind="link",
                    text=one.request.number,
                    url=reverse("communities:service-request", args=(one.request_id,)),
                )
                if one.request
                else Cell()
            ),
        ),
    )

    def load(self) -> ServiceRecord:
        """Return the record of the URL."""
        return queries.record_get(self.kwargs["record_id"])

    def heading(self) -> str:
        """Return where and when."""
        return f"{self.record.area.name} {self.record.on.isoformat()}"

    def sections(self) -> Sequence[Section]:
        """Return the words and the photos."""
        files = [one.file for one in self.record.photos.select_related("file")]
        shown = pictures(files, label=self.heading(), actor=self.actor, at=now())
        context = {"text": self.record.text, "photos": shown}
        return (Section(title=_("What was done"), template="communities/words.html", context=context),)


def case_typed(typed: str) -> int | None:
    """Return the case that somebody typed the number of; None for nothing."""
    return target_named(typed.strip())


class RecordNewPage(NewPage[ServiceRecord, RecordForm]):
    """Recording a service."""

    kind = "service_record"
    menu = "community"
    row = ServiceRecord
    list_url_name = "communities:service-records"
    act = VisitAct.RECORD.value
    form_class = RecordForm
    title = gettext_lazy("Record a service")
    verb = verb_later(VisitAct.RECORD, "Record")

    def initial(self) -> Mapping[str, object]:
        """Begin with today and one resident."""
        return {"on": localtime(now()).date(), "residents": 1}

    def prepare(self, form: RecordForm) -> None:
        """Offer communities and kinds."""
        form.fields["area_code"].choices = community_choices(self.actor, self.act)  # type: ignore[attr-defined]  # a ChoiceField
        form.fields["kind"].choices = term_choices(ServiceKind)  # type: ignore[attr-defined]  # as above

    def submit(self, sent: Sent[RecordForm]) -> Done:
        """Record it."""
        typed = sent.form.cleaned_data
        record = services.service_record(
            new=services.NewRecord(
                area_code=typed["area_code"],
                kind=ServiceKind(typed["kind"]),
                on=typed["on"],
                today=localtime(sent.at).date(),
                residents=typed["residents"],
                text=typed["text"],
                case_id=case_typed(typed["case"]),
                photos=photos_keep(
                    typed["photos"], area_code=typed["area_code"], actor=self.actor, at=sent.at
                ),
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(
            url=reverse("communities:service-record", args=(record.pk,)),
            message=VisitAct.RECORD.label(language()),
        )


# --- who is there when --------------------------------------------------------------------------------------


class SlotListPage(ListPage[ServiceSlot]):
    """Who is in which community on which weekdays."""

    key = "service-slots"
    kind = "service_slot"
    menu = "community"
    act = VisitAct.READ.value
    title = gettext_lazy("Service posts")
    sort = "area"
    columns = (
        text("area", gettext_lazy("Community"), of="area.name", sort="area_code"),
        text("person", gettext_lazy("Officer"), of="person.name", primary=True, locked=True),
        text("unit", gettext_lazy("Unit"), of="unit.name", drop=1),
        ListColumn(
            key="weekdays",
            label=gettext_lazy("Weekdays"),
            cell=lambda one: Cell(text=weekdays_words(one.weekdays)),
        ),
        ListColumn(key="hours", label=pgettext_lazy("a duty", "Hours"), kind="code", cell=_hours),
        text("spot", gettext_lazy("Where"), drop=2),
        term("state", gettext_lazy("State"), SlotState),
        ListColumn(key="now", label=gettext_lazy("At this time"), kind="tag", cell=_there),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=SlotState),
    )
    presets = (
        Preset(label=gettext_lazy("In force"), query={"state": (SlotState.OPEN.value,)}, counted=True),
        Preset(label=gettext_lazy("All")),
    )

    def records(self) -> QuerySet[ServiceSlot]:
        """Return the service posts that the database scope lets through."""
        return queries.slots_all()

    def row_url(self, record: ServiceSlot) -> str:
        """Return the page of the post."""
        return reverse("communities:service-slot", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return arranging one, for whoever may."""
        return offered(
            self.actor, VisitAct.SLOT_OPEN, en="Arrange a post", url_name="communities:service-slot-new"
        )


class SlotPage(ObjectPage[ServiceSlot]):
    """One service post."""

    kind = "service_slot"
    menu = "community"
    act = VisitAct.READ.value
    list_url_name = "communities:service-slots"
    spare = frozenset({"until"})
    acts = (
        ObjectAct(
            act=VisitAct.SLOT_END.value, label=verb_later(VisitAct.SLOT_END, "End the post"),
            url_name="communities:service-slot-end", icon="player-pause",
        ),
    )  # fmt: skip
    facts = (
        text("area", gettext_lazy("Community"), of="area.name"),
        text("unit", gettext_lazy("Unit"), of="unit.name"),
        ListColumn(
            key="weekdays",
            label=gettext_lazy("Weekdays"),
            cell=lambda one: Cell(text=weekdays_words(one.weekdays)),
        ),
        ListColumn(key="hours", label=pgettext_lazy("a duty", "Hours"), cell=_hours),
        text("spot", gettext_lazy("Where residents find them")),
        ListColumn(
            key="since", label=gettext_lazy("First day"), cell=lambda one: Cell(text=one.since_on.isoformat())
        ),
        ListColumn(
            key="until",
            label=gettext_lazy("Last day"),
            cell=lambda one: Cell(text=one.until_on.isoformat() if one.until_on else ""),
        ),
        ListColumn(key="now", label=gettext_lazy("At this time"), cell=_there),
    )

    def load(self) -> ServiceSlot:
        """Return the post of the URL."""
        return queries.slot_get(self.kwargs["slot_id"])

    def heading(self) -> str:
        """Return who is where."""
        return f"{self.record.person.name} · {self.record.area.name}"

    def state(self) -> Tag:
        """Return whether they still come."""
        return tag_of(SlotState(self.record.state))


class SlotNewPage(NewPage[ServiceSlot, SlotForm]):
    """Arranging a service post."""

    kind = "service_slot"
    menu = "community"
    row = ServiceSlot
    list_url_name = "communities:service-slots"
    act = VisitAct.SLOT_OPEN.value
    form_class = SlotForm
    title = gettext_lazy("Arrange a service post")
    verb = verb_later(VisitAct.SLOT_OPEN, "Arrange")

    def initial(self) -> Mapping[str, object]:
        """Begin with today."""
        return {"since_on": localtime(now()).date()}

    def prepare(self, form: SlotForm) -> None:
        """Offer communities and people."""
        form.fields["area_code"].choices = community_choices(self.actor, self.act)  # type: ignore[attr-defined]  # a ChoiceField
        form.fields["person"].widget.suggestions = people_options(self.actor, self.act)

    def submit(self, sent: Sent[SlotForm]) -> Done:
        """Arrange it."""
        typed = sent.form.cleaned_data
        slot = services.slot_open(
            new=services.NewSlot(
                area_code=typed["area_code"],
                person_id=communities.person_called(typed["person"]).pk,
                weekdays=tuple(int(digit) for digit in re.findall(r"\d", typed["weekdays"])),
                begins=typed["begins"],
                ends=typed["ends"],
                spot=typed["spot"],
                since_on=typed["since_on"],
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(
            url=reverse("communities:service-slot", args=(slot.pk,)),
            message=VisitAct.SLOT_OPEN.label(language()),
        )


class SlotEndPage(FormPage[ServiceSlot, SlotEndForm]):
    """Ending a service post."""

    kind = "service_slot"
    menu = "community"
    act = VisitAct.SLOT_END.value
    form_class = SlotEndForm
    title = verb_later(VisitAct.SLOT_END, "End the post")
    verb = verb_later(VisitAct.SLOT_END, "End the post")

    def load(self) -> ServiceSlot:
        """Return the post of the URL."""
        return queries.slot_get(self.kwargs["slot_id"])

    def version(self) -> str:
        """Return where it stands."""
        return self.record.state

    def initial(self) -> Mapping[str, object]:
        """Begin with today."""
        return {"until_on": localtime(now()).date()}

    def crumbs(self) -> list[Crumb]:
        """Return the way down to the post."""
        return [Crumb(label=_("Service posts"), url=reverse("communities:service-slots"))]

    def back_url(self) -> str:
        """Return the page of the post."""
        return reverse("communities:service-slot", args=(self.record.pk,))

    def submit(self, sent: Sent[SlotEndForm]) -> Done:
        """End it."""
        services.slot_end(
            slot_id=self.record.pk, until_on=sent.form.cleaned_data["until_on"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=VisitAct.SLOT_END.label(language()))


# --- the month ----------------------------------------------------------------------------------------------


def _opened(
    key: str, label: Any, kind: ServiceKind | None = None
) -> ListColumn[Area]:  # a text that gettext says later
    def cell(area: Area) -> Cell:
        told: dict[str, Any] = vars(area)  # what the sheet counts
        asked = urlencode([("community", area.code), *([("kind", kind.value)] if kind else [])])
        return opens(told[key], f"{reverse('communities:service-records')}?{asked}&{told['days']}")

    return ListColumn(key=key, label=label, kind="number", cell=cell)


class SheetPage(ListPage[Area]):
    """A month by community; every count opens to its records."""

    key = "service-sheet"
    kind = "area"
    menu = "community"
    act = VisitAct.READ.value
    title = gettext_lazy("The month by community")
    sort = "code"
    area_field = ""  # public ground; what is counted is bounded below
    page_size = 200
    columns = (
        text("name", gettext_lazy("Community"), sort="name", primary=True, locked=True),
        code("code", gettext_lazy("Code"), sort="code", drop=2),
        _opened("visits", gettext_lazy("Services")),
        number("residents", gettext_lazy("Residents served")),
        _opened(ServiceKind.ADVICE.value, gettext_lazy("Advice"), ServiceKind.ADVICE),
        _opened(ServiceKind.ERRAND.value, gettext_lazy("Errands"), ServiceKind.ERRAND),
        _opened(ServiceKind.HOME.value, gettext_lazy("At home"), ServiceKind.HOME),
        _opened(ServiceKind.TEACHING.value, gettext_lazy("Teaching"), ServiceKind.TEACHING),
        number("confirmed", gettext_lazy("Requests confirmed")),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), field="code", choices=area_choices),
        MonthFilter(name="month", label=gettext_lazy("Month")),
    )

    def records(self) -> QuerySet[Area]:
        """Return the communities with this month's counts."""
        return self._sheet(f"{localtime(now()):%Y-%m}", seams.areas_for(self.actor, self.act))

    def filtered(self, asked: Asked) -> QuerySet[Area]:
        """Return the communities with the counts of the month asked for."""
        month = month_asked(asked.held.get("month", {}), today=localtime(now()).date())
        prefixes = seams.areas_for(self.actor, self.act)
        chosen = asked.held.get("area", {}).get("area", ())
        return self._sheet(month, overlap(prefixes, chosen) if chosen else prefixes)

    def _sheet(self, month: str, prefixes: Sequence[str]) -> QuerySet[Area]:
        since, until = month_days(month)
        last = since.fromordinal(until.toordinal() - 1)
        days = urlencode([("on_from", since.isoformat()), ("on_to", last.isoformat())])
        found = queries.sheet(tuple(prefixes), since=since, until=until)
        return found.annotate(days=Value(days, output_field=CharField()))

    def row_url(self, record: Area) -> str:
        """Return the records of the community."""
        return f"{reverse('communities:service-records')}?community={record.code}"
