"""Findings on the screen: what is open, what is overdue, and what is done about each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import get_default_timezone, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.files.queries import pictures_shown
from xiuhua.files.services import photos_store
from xiuhua.ground.queries.choices import area_choices
from xiuhua.inspections import services
from xiuhua.inspections.forms.findings import (
    AnswerForm,
    CaseForm,
    FixForm,
    OrderForm,
    RecheckForm,
    amount_field,
)
from xiuhua.inspections.models import Finding, FindingStep
from xiuhua.inspections.pages.inspection_parts import (
    checklist_choices,
    checklist_label,
    item_choices,
    item_label,
    subject_cell,
)
from xiuhua.inspections.pages.inspections import MENU
from xiuhua.inspections.queries import findings as queries
from xiuhua.inspections.queries import inspections as inspection_queries
from xiuhua.inspections.queries.inspection_rows import StoredFile
from xiuhua.inspections.rules.findings import WAITING, order_day
from xiuhua.inspections.rules.standards import item_of
from xiuhua.inspections.terms.findings import FindingAct, FindingState, Recheck
from xiuhua.inspections.terms.inspections import InspectionAct
from xiuhua.shared.clock import now
from xiuhua.web.addresses import Held
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Words
from xiuhua.web.pages.clocks import clock_running
from xiuhua.web.pages.columns import ListColumn, code, moment, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, DaysFilter, Filter, TermFilter, YesFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import term_choices, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, Clock, Crumb, MapLayer, MapView, Related, Section, State, Tag

_OPEN = {"state": tuple(state.value for state in WAITING)}


@dataclass(frozen=True, kw_only=True)
class OverdueFilter(YesFilter):
    """Whether what was ordered was not said to be put right in time."""

    def condition(self, held: Held) -> Q:
        """Return that the day is over, or that it is not."""
        late = queries.overdue_at(now())
        return late if held[self.name][0] == "1" else ~late


class FindingListPage(ListPage[Finding]):
    """Every finding of the reader's areas, the latest first."""

    key = "findings"
    kind = "finding"
    menu = MENU
    act = InspectionAct.READ.value
    title = gettext_lazy("Findings")
    sort = "-found"
    columns = (
        code("number", gettext_lazy("Number"), drop=1),
        text("subject", gettext_lazy("Where"), of="subject_name", primary=True, locked=True),
        ListColumn(key="item", label=gettext_lazy("Item"), cell=lambda one: Cell(text=item_label(one))),
        term("state", gettext_lazy("State"), FindingState),
        text("text", gettext_lazy("What is wrong"), drop=2),
        ListColumn(
            key="checklist", label=gettext_lazy("Checklist"), drop=3,
            cell=lambda one: Cell(text=checklist_label(one.inspection)),
        ),
        ListColumn(
            key="order", label=gettext_lazy("Order"), kind="code", drop=3,
            cell=lambda one: Cell(kind="code", text=one.order.number if one.order else ""),
        ),
        ListColumn(key="due", label=gettext_lazy("Until"), cell=lambda one: Cell(text=last_day(one)),
                   sort="due_at", nullable=True),
        moment("found", gettext_lazy("Found at"), of="found_at", sort="found_at"),
    )  # fmt: skip
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=FindingState),
        OverdueFilter(name="overdue", label=gettext_lazy("Overdue")),
        ChoiceFilter(name="checklist", label=gettext_lazy("Checklist"), choices=checklist_choices),
        ChoiceFilter(name="item", label=gettext_lazy("Item"), choices=item_choices),
        ChoiceFilter(
            name="premises", label=gettext_lazy("Premises"), field="premises_id", by_id=True,
            choices=inspection_queries.premises_choices,
        ),
        ChoiceFilter(
            name="vehicle", label=gettext_lazy("Vehicle"), field="vehicle_id", by_id=True,
            choices=inspection_queries.vehicle_choices,
        ),
        DaysFilter(name="on", label=gettext_lazy("Found"), field="found_at"),
    )  # fmt: skip
    presets: ClassVar[Sequence[Preset]] = (
        Preset(label=gettext_lazy("Open"), query=_OPEN, counted=True),
        Preset(label=gettext_lazy("Overdue"), query={"overdue": ("1",)}, counted=True),
        Preset(
            label=gettext_lazy("To be looked at again"), query={"state": (FindingState.ANSWERED.value,)},
            counted=True,
        ),
        Preset(label=gettext_lazy("All")),
    )  # fmt: skip

    def records(self) -> QuerySet[Finding]:
        """Return the findings that the database scope lets through."""
        return queries.findings_all()

    def row_url(self, record: Finding) -> str:
        """Return the page of the finding."""
        return reverse("inspections:finding", args=(record.pk,))

    def row_clock(self, record: Finding) -> Clock | None:
        """Return the clock of what is ordered to be put right."""
        return order_clock(record)

    def empty(self) -> State:
        """Return what stands where nothing was ever found."""
        return State(
            kind="empty",
            title=_("Nothing was found yet"),
            text=_("What officers find wrong stands here until it is put right."),
        )


def order_clock(finding: Finding) -> Clock | None:
    """Return how long there is to put something right; None where nothing is ordered."""
    if finding.state != FindingState.ORDERED or finding.due_at is None:
        return None
    return clock_running(finding.due_at, None, now(), label=_("To be put right"))


def last_day(finding: Finding) -> str:
    """Return the last day on which a finding may be put right, as tables print it; empty for none."""
    if finding.due_at is None:
        return ""
    over = localtime(finding.due_at, get_default_timezone())  # the first instant of the day after
    return f"{over - timedelta(days=1):%Y-%m-%d}"


def _amount_cell(finding: Finding) -> Cell:
    if finding.amount is None:
        return Cell()
    item = item_of(finding.inspection.standard.body, finding.item)
    return Cell(text=f"{finding.amount:g} {item.unit if item else ''}".strip())


class FindingPage(ObjectPage[Finding]):
    """One finding on its way to being put right."""

    kind = "finding"
    change_labels: ClassVar[Mapping[str, Words]] = {
        "find": gettext_lazy("What was found"),
        "order": gettext_lazy("What the order asks for"),
        "answer": gettext_lazy("What was put right"),
        "recheck": gettext_lazy("Looked at again"),
        "fix": gettext_lazy("What was put right"),
        "to_case": gettext_lazy("In words"),
    }
    menu = MENU
    act = InspectionAct.READ.value
    list_url_name = "inspections:findings"
    facts_beside = True
    spare = frozenset({"order", "until", "case", "amount"})
    acts: ClassVar[Sequence[ObjectAct[Finding]]] = (
        ObjectAct(
            act=FindingAct.RECHECK.value, label=verb_later(FindingAct.RECHECK, "Look again"),
            url_name="inspections:finding-recheck", kind="primary", icon="clipboard-check",
        ),
        ObjectAct(
            act=FindingAct.ORDER.value, label=verb_later(FindingAct.ORDER, "Order to fix"),
            url_name="inspections:finding-order", kind="primary", icon="send",
        ),
        ObjectAct(
            act=FindingAct.FIX.value, label=verb_later(FindingAct.FIX, "Fixed on the spot"),
            url_name="inspections:finding-fix", icon="circle-check",
        ),
        ObjectAct(
            act=FindingAct.ANSWER.value, label=verb_later(FindingAct.ANSWER, "Say what was fixed"),
            url_name="inspections:finding-answer", icon="pencil",
        ),
        ObjectAct(
            act=FindingAct.TO_CASE.value, label=verb_later(FindingAct.TO_CASE, "Make a case"),
            url_name="inspections:finding-case", icon="gavel", aside=True,
        ),
    )  # fmt: skip
    facts: ClassVar[Sequence[ListColumn[Any]]] = (
        ListColumn(key="subject", label=gettext_lazy("Where"), cell=subject_cell),
        ListColumn(
            key="checklist",
            label=gettext_lazy("Checklist"),
            cell=lambda one: Cell(text=checklist_label(one.inspection)),
        ),
        ListColumn(
            key="inspection",
            label=gettext_lazy("Inspection"),
            cell=lambda one: Cell(
                kind="link", text=one.inspection.number,
                url=reverse("inspections:inspection", args=(one.inspection_id,)),
            ),
        ),
        ListColumn(
            key="order",
            label=gettext_lazy("Order"),
            cell=lambda one: (
                Cell(kind="link", text=one.order.number,
                     url=reverse("inspections:order-print", args=(one.order_id,)))
                if one.order
                else Cell()
            ),
        ),
        ListColumn(key="until", label=gettext_lazy("Until"), cell=lambda one: Cell(text=last_day(one))),
        ListColumn(
            key="case",
            label=gettext_lazy("Case that follows"),
            cell=lambda one: (
                Cell(kind="link", text=one.case.number, url=reverse("cases:case", args=(one.case_id,)))
                if one.case
                else Cell()
            ),
        ),
        ListColumn(key="amount", label=gettext_lazy("How much was put right"), cell=_amount_cell),
        moment("found", gettext_lazy("Found at"), of="found_at"),
    )  # fmt: skip

    def load(self) -> Finding:
        """Return the finding of the URL."""
        return queries.finding_get(self.kwargs["finding_id"])

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return where it is and what."""
        return f"{self.record.subject_name} · {item_label(self.record)}"

    def state(self) -> Tag:
        """Return where it stands."""
        return tag_of(FindingState(self.record.state))

    def place(self) -> str:
        """Return where that is."""
        return self.record.inspection.address

    @cached_property
    def _steps(self) -> Sequence[FindingStep]:
        return queries.steps_of(self.record)

    def clocks(self) -> Sequence[Clock]:
        """Return how long there is to put it right."""
        clock = order_clock(self.record)
        return (clock,) if clock else ()

    def sections(self) -> Sequence[Section]:
        """Return what was found, ordered, said and seen, step by step, with the photos of each."""
        at, here = now(), language()
        return [
            Section(
                title=FindingAct(step.act).label(here), template="web/parts/words.html",
                context={
                    "text": step.text,
                    "photos": pictures_shown(
                        (photo.file for photo in step.photos.all()), label=self.heading(), actor=self.actor,
                        at=at,
                    ),
                },
            )
            for step in self._steps
            if step.text or step.photos.all()
        ]  # fmt: skip

    def related(self) -> Sequence[Related]:
        """Return what else was found there by the same inspection."""
        one = self.record
        others = queries.findings_all().filter(inspection=one.inspection_id).exclude(pk=one.pk).order_by("pk")
        return [
            Related(label=item_label(row), url=reverse("inspections:finding", args=(row.pk,)),
                    icon="alert-triangle")
            for row in others
        ]  # fmt: skip

    def map_view(self) -> MapView | None:
        """Return where it was found."""
        place = self.record.inspection.place
        if place is None:
            return None
        return MapView(
            label=self.record.subject_name,
            layers=(MapLayer(name="areas", label=_("Areas")),),
            feature=place.geojson,
            feature_label=self.record.subject_name,
        )


class FindingFormPage(FormPage[Finding, F]):
    """An act on a finding."""

    kind = "finding"
    menu = MENU

    def load(self) -> Finding:
        """Return the finding of the URL."""
        return queries.finding_get(self.kwargs["finding_id"])

    def version(self) -> str:
        """Return where it stands."""
        return f"{self.record.state} {self.record.due_at or ''}"

    def crumbs(self) -> list[Crumb]:
        """Return the way down to the finding."""
        named = f"{self.record.number} {self.record.subject_name}"
        return [
            Crumb(label=_("Findings"), url=reverse("inspections:findings")),
            Crumb(label=named, url=self.back_url()),
        ]

    def back_url(self) -> str:
        """Return the page of the finding."""
        return reverse("inspections:finding", args=(self.record.pk,))

    def done(self) -> Done:
        """Return what an act leads to."""
        return Done(url=self.back_url(), message=FindingAct(self.act).label(language()))

    def photos(self, sent: Sent[F]) -> tuple[StoredFile, ...]:
        """Keep the photos that came with it."""
        uploads = sent.form.cleaned_data["photos"]
        area_code = self.record.area_code
        return photos_store(uploads=uploads, area_code=area_code, actor=self.actor, at=sent.at)


class MeasuredPage(FindingFormPage[F]):
    """An act by which somebody confirms that it was put right, and measures it where its item has a unit."""

    def prepare(self, form: F) -> None:
        """Ask how much, in the unit of the item."""
        item = item_of(self.record.inspection.standard.body, self.record.item)
        if item is not None and item.unit:
            form.fields["amount"] = amount_field(item.unit)


class FixPage(MeasuredPage[FixForm]):
    """Recording that it was put right on the spot."""

    act = FindingAct.FIX.value
    form_class = FixForm
    title = verb = verb_later(FindingAct.FIX, "Fixed on the spot")
    lead = gettext_lazy("A photo of how it looks now is the proof.")

    def submit(self, sent: Sent[FixForm]) -> Done:
        """Record it."""
        services.finding_fix(
            finding_id=self.record.pk, text=sent.form.cleaned_data["text"],
            amount=sent.form.cleaned_data.get("amount"), photos=self.photos(sent), actor=self.actor,
            at=sent.at,
        )  # fmt: skip
        return self.done()


class OrderPage(FindingFormPage[OrderForm]):
    """Ordering that it is put right."""

    act = FindingAct.ORDER.value
    form_class = OrderForm
    title = verb = verb_later(FindingAct.ORDER, "Order to fix")
    lead = gettext_lazy("The order gets the next number and is printed from the page of the finding.")
    verb_icon = "send"

    def initial(self) -> Mapping[str, object]:
        """Begin with the usual day."""
        item = item_of(self.record.inspection.standard.body, self.record.item)
        return {"until": order_day(item, today=localtime(now()).date())}

    def submit(self, sent: Sent[OrderForm]) -> Done:
        """Order it."""
        typed = sent.form.cleaned_data
        order = services.finding_order(
            finding_id=self.record.pk, until=typed["until"], demand=typed["demand"], actor=self.actor,
            at=sent.at,
        )  # fmt: skip
        return Done(url=self.back_url(), message=f"{FindingAct.ORDER.label(language())} · {order.number}")


class AnswerPage(FindingFormPage[AnswerForm]):
    """Saying for somebody what was put right."""

    act = FindingAct.ANSWER.value
    form_class = AnswerForm
    title = verb = verb_later(FindingAct.ANSWER, "Say what was fixed")
    lead = gettext_lazy("Somebody else looks again then.")

    def submit(self, sent: Sent[AnswerForm]) -> Done:
        """Say it."""
        services.finding_answer(
            finding_id=self.record.pk, text=sent.form.cleaned_data["text"], photos=self.photos(sent),
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return self.done()


class RecheckPage(MeasuredPage[RecheckForm]):
    """Looking again."""

    act = FindingAct.RECHECK.value
    form_class = RecheckForm
    title = verb = verb_later(FindingAct.RECHECK, "Look again")
    lead = gettext_lazy("What is put right is closed; what is not is due again on a later day.")
    verb_icon = "clipboard-check"

    def prepare(self, form: RecheckForm) -> None:
        """Offer the results, and ask how much."""
        super().prepare(form)
        form.fields["verdict"].choices = term_choices(*Recheck)  # type: ignore[attr-defined]  # a ChoiceField

    def submit(self, sent: Sent[RecheckForm]) -> Done:
        """Record it."""
        typed = sent.form.cleaned_data
        verdict = Recheck(typed["verdict"])
        services.finding_recheck(
            finding_id=self.record.pk, verdict=verdict, text=typed["text"],
            until=typed["until"] if verdict is Recheck.FAILED else None,
            amount=typed.get("amount") if verdict is Recheck.PASSED else None, photos=self.photos(sent),
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return self.done()


class ToCasePage(FindingFormPage[CaseForm]):
    """Making a case of it."""

    act = FindingAct.TO_CASE.value
    form_class = CaseForm
    title = verb = verb_later(FindingAct.TO_CASE, "Make a case")
    lead = gettext_lazy("The desks take it on; its photos and words go with it.")

    def submit(self, sent: Sent[CaseForm]) -> Done:
        """Make it one."""
        services.finding_to_case(
            finding_id=self.record.pk, text=sent.form.cleaned_data["text"], actor=self.actor, at=sent.at
        )
        return self.done()
