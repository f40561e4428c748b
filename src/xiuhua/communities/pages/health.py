"""Epidemic control on the screen: who is where now, what communities were sent, what was disinfected when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from django.db.models import CharField, Q, QuerySet, Value
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from xiuhua.cases.terms import CaseState
from xiuhua.communities.forms.health import DisinfectionForm, HealthCaseForm, StaffingEndForm, StaffingForm
from xiuhua.communities.models import Disinfection, HealthCase, Staffing
from xiuhua.communities.pages.community_parts import (
    area_choices,
    community_choices,
    offered,
    opens,
    people_options,
    photos_keep,
    pictures,
    term_choices,
    where_map,
)
from xiuhua.communities.queries import communities
from xiuhua.communities.queries import health as queries
from xiuhua.communities.queries.community_rows import Area
from xiuhua.communities.rules.health import freshness
from xiuhua.communities.services import health as services
from xiuhua.communities.terms.health import Agent, Freshness, HealthAct, HealthKind, StaffingKind
from xiuhua.ground.queries.duties import matters
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid_told
from xiuhua.web import seams
from xiuhua.web.addresses import Held
from xiuhua.web.areas import overlap
from xiuhua.web.errors import language
from xiuhua.web.pages.asking import Asked
from xiuhua.web.pages.columns import ListColumn, code, moment, number, tag_cell, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, DaysFilter, Filter, Mark, TermFilter
from xiuhua.web.pages.forms import ONCE, Done, FormPage, Group, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.making import NewPage, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import (
    Action,
    Cell,
    Clock,
    ClockState,
    Crumb,
    FilterField,
    MapLayer,
    MapView,
    Option,
    Section,
    State,
    Tag,
)

_COLOURS: Mapping[Freshness, ClockState] = {
    Freshness.TODAY: "done",
    Freshness.WEEK: "within",
    Freshness.OLDER: "soon",
}


@dataclass(frozen=True, kw_only=True)
class DayFilter(Filter):
    """Who is there on a day: `?on=2026-03-02`."""

    def is_value(self, value: str) -> bool:
        """Return whether it is a day of a calendar in use."""
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return False
        return 1990 <= day.year < 2200 and day.isoformat() == value

    def condition(self, held: Held) -> Q:
        """Return that the days hold it."""
        return Q(**{f"{self.column}__contains": date.fromisoformat(held[self.name][0])})

    def marks(self, held: Held) -> tuple[Mark, ...]:
        """Return a chip."""
        return tuple(Mark(self.name, value, value) for value in held.get(self.name, ())[:1])

    def part(self, held: Held) -> FilterField:
        """Return a text field."""
        return FilterField(
            name=self.name, label=str(self.label), kind="text", help=_("As 2026-03-02."),
            value=next(iter(held.get(self.name, ())), ""),
        )  # fmt: skip


def _last_day(staffing: Staffing) -> date:
    return date.fromordinal(staffing.days.upper.toordinal() - 1)


def _days(staffing: Staffing) -> Cell:
    return Cell(kind="code", text=f"{staffing.days.lower.isoformat()} – {_last_day(staffing).isoformat()}")


class StaffingListPage(ListPage[Staffing]):
    """Who is posted to which community or village, and when."""

    key = "staffings"
    kind = "staffing"
    menu = "community"
    act = HealthAct.READ.value
    title = gettext_lazy("People posted to communities")
    sort = "-recorded"
    columns = (
        text("person", gettext_lazy("Who"), of="person.name", primary=True, locked=True),
        text("unit", gettext_lazy("Sent by"), of="unit.name", drop=1),
        text("area", gettext_lazy("Community or village"), of="area.name"),
        term("kind", gettext_lazy("Kind"), StaffingKind),
        text("spot", gettext_lazy("Which gate or hotel"), drop=2),
        ListColumn(key="days", label=gettext_lazy("Days"), kind="code", cell=_days),
        moment("recorded", gettext_lazy("Recorded"), of="recorded_at", sort="pk", drop=3),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        DayFilter(name="on", label=gettext_lazy("There on"), field="days"),
        TermFilter(name="kind", label=gettext_lazy("Kind"), vocabulary=StaffingKind),
        ChoiceFilter(
            name="community", label=gettext_lazy("Community"), field="area_code",
            choices=lambda: communities.community_choices(("",)),
        ),
    )  # fmt: skip

    def records(self) -> QuerySet[Staffing]:
        """Return the postings that the database scope lets through."""
        return queries.staffings_all()

    def row_url(self, record: Staffing) -> str:
        """Return the page of the posting."""
        return reverse("communities:staffing", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return where everybody is today, and posting somebody for whoever may."""
        heads = Action(
            name="heads", label=_("Head-count by community"), url=reverse("communities:staffing-heads"),
            icon="users",
        )  # fmt: skip
        return (
            *offered(self.actor, HealthAct.POST, en="Post somebody", url_name="communities:staffing-new"),
            heads,
        )

    def empty(self) -> State:
        """Return what stands where nobody was ever posted."""
        return State(
            kind="empty", title=_("Nobody is posted yet"), text=_("People sent to communities stand here.")
        )


def _heads(area: Area) -> Cell:
    told: dict[str, Any] = vars(area)  # what the query counts
    return opens(told["heads"], f"{reverse('communities:staffings')}?community={area.code}&on={told['day']}")


class HeadsPage(ListPage[Area]):
    """How many people are posted to each community on a day; every count opens to them."""

    key = "staffing-heads"
    kind = "area"
    menu = "community"
    act = HealthAct.READ.value
    title = gettext_lazy("Head-count by community")
    sort = "code"
    area_field = ""  # public ground; what is counted is bounded below
    page_size = 200

    columns = (
        text("name", gettext_lazy("Community"), sort="name", primary=True, locked=True),
        code("code", gettext_lazy("Code"), sort="code", drop=1),
        ListColumn(key="heads", label=gettext_lazy("People"), kind="number", cell=_heads),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), field="code", choices=area_choices),
        DayFilter(name="on", label=gettext_lazy("There on"), field="days"),
    )

    def records(self) -> QuerySet[Area]:
        """Return the communities with who is there today."""
        return self._on(localtime(now()).date(), seams.areas_for(self.actor, self.act))

    def filtered(self, asked: Asked) -> QuerySet[Area]:
        """Return the communities with who is there on the day asked for, today without one."""
        said = next(iter(asked.held.get("on", {}).get("on", ())), "")
        day = date.fromisoformat(said) if said else localtime(now()).date()
        prefixes, chosen = seams.areas_for(self.actor, self.act), asked.held.get("area", {}).get("area", ())
        return self._on(day, overlap(prefixes, chosen) if chosen else prefixes)

    def _on(self, day: date, prefixes: Sequence[str]) -> QuerySet[Area]:
        found = queries.heads_on(prefixes, day=day)
        return found.annotate(day=Value(day.isoformat(), output_field=CharField()))

    def row_url(self, record: Area) -> str:
        """Return who is there."""
        return f"{reverse('communities:staffings')}?community={record.code}&on={vars(record)['day']}"


class StaffingPage(ObjectPage[Staffing]):
    """One posting."""

    kind = "staffing"
    menu = "community"
    act = HealthAct.READ.value
    list_url_name = "communities:staffings"
    spare = frozenset({"spot"})
    acts = (
        ObjectAct(
            act=HealthAct.POST_END.value, label=verb_later(HealthAct.POST_END, "End early"),
            url_name="communities:staffing-end", icon="player-pause",
        ),
    )  # fmt: skip
    facts = (
        text("person", gettext_lazy("Who"), of="person.name"),
        text("unit", gettext_lazy("Sent by"), of="unit.name"),
        text("area", gettext_lazy("Community or village"), of="area.name"),
        ListColumn(key="kind", label=gettext_lazy("Kind"), cell=lambda one: tag_cell(StaffingKind(one.kind))),
        text("spot", gettext_lazy("Which gate or hotel")),
        ListColumn(key="days", label=gettext_lazy("Days"), cell=_days),
    )

    def load(self) -> Staffing:
        """Return the posting of the URL."""
        return queries.staffing_get(self.kwargs["staffing_id"])

    def heading(self) -> str:
        """Return who is where."""
        return f"{self.record.person.name} · {self.record.area.name}"


class StaffingNewPage(NewPage[Staffing, StaffingForm]):
    """Posting somebody."""

    kind = "staffing"
    menu = "community"
    row = Staffing
    list_url_name = "communities:staffings"
    act = HealthAct.POST.value
    form_class = StaffingForm
    title = gettext_lazy("Post somebody to a community")
    lead = gettext_lazy("Both days are served; nobody is in two places on one day.")
    verb = verb_later(HealthAct.POST, "Post")

    def initial(self) -> Mapping[str, object]:
        """Begin with today."""
        return {"since_on": localtime(now()).date()}

    def prepare(self, form: StaffingForm) -> None:
        """Offer people, communities and kinds."""
        form.fields["person"].widget.suggestions = people_options(self.actor, self.act)
        form.fields["area_code"].choices = community_choices(self.actor, self.act)  # type: ignore[attr-defined]  # a ChoiceField
        form.fields["kind"].choices = term_choices(StaffingKind)  # type: ignore[attr-defined]  # as above

    def submit(self, sent: Sent[StaffingForm]) -> Done:
        """Post them."""
        typed = sent.form.cleaned_data
        staffing = services.staffing_post(
            new=services.NewStaffing(
                person_id=communities.person_called(typed["person"]).pk,
                area_code=typed["area_code"],
                kind=StaffingKind(typed["kind"]),
                since_on=typed["since_on"],
                until_on=typed["until_on"],
                spot=typed["spot"],
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(
            url=reverse("communities:staffing", args=(staffing.pk,)), message=HealthAct.POST.label(language())
        )


class StaffingEndPage(FormPage[Staffing, StaffingEndForm]):
    """Ending a posting early."""

    kind = "staffing"
    menu = "community"
    act = HealthAct.POST_END.value
    form_class = StaffingEndForm
    title = verb_later(HealthAct.POST_END, "End early")
    verb = verb_later(HealthAct.POST_END, "End early")

    def load(self) -> Staffing:
        """Return the posting of the URL."""
        return queries.staffing_get(self.kwargs["staffing_id"])

    def version(self) -> str:
        """Return its last day."""
        return _last_day(self.record).isoformat()

    def initial(self) -> Mapping[str, object]:
        """Begin with today."""
        return {"last_on": localtime(now()).date()}

    def crumbs(self) -> list[Crumb]:
        """Return the way down to the posting."""
        return [Crumb(label=_("People posted to communities"), url=reverse("communities:staffings"))]

    def back_url(self) -> str:
        """Return the page of the posting."""
        return reverse("communities:staffing", args=(self.record.pk,))

    def submit(self, sent: Sent[StaffingEndForm]) -> Done:
        """End it."""
        services.staffing_end(
            staffing_id=self.record.pk,
            last_on=sent.form.cleaned_data["last_on"],
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=HealthAct.POST_END.label(language()))


# --- cases --------------------------------------------------------------------------------------------------


class HealthCaseListPage(ListPage[HealthCase]):
    """Every case that was sent to a community, the latest first."""

    key = "health-cases"
    kind = "health_case"
    menu = "community"
    act = HealthAct.READ.value
    title = gettext_lazy("Cases of epidemic control")
    sort = "-dispatched"
    columns = (
        code("number", gettext_lazy("Case"), of="case.number", drop=1),
        text("title", gettext_lazy("What has to be done"), of="case.description", primary=True, locked=True),
        ListColumn(
            key="state",
            label=gettext_lazy("State"),
            kind="tag",
            cell=lambda one: tag_cell(CaseState(one.case.state)),
        ),
        term("kind", gettext_lazy("Kind"), HealthKind),
        text("area", gettext_lazy("Community or village"), of="area.name"),
        text("unit", gettext_lazy("Handled by"), of="unit.name", drop=2),
        text("campaign", pgettext_lazy("a campaign", "Order"), drop=3),
        moment("dispatched", gettext_lazy("Dispatched at"), of="dispatched_at", sort="dispatched_at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        TermFilter(name="kind", label=gettext_lazy("Kind"), vocabulary=HealthKind),
        DaysFilter(name="sent", label=gettext_lazy("Dispatched at"), field="dispatched_at"),
    )

    def records(self) -> QuerySet[HealthCase]:
        """Return the cases that the database scope lets through."""
        return queries.health_cases_all()

    def row_url(self, record: HealthCase) -> str:
        """Return the page of the case itself: the loop has its own."""
        return reverse("cases:case", args=(record.case_id,))

    def acts(self) -> Sequence[Action]:
        """Return sending one, for whoever may."""
        return offered(
            self.actor,
            HealthAct.DISPATCH,
            en="Send a case",
            url_name="communities:health-case-new",
            icon="send",
        )

    def empty(self) -> State:
        """Return what stands where none was ever sent."""
        return State(
            kind="empty",
            title=_("No case yet"),
            text=_("The patriotic health office sends cases to communities and villages here."),
        )


class HealthCaseNewPage(NewPage[HealthCase, HealthCaseForm]):
    """Sending a case to a community."""

    kind = "health_case"
    menu = "community"
    row = HealthCase
    list_url_name = "communities:health-cases"
    act = HealthAct.DISPATCH.value
    form_class = HealthCaseForm
    title = gettext_lazy("Send a case to a community")
    lead = gettext_lazy("It goes to the community's own unit at once and runs in the loop.")
    verb = verb_later(HealthAct.DISPATCH, "Send")
    verb_icon = "send"
    groups = (
        Group(title=gettext_lazy("What"), fields=("kind", "text", "campaign", "matter", "photos")),
        Group(title=gettext_lazy("Where"), fields=("area_code", "address"), mapped=True),
        Group(title=gettext_lazy("Degrees"), fields=("longitude", "latitude"), folded=True),
    )

    def map_view(self) -> MapView:
        """Return the city, to click on."""
        return where_map(self.actor, self.act)

    def prepare(self, form: HealthCaseForm) -> None:
        """Offer communities, kinds and matters."""
        form.fields["area_code"].choices = community_choices(self.actor, self.act)  # type: ignore[attr-defined]  # a ChoiceField
        form.fields["kind"].choices = term_choices(HealthKind)  # type: ignore[attr-defined]  # as above
        form.fields["matter"].widget.suggestions = tuple(
            Option(value=f"{item.code} {item.zh}", label=item.en) for item in matters()
        )

    def submit(self, sent: Sent[HealthCaseForm]) -> Done:
        """Send it."""
        typed = sent.form.cleaned_data
        matter = communities.item_typed(typed["matter"]) if typed["matter"].strip() else None
        row = services.health_case_dispatch(
            new=services.NewHealthCase(
                client_id=uuid_told(self.request.POST.get(ONCE, "")),
                area_code=typed["area_code"],
                kind=HealthKind(typed["kind"]),
                text=typed["text"],
                campaign=typed["campaign"],
                item_id=matter.pk if matter else None,
                longitude=typed["longitude"],
                latitude=typed["latitude"],
                address=typed["address"],
                photos=photos_keep(
                    typed["photos"], area_code=typed["area_code"], actor=self.actor, at=sent.at
                ),
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(
            url=reverse("cases:case", args=(row.case_id,)),
            message=f"{HealthAct.DISPATCH.label(language())} · {row.case.number}",
        )


# --- disinfections ------------------------------------------------------------------------------------------


def fresh(row: Disinfection) -> Freshness:
    """Return how long ago a place was disinfected."""
    return freshness(localtime(row.at), localtime(now()))


class DisinfectionListPage(ListPage[Disinfection]):
    """The log of disinfections, and the same as a map: each spot by its last one."""

    key = "disinfections"
    kind = "disinfection"
    menu = "community"
    act = HealthAct.READ.value
    title = gettext_lazy("Disinfections")
    sort = "-at"
    shape_field = "place"
    mappable = True
    columns = (
        text("spot", gettext_lazy("Which yard or market"), primary=True, locked=True),
        text("area", gettext_lazy("Community or village"), of="area.name"),
        term("agent", pgettext_lazy("what disinfects", "Agent"), Agent),
        number("concentration", gettext_lazy("Concentration"), of="concentration_mg_l", unit="mg/L"),
        number("size", gettext_lazy("Area disinfected"), of="size_m2", unit="m²"),
        text("person", pgettext_lazy("who disinfected", "By"), of="person.name", drop=1),
        ListColumn(
            key="fresh", label=gettext_lazy("How long ago"), kind="tag", cell=lambda row: tag_cell(fresh(row))
        ),
        moment("at", gettext_lazy("When"), sort="at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        TermFilter(name="agent", label=pgettext_lazy("what disinfects", "Agent"), vocabulary=Agent),
        DaysFilter(name="at", label=gettext_lazy("When")),
    )

    def records(self) -> QuerySet[Disinfection]:
        """Return the disinfections that the database scope lets through."""
        return queries.disinfections_all()

    def filtered(self, asked: Asked) -> QuerySet[Disinfection]:
        """Return what was asked for; on the map of each spot only its last one."""
        rows = super().filtered(asked)
        return rows.filter(pk__in=queries.disinfections_last().values("pk")) if asked.mode == "map" else rows

    def row_url(self, record: Disinfection) -> str:
        """Return the page of the disinfection."""
        return reverse("communities:disinfection", args=(record.pk,))

    def row_clock(self, record: Disinfection) -> Clock | None:
        """Return how fresh it is as a colour: only the map needs it, the table says it in words."""
        return Clock(text=fresh(record).label(language()), state=_COLOURS[fresh(record)])

    def map_view(self, asked: Asked) -> MapView | None:
        """Return the map with a note that says what its colours mean."""
        view = super().map_view(asked)
        said = _("Coloured by the last disinfection: today, within seven days, longer ago.")
        return replace(view, note=" ".join(part for part in (view.note, said) if part)) if view else None

    def acts(self) -> Sequence[Action]:
        """Return recording one, for whoever may."""
        return offered(
            self.actor,
            HealthAct.DISINFECT,
            en="Record a disinfection",
            url_name="communities:disinfection-new",
        )

    def empty(self) -> State:
        """Return what stands where nothing was ever disinfected."""
        return State(
            kind="empty",
            title=_("No disinfection yet"),
            text=_("Officers and communities record what they disinfected, with what and how strong."),
        )


class DisinfectionPage(ObjectPage[Disinfection]):
    """One disinfection."""

    kind = "disinfection"
    change_labels = {"spot": gettext_lazy("Where")}
    menu = "community"
    act = HealthAct.READ.value
    list_url_name = "communities:disinfections"
    spare = frozenset({"note", "case"})
    facts = (
        text("area", gettext_lazy("Community or village"), of="area.name"),
        ListColumn(
            key="agent",
            label=pgettext_lazy("what disinfects", "Agent"),
            cell=lambda one: tag_cell(Agent(one.agent)),
        ),
        number("concentration", gettext_lazy("Concentration"), of="concentration_mg_l", unit="mg/L"),
        number("size", gettext_lazy("Area disinfected"), of="size_m2", unit="m²"),
        text("person", pgettext_lazy("who disinfected", "By"), of="person.name"),
        text("unit", gettext_lazy("Unit"), of="unit.name"),
        moment("at", gettext_lazy("When")),
        text("note", gettext_lazy("Remark")),
        ListColumn(
            key="case",
            label=gettext_lazy("Case"),
            cell=lambda one: (
                Cell(kind="link", text=one.case.number, url=reverse("cases:case", args=(one.case_id,)))
                if one.case
                else Cell()
            ),
        ),
    )

    def load(self) -> Disinfection:
        """Return the disinfection of the URL."""
        return queries.disinfection_get(self.kwargs["disinfection_id"])

    def heading(self) -> str:
        """Return where."""
        return self.record.spot

    def state(self) -> Tag:
        """Return how long ago."""
        return tag_of(fresh(self.record))

    def sections(self) -> Sequence[Section]:
        """Return the photos."""
        files = [one.file for one in self.record.photos.select_related("file")]
        shown = pictures(files, label=self.record.spot, actor=self.actor, at=now())
        if not shown:
            return ()
        return (Section(title=_("Photos"), template="communities/words.html", context={"photos": shown}),)

    def map_view(self) -> MapView:
        """Return where."""
        return MapView(
            label=self.record.spot,
            layers=(MapLayer(name="areas", label=_("Areas")),),
            feature=self.record.place.geojson,
            feature_label=self.record.spot,
        )


class DisinfectionNewPage(NewPage[Disinfection, DisinfectionForm]):
    """Recording a disinfection."""

    kind = "disinfection"
    menu = "community"
    row = Disinfection
    list_url_name = "communities:disinfections"
    act = HealthAct.DISINFECT.value
    form_class = DisinfectionForm
    title = gettext_lazy("Record a disinfection")
    verb = verb_later(HealthAct.DISINFECT, "Record")
    groups = (
        Group(
            title=gettext_lazy("When and with what"),
            fields=("done_at", "agent", "concentration_mg_l", "size_m2", "note", "photos"),
        ),
        Group(title=gettext_lazy("Where"), fields=("area_code", "spot"), mapped=True),
        Group(title=gettext_lazy("Degrees"), fields=("longitude", "latitude"), folded=True),
    )

    def initial(self) -> Mapping[str, object]:
        """Begin with now."""
        return {"done_at": f"{localtime(now()):%Y-%m-%dT%H:%M}"}

    def map_view(self) -> MapView:
        """Return the city, to click on."""
        return where_map(self.actor, self.act)

    def prepare(self, form: DisinfectionForm) -> None:
        """Offer communities and agents."""
        form.fields["area_code"].choices = community_choices(self.actor, self.act)  # type: ignore[attr-defined]  # a ChoiceField
        form.fields["agent"].choices = term_choices(Agent)  # type: ignore[attr-defined]  # as above

    def submit(self, sent: Sent[DisinfectionForm]) -> Done:
        """Record it."""
        typed = sent.form.cleaned_data
        row = services.disinfection_record(
            new=services.NewDisinfection(
                area_code=typed["area_code"],
                spot=typed["spot"],
                longitude=typed["longitude"],
                latitude=typed["latitude"],
                done_at=typed["done_at"],
                agent=Agent(typed["agent"]),
                concentration_mg_l=typed["concentration_mg_l"],
                size_m2=typed["size_m2"],
                note=typed["note"],
                photos=photos_keep(
                    typed["photos"], area_code=typed["area_code"], actor=self.actor, at=sent.at
                ),
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(
            url=reverse("communities:disinfection", args=(row.pk,)),
            message=HealthAct.DISINFECT.label(language()),
        )
