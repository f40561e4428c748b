"""Inspections on the screen: the list, one of them, and the form that is filled in on the street."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.files.queries import pictures_shown
from xiuhua.files.services import photos_store
from xiuhua.ground.queries.called import premises_called
from xiuhua.ground.queries.choices import area_choices
from xiuhua.inspections.forms.inspections import (
    AMOUNT,
    ITEM,
    PHOTOS,
    TEXT,
    UNTIL,
    InspectionForm,
    items_added,
)
from xiuhua.inspections.models import Inspection
from xiuhua.inspections.pages.inspection_parts import checklist_choices, checklist_label, subject_cell
from xiuhua.inspections.queries import findings as finding_queries
from xiuhua.inspections.queries import inspection_rows as rows_of
from xiuhua.inspections.queries import inspections as queries
from xiuhua.inspections.rules.findings import order_day
from xiuhua.inspections.rules.standards import Item, body_of, items_of
from xiuhua.inspections.services import NewInspection, NewResult, inspection_record
from xiuhua.inspections.terms.findings import FindingState
from xiuhua.inspections.terms.inspections import InspectionAct, InspectionResult, Outcome, Verdict
from xiuhua.scenekit.declared import Checklist, SubjectKind
from xiuhua.scenekit.registry import checklist_named, checklists
from xiuhua.shared.clock import now
from xiuhua.shared.errors import Invalid, NotFound
from xiuhua.shared.ids import uuid_told
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, DaysFilter, Filter, TermFilter
from xiuhua.web.pages.forms import ONCE, Done, Group, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import NewPage, making_offered
from xiuhua.web.pages.objects import ObjectPage
from xiuhua.web.parts import Action, Cell, MapLayer, MapView, Option, Related, Section, State, Tag
from xiuhua.web.seams import actor_labels, areas_for

MENU = "inspections"


class InspectionListPage(ListPage[Inspection]):
    """Every inspection of the reader's areas, the latest first."""

    key = "inspections"
    kind = "inspection"
    menu = MENU
    act = InspectionAct.READ.value
    title = gettext_lazy("Inspections")
    sort = "-at"
    columns = (
        code("number", gettext_lazy("Number"), drop=1),
        text("subject", gettext_lazy("What was inspected"), of="subject_name", primary=True, locked=True),
        ListColumn(
            key="checklist", label=gettext_lazy("Checklist"), cell=lambda one: Cell(text=checklist_label(one))
        ),
        term("result", gettext_lazy("Result"), InspectionResult),
        number("broken", gettext_lazy("Not kept")),
        number("officers", gettext_lazy("People"), drop=2),
        text("address", gettext_lazy("Address"), drop=3),
        moment("at", gettext_lazy("Inspected at"), sort="at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        ChoiceFilter(name="checklist", label=gettext_lazy("Checklist"), choices=checklist_choices),
        TermFilter(name="result", label=gettext_lazy("Result"), vocabulary=InspectionResult),
        ChoiceFilter(
            name="premises", label=gettext_lazy("Premises"), field="premises_id", by_id=True,
            choices=queries.premises_choices,
        ),
        ChoiceFilter(
            name="vehicle", label=gettext_lazy("Vehicle"), field="vehicle_id", by_id=True,
            choices=queries.vehicle_choices,
        ),
        DaysFilter(name="on", label=gettext_lazy("Inspected"), field="at"),
    )  # fmt: skip
    presets = (
        Preset(label=gettext_lazy("All")),
        Preset(label=gettext_lazy("Something wrong"), query={"result": (InspectionResult.FAULTY.value,)}),
    )

    def records(self) -> QuerySet[Inspection]:
        """Return the inspections that the database scope lets through."""
        return queries.inspections_all()

    def row_url(self, record: Inspection) -> str:
        """Return the page of the inspection."""
        return reverse("inspections:inspection", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return inspecting by each declared checklist, for whoever may."""
        here = language()
        made = [
            making_offered(
                self.actor, InspectionAct.RECORD.value,
                label=_("Inspect: %(checklist)s")
                % {"checklist": one.title_zh if here.startswith("zh") else one.title},
                url=reverse("inspections:inspection-new", args=(one.key,)),
                kind="primary" if place == 0 else "plain",
            )
            for place, one in enumerate(checklists())
        ]  # fmt: skip
        return tuple(action for actions in made for action in actions)

    def empty(self) -> State:
        """Return what stands where nothing was ever inspected."""
        return State(
            kind="empty",
            title=_("Nothing was inspected yet"),
            text=_("What officers look at on the spot stands here, with what they found."),
        )


class InspectionPage(ObjectPage[Inspection]):
    """One inspection: what was found of each item, and what became of it."""

    kind = "inspection"
    menu = MENU
    act = InspectionAct.READ.value
    list_url_name = "inspections:inspections"
    change_labels = {"note": gettext_lazy("Note")}
    facts_beside = True
    spare = frozenset({"address", "note"})
    facts = (
        ListColumn(key="subject", label=gettext_lazy("What was inspected"), cell=subject_cell),
        ListColumn(
            key="checklist",
            label=gettext_lazy("Checklist"),
            cell=lambda one: Cell(
                text=f"{checklist_label(one)} · " + _("version %(number)s") % {"number": one.standard.number}
            ),
        ),
        moment("at", gettext_lazy("Inspected at")),
        ListColumn(key="by", label=gettext_lazy("Recorded by"), cell=lambda one: Cell(text=_who(one))),
        number("officers", gettext_lazy("People who inspected")),
        text("address", gettext_lazy("Address")),
        text("note", gettext_lazy("Note")),
    )

    def load(self) -> Inspection:
        """Return the inspection of the URL."""
        return queries.inspection_get(self.kwargs["inspection_id"])

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return what was inspected, and by what."""
        return f"{self.record.subject_name} · {checklist_label(self.record)}"

    def state(self) -> Tag:
        """Return what came of it."""
        return tag_of(InspectionResult(self.record.result))

    def sections(self) -> Sequence[Section]:
        """Return the items with what was found of each, and the photos."""
        one = self.record
        verdicts = queries.results_of(one)
        found = {row.item: row for row in finding_queries.findings_all().filter(inspection=one)}
        here = language()
        rows = [
            {
                "title": item.label(here),
                "asks": item.asks(here),
                "verdict": tag_of(Verdict(verdicts[item.key].verdict)) if item.key in verdicts else None,
                "state": tag_of(FindingState(found[item.key].state)) if item.key in found else None,
                "text": found[item.key].text if item.key in found else "",
                "url": reverse("inspections:finding", args=(found[item.key].pk,))
                if item.key in found
                else "",
            }
            for item in items_of(one.standard.body)
        ]
        shown = pictures_shown(queries.photos_of(one), label=self.heading(), actor=self.actor, at=now())
        items = Section(title=_("Items"), template="inspections/items.html", context={"rows": rows})
        photos = Section(title=_("Photos"), template="web/parts/words.html", context={"photos": shown})
        return (items, photos) if shown else (items,)

    def related(self) -> Sequence[Related]:
        """Return the orders that came of it."""
        one = self.record
        orders = (
            Related(
                label=f"{_('Order to put right')} {order.number}",
                url=reverse("inspections:order-print", args=(order.pk,)), icon="file-text",
            )
            for order in queries.orders_of(one)
        )  # fmt: skip
        return tuple(orders)

    def map_view(self) -> MapView | None:
        """Return where it was."""
        return _where(self.record)


def _who(one: Inspection) -> str:
    return actor_labels({one.inspected_by}).get(one.inspected_by, one.inspected_by)


def _where(one: Inspection) -> MapView | None:
    if one.place is None:
        return None
    return MapView(
        label=one.subject_name,
        layers=(MapLayer(name="areas", label=_("Areas")),),
        feature=one.place.geojson,
        feature_label=one.subject_name,
    )


class InspectionNewPage(NewPage[Inspection, InspectionForm]):
    """Filling in a checklist, on the street: photos, then what is looked at, then a tap for each item."""

    kind = "inspection"
    menu = MENU
    row = Inspection
    list_url_name = "inspections:inspections"
    act = InspectionAct.RECORD.value
    form_class = InspectionForm
    lead = gettext_lazy("What is not kept is put right on the spot, ordered to be, or left open.")
    verb = gettext_lazy("Record")
    verb_icon = "clipboard-check"

    @cached_property
    def checklist(self) -> Checklist:
        """The declared checklist of the URL."""
        found = checklist_named(self.kwargs["key"])
        if found is None:
            raise NotFound(kind="standard", key=self.kwargs["key"])
        return found

    @cached_property
    def _items(self) -> Sequence[Item]:
        return items_of(body_of(self.checklist))

    @property
    def title(self) -> str:  # type: ignore[override]  # each checklist has its own
        """What the checklist is called."""
        return self.checklist.title_zh if language().startswith("zh") else self.checklist.title

    def prepare(self, form: InspectionForm) -> None:
        """Ask for premises or a vehicle, and for every item."""
        of_premises = self.checklist.subject is SubjectKind.PREMISES
        kinds = self.checklist.kinds
        subject = form.fields["subject"]
        subject.label = _("Premises") if of_premises else _("Plate")
        offered = (
            [f"{one.code} {one.name}" for one in rows_of.premises_offered(kinds)]
            if of_premises
            else [one.plate for one in rows_of.vehicles_offered(kinds)]
        )
        subject.widget.suggestions = tuple(Option(value=value, label="") for value in offered)
        if of_premises:
            del form.fields["latitude"], form.fields["longitude"]
        items_added(form, self.checklist, language())

    def initial(self) -> Mapping[str, object]:
        """Begin with two people, and with the premises that the address names."""
        named = self.request.GET.get("subject", "")
        return {"officers": 2, "subject": named}

    def form_groups(self) -> Sequence[Group]:
        """Return photos first, then an item after the other, each with what is asked where it is not kept."""
        groups = [Group(fields=("photos",)), Group(fields=("subject", "officers", "latitude", "longitude"))]
        for item in self.checklist.items:
            asked = (TEXT, PHOTOS, *((AMOUNT,) if item.unit else ()), UNTIL)
            further = tuple(name.format(item.key) for name in asked)
            groups += [
                Group(fields=(ITEM.format(item.key),)),
                Group(
                    fields=further,
                    title=gettext_lazy("Where it is not kept: words, photos, day"),
                    folded=True,
                ),
            ]
        return [*groups, Group(fields=("note", "demand"), title=gettext_lazy("Note and order"), folded=True)]

    def submit(self, sent: Sent[InspectionForm]) -> Done:
        """Record it."""
        typed = sent.form.cleaned_data
        premises_id, vehicle_id, area_code = self._subject(typed["subject"])

        def photos(name: str) -> Any:  # what the service takes
            return photos_store(uploads=typed[name], area_code=area_code, actor=self.actor, at=sent.at)

        new = NewInspection(
            checklist=self.checklist.key, premises_id=premises_id, vehicle_id=vehicle_id,
            officers=typed["officers"], note=typed["note"], demand=typed["demand"], photos=photos("photos"),
            longitude=typed.get("longitude"), latitude=typed.get("latitude"),
            area_code="" if premises_id else area_code,
            results=tuple(
                _result(item, typed, photos, today=localtime(sent.at).date()) for item in self._items
            ),
            client_id=uuid_told(self.request.POST.get(ONCE, "")),
        )  # fmt: skip
        made = inspection_record(new=new, actor=self.actor, at=sent.at)
        return Done(
            url=reverse("inspections:inspection", args=(made.pk,)),
            message=f"{InspectionAct.RECORD.label(language())} · {made.number}",
        )

    def _subject(self, typed: str) -> tuple[int | None, int | None, str]:
        """Return premises or vehicle by id, and the area in which its photos are kept."""
        if self.checklist.subject is SubjectKind.PREMISES:
            premises = premises_called(typed)
            if premises is None:
                raise Invalid(fields={"subject": "inspection_premises_missing"})
            return premises.pk, None, premises.area_code
        vehicle = rows_of.vehicle_of_plate(typed)
        if vehicle is None:
            raise Invalid(fields={"subject": "inspection_vehicle_missing"})
        return None, vehicle.pk, next(iter(areas_for(self.actor, self.act)), "")


def _result(item: Item, typed: Mapping[str, Any], photos: Any, *, today: date) -> NewResult:  # form values
    """Return what was tapped for an item, with the words, photos and day where it is not kept."""
    outcome = Outcome(typed[ITEM.format(item.key)])
    if outcome in {Outcome.KEPT, Outcome.APART}:
        return NewResult(item=item.key, verdict=Verdict.KEPT if outcome is Outcome.KEPT else Verdict.APART)
    until = typed[UNTIL.format(item.key)] or order_day(item, today=today)
    return NewResult(
        item=item.key, verdict=Verdict.BROKEN, text=typed[TEXT.format(item.key)],
        photos=photos(PHOTOS.format(item.key)), fixed=outcome is Outcome.FIXED,
        fixed_amount=typed.get(AMOUNT.format(item.key)) if outcome is Outcome.FIXED else None,
        order_until=until if outcome is Outcome.ORDERED else None,
    )  # fmt: skip
