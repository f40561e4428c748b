"""Inspections and findings as the API takes and gives them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from xiuhua.cases.queries.named import photos_named
from xiuhua.inspections.models import Finding, Inspection, RectifyOrder
from xiuhua.inspections.queries.findings import finding_facts
from xiuhua.inspections.queries.inspection_rows import subject_named
from xiuhua.inspections.services import NewInspection, NewResult
from xiuhua.inspections.terms.findings import FindingState, Recheck
from xiuhua.inspections.terms.inspections import InspectionResult, Verdict
from xiuhua.scenekit.declared import Checklist
from xiuhua.shared.actor import Actor

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Photos = Annotated[list[Id], Field(max_length=20, description="ids of stored files")]
Amount = Annotated[
    float | None, Field(description="how much was put right, in the unit of the item; None where it has none")
]
Words = Annotated[str, Field(max_length=2_000)]
Key = Annotated[str, Field(min_length=2, max_length=40, pattern=r"^[a-z][a-z0-9_]*$")]


class ChecklistItemOut(Schema):
    """An item of a declared checklist."""

    key: str
    zh: str
    en: str
    asks_zh: str
    asks_en: str
    weight: float
    order_days: int | None
    unit: str


class ChecklistOut(Schema):
    """A declared checklist, as a telephone needs it to be filled in without a network."""

    key: str
    zh: str
    en: str
    subject: str
    kinds: list[str]
    source: str
    items: list[ChecklistItemOut]


def checklist_out(one: Checklist) -> ChecklistOut:
    """Return a checklist as the API gives it."""
    return ChecklistOut(
        key=one.key, zh=one.title_zh, en=one.title, subject=one.subject.value, kinds=list(one.kinds),
        source=one.source,
        items=[
            ChecklistItemOut(
                key=item.key, zh=item.title_zh, en=item.title, asks_zh=item.asks_zh, asks_en=item.asks,
                weight=item.weight, order_days=item.order_days, unit=item.unit.value if item.unit else "",
            )
            for item in one.items
        ],
    )  # fmt: skip


class ResultIn(Schema):
    """What was found of one item; what follows the verdict is of a broken one only."""

    item: Key
    verdict: Verdict
    text: Words = ""
    photos: Photos = []
    fixed: bool = False
    fixed_photos: Photos = []
    fixed_amount: Amount = None
    order_until: date | None = None

    def as_new(self, *, actor: Actor) -> NewResult:
        """Return it as the service takes it.

        Raises:
            Invalid: a photo is not the actor's to show.
        """
        return NewResult(
            item=self.item, verdict=self.verdict, text=self.text, fixed=self.fixed,
            photos=photos_named(self.photos, actor=actor),
            fixed_photos=photos_named(self.fixed_photos, actor=actor), fixed_amount=self.fixed_amount,
            order_until=self.order_until,
        )  # fmt: skip


class InspectionIn(Schema):
    """An inspection; the same `client_id` again is the same. Degrees are WGS84."""

    client_id: UUID
    checklist: Key
    premises_code: Annotated[str, Field(max_length=30)] = ""
    plate: Annotated[str, Field(max_length=16)] = ""
    officers: Annotated[int, Field(ge=1, le=99)] = 1
    results: Annotated[list[ResultIn], Field(min_length=1, max_length=100)]
    inspected_at: datetime | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    area_code: Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Z]*$")] = ""
    address: Annotated[str, Field(max_length=160)] = ""
    note: Words = ""
    demand: Words = ""
    photos: Photos = []

    def as_new(self, *, actor: Actor) -> NewInspection:
        """Return it as the service takes it.

        Raises:
            Invalid: something it names does not exist.
        """
        premises_id, vehicle_id = subject_named(self.premises_code, self.plate)
        return NewInspection(
            client_id=self.client_id, checklist=self.checklist, premises_id=premises_id,
            vehicle_id=vehicle_id,
            officers=self.officers, inspected_at=self.inspected_at, longitude=self.longitude,
            latitude=self.latitude, area_code=self.area_code, address=self.address, note=self.note,
            demand=self.demand, photos=photos_named(self.photos, actor=actor),
            results=tuple(one.as_new(actor=actor) for one in self.results),
        )  # fmt: skip


class InspectionOut(Schema):
    """An inspection."""

    id: int
    number: str
    checklist: str
    version: int
    subject: str
    result: InspectionResult
    broken: int
    officers: int
    area_code: str
    at: datetime


def inspection_out(one: Inspection) -> InspectionOut:
    """Return an inspection as the API gives it."""
    return InspectionOut(
        id=one.pk, number=one.number, checklist=one.checklist, version=one.standard.number,
        subject=one.subject_name, result=InspectionResult(one.result), broken=one.broken,
        officers=one.officers, area_code=one.area_code, at=one.at,
    )  # fmt: skip


class FindingOut(Schema):
    """A finding; `due_at` is the first instant after the last day of an order."""

    id: int
    number: str
    inspection: int
    checklist: str
    item: str
    item_zh: str
    item_en: str
    subject: str
    state: FindingState
    overdue: bool
    text: str
    area_code: str
    found_at: datetime
    due_at: datetime | None
    order: str
    case: int | None
    amount: float | None


def finding_out(row: Finding, *, at: datetime) -> FindingOut:
    """Return a finding as the API gives it."""
    facts = finding_facts(row)
    return FindingOut(
        id=row.pk, number=row.number, inspection=row.inspection_id, checklist=row.checklist, item=row.item,
        item_zh=facts.item_zh, item_en=facts.item_en, subject=row.subject_name, state=facts.state,
        overdue=facts.is_overdue(at), text=row.text, area_code=row.area_code, found_at=row.found_at,
        due_at=row.due_at, order=row.order.number if row.order else "", case=row.case_id,
        amount=row.amount,
    )  # fmt: skip


class FixIn(Schema):
    """What was put right on the spot."""

    text: Words = ""
    amount: Amount = None
    photos: Photos = []


class AnswerIn(Schema):
    """What was put right."""

    text: Words
    photos: Photos = []


class OrderIn(Schema):
    """Which findings of one inspection have to be put right, each until the end of a day."""

    days: Annotated[dict[Id, date], Field(min_length=1, max_length=100)]
    demand: Words = ""


class OrderOut(Schema):
    """An order to put something right."""

    id: int
    number: str
    inspection: int
    issued_at: datetime


def order_out(order: RectifyOrder) -> OrderOut:
    """Return an order as the API gives it."""
    return OrderOut(
        id=order.pk, number=order.number, inspection=order.inspection_id, issued_at=order.issued_at
    )


class RecheckIn(Schema):
    """What was found when somebody looked again; `until` where it was not put right."""

    verdict: Recheck
    text: Words = ""
    until: date | None = None
    amount: Amount = None
    photos: Photos = []


class CaseIn(Schema):
    """What the desks should know beside what was found."""

    text: Words = ""
