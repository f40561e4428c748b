"""Recording inspections, one at a time and many at once: what was looked at, what came of each finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.cases.queries.ground import place_of
from xiuhua.cases.queries.near import spot_at
from xiuhua.files.services import files_settle
from xiuhua.inspections.models import Inspection, InspectionPhoto, ItemResult, Standard
from xiuhua.inspections.queries import inspection_rows as rows_of
from xiuhua.inspections.queries import inspections as queries
from xiuhua.inspections.queries.inspection_rows import Premises, StoredFile, Vehicle
from xiuhua.inspections.rules.findings import MOST_OFFICERS, amount_fault, items_faults, result_of
from xiuhua.inspections.rules.standards import Item, item_of, items_of
from xiuhua.inspections.services.findings import finding_fix, finding_opened, findings_order
from xiuhua.inspections.services.standards import standard_ensure
from xiuhua.inspections.terms.inspections import InspectionAct, Verdict
from xiuhua.ledger.services import NewEntry, entries_append_many
from xiuhua.scenekit.declared import SubjectKind
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid, NotFound
from xiuhua.shared.ids import uuid7

_AHEAD_S = 600  # a telephone's clock may run so far ahead


@dataclass(frozen=True, kw_only=True)
class NewResult:
    """What was found of one item.

    Args:
        item: its key.
        verdict: kept, broken, or that it does not apply.
        text: what exactly is wrong; of a broken one only, like all that follows.
        photos: of what is wrong.
        fixed: whether it was put right while the officers stood there, with `fixed_photos` of that, and with
            `fixed_amount`, how much, where the item has a unit.
        order_until: the last day by which it is ordered to be put right; None: not ordered.
    """

    item: str
    verdict: Verdict
    text: str = ""
    photos: tuple[StoredFile, ...] = ()
    fixed: bool = False
    fixed_photos: tuple[StoredFile, ...] = ()
    fixed_amount: float | None = None
    order_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class NewInspection:
    """An inspection as whoever made it writes it down. Degrees are WGS84.

    Args:
        checklist: key of a declared checklist.
        results: one per item of the checklist.
        premises_id, vehicle_id: what was looked at: one of the two, as the checklist says.
        officers: how many took part.
        longitude, latitude: where; None: at the premises, or nobody knows where a vehicle stood.
        area_code: where a vehicle was stopped, where there are no coordinates; empty: where it is registered.
        inspected_at: when; None: now.
        photos: of the place.
        demand: what the order to put right asks for, beside what was found.
        client_id: given where it was written down; the same one again changes nothing.
    """

    checklist: str
    results: Sequence[NewResult]
    premises_id: int | None = None
    vehicle_id: int | None = None
    officers: int = 1
    note: str = ""
    address: str = ""
    longitude: float | None = None
    latitude: float | None = None
    area_code: str = ""
    inspected_at: datetime | None = None
    photos: tuple[StoredFile, ...] = ()
    demand: str = ""
    client_id: UUID = field(default_factory=uuid7)


@transaction.atomic
def inspection_record(*, new: NewInspection, actor: Actor, at: datetime) -> Inspection:
    """Record an inspection with its findings, and what was done about each on the spot.

    What was put right there is so recorded; what is ordered goes into one order with a number of its own.

    Raises:
        NotPermitted: not by this actor, or not there.
        Invalid: checklist, subject, results, officers or time will not do; `fields` says which. An item is
            named `item_<key>`.
        NotFound: what was inspected is not in scope.
    """
    known = queries.inspections_by_client_ids([new.client_id]).get(str(new.client_id))
    return known if known is not None else inspections_record_many(many=(new,), actor=actor, at=at)[0]


@transaction.atomic
def inspections_record_many(*, many: Sequence[NewInspection], actor: Actor, at: datetime) -> list[Inspection]:
    """Record inspections, in their order, as `inspection_record` does each; what is known stays as it is.

    Raises:
        NotPermitted, Invalid, NotFound: as `inspection_record`; none is recorded then.
    """
    known = queries.inspections_by_client_ids([new.client_id for new in many])
    fresh = [new for new in many if str(new.client_id) not in known]
    subjects = _subjects(fresh)
    standards = {
        key: standard_ensure(key=key, at=at) for key in dict.fromkeys(new.checklist for new in fresh)
    }
    rows = [_row(new, standards[new.checklist], subjects, actor=actor, at=at) for new in fresh]
    for row in {row.area_code: row for row in rows}.values():
        require(actor, InspectionAct.RECORD, row)
    Inspection.objects.bulk_create(rows)
    pairs = list(zip(fresh, rows, strict=True))
    ItemResult.objects.bulk_create(
        ItemResult(inspection=row, item=one.item, verdict=one.verdict.value)
        for new, row in pairs
        for one in new.results
    )
    _photos(pairs, actor=actor, at=at)
    entries_append_many([_entry(new, row, actor=actor) for new, row in pairs])
    for new, row in pairs:
        _findings(new, row, actor=actor, at=at)
    recorded = known | {str(row.client_id): row for row in rows}
    return [recorded[str(new.client_id)] for new in many]


@dataclass(frozen=True, kw_only=True)
class _Subjects:
    """What some inspections are about, read at once."""

    premises: Mapping[int, Premises]
    vehicles: Mapping[int, Vehicle]


def _subjects(many: Sequence[NewInspection]) -> _Subjects:
    return _Subjects(
        premises=rows_of.premises_in({new.premises_id for new in many if new.premises_id}),
        vehicles=rows_of.vehicles_in({new.vehicle_id for new in many if new.vehicle_id}),
    )


def _row(
    new: NewInspection, standard: Standard, subjects: _Subjects, *, actor: Actor, at: datetime
) -> Inspection:
    premises, vehicle = _subject(new, standard, subjects)
    when = new.inspected_at or at
    verdicts = {one.item: one.verdict for one in new.results}
    faults = {f"item_{key}" if key != "items" else key: code for key, code in _item_faults(new, standard)}
    if not 1 <= new.officers <= MOST_OFFICERS:
        faults["officers"] = "inspection_officers_wrong"
    if (when - at).total_seconds() > _AHEAD_S:
        faults["at"] = "inspection_ahead"
    if faults:
        raise Invalid(fields=faults)
    place = place_of(new.longitude, new.latitude) or (premises.place if premises else None)
    return Inspection(
        client_id=new.client_id, standard=standard, checklist=standard.key, premises=premises,
        vehicle=vehicle, subject_name=premises.name if premises else vehicle.plate if vehicle else "",
        party_id=(premises or vehicle).party_id,  # type: ignore[union-attr]  # one of the two is there
        result=result_of(list(verdicts.values())).value,
        broken=sum(verdict is Verdict.BROKEN for verdict in verdicts.values()), officers=new.officers,
        inspected_by=actor.name, note=new.note.strip(), place=place,
        address=(new.address.strip() or (premises.address if premises else ""))[:160],
        area_code=premises.area_code if premises else _area_of(new, vehicle), at=when, recorded_at=at,
    )  # fmt: skip


def _item_faults(new: NewInspection, standard: Standard) -> Sequence[tuple[str, str]]:
    """Return what is wrong with the results: by item, or under `items` what is wrong with them together."""
    said = [one.item for one in new.results]
    items = items_of(standard.body)
    faults = items_faults(items, {one.item: one.verdict for one in new.results})
    faults |= {key: "inspection_item_twice" for key in said if said.count(key) > 1}
    for one in new.results:
        settled = one.fixed or one.order_until is not None
        if one.verdict is not Verdict.BROKEN and (settled or one.text.strip() or one.photos):
            faults[one.item] = "inspection_item_not_broken"
        elif one.fixed and one.order_until is not None:
            faults[one.item] = "inspection_item_fixed_and_ordered"
        elif fault := _amount_fault(one, item_of(standard.body, one.item)):
            faults[one.item] = fault
    return list(faults.items())


def _amount_fault(one: NewResult, item: Item | None) -> str | None:
    """Return what is wrong with how much was put right on the spot."""
    if one.fixed:
        return amount_fault(item, one.fixed_amount)
    return None if one.fixed_amount is None else "finding_amount_unasked"


def _subject(
    new: NewInspection, standard: Standard, subjects: _Subjects
) -> tuple[Premises | None, Vehicle | None]:
    """Return what was looked at: premises or a vehicle, of a kind that the checklist is for."""
    of_premises = standard.subject == SubjectKind.PREMISES
    name, asked = ("premises", new.premises_id) if of_premises else ("vehicle", new.vehicle_id)
    other = new.vehicle_id if of_premises else new.premises_id
    if asked is None or other is not None:
        raise Invalid(fields={name: f"inspection_{name}_missing"})
    premises = subjects.premises.get(asked) if of_premises else None
    vehicle = None if of_premises else subjects.vehicles.get(asked)
    found = premises or vehicle
    if found is None:
        raise NotFound(kind=name, key=str(asked))
    kinds = standard.body.get("kinds")
    if kinds and found.kind not in kinds:
        raise Invalid(fields={name: "inspection_other_kind"})
    return premises, vehicle


def _area_of(new: NewInspection, vehicle: Vehicle | None) -> str:
    """Return where a vehicle was stopped; where nobody said, where it is registered."""
    spot = spot_at(place_of(new.longitude, new.latitude), area_code=new.area_code)
    if spot is None and (new.area_code or new.longitude is not None):
        raise Invalid(fields={"area_code": "inspection_area_unknown"})
    return spot.area_code if spot else vehicle.area_code if vehicle else ""


def _photos(pairs: Sequence[tuple[NewInspection, Inspection]], *, actor: Actor, at: datetime) -> None:
    for new, row in pairs:
        if new.photos:
            files_settle(files=new.photos, area_code=row.area_code, actor=actor, at=at)
    InspectionPhoto.objects.bulk_create(
        InspectionPhoto(inspection=row, file=file) for new, row in pairs for file in new.photos
    )


def _entry(new: NewInspection, row: Inspection, *, actor: Actor) -> NewEntry:
    return NewEntry(
        at=row.at, actor=actor, act=InspectionAct.RECORD.value, subject=f"inspection:{row.pk}",
        area=row.area_code,
        detail={
            "checklist": row.checklist, "standard": row.standard_id, "premises": row.premises_id,
            "vehicle": row.vehicle_id, "officers": row.officers, "broken": row.broken,
            "photos": [file.pk for file in new.photos],
        },
        words={"note.after": row.note} if row.note else {}, state=queries.inspection_state(row),
    )  # fmt: skip


def _findings(new: NewInspection, row: Inspection, *, actor: Actor, at: datetime) -> None:
    """Open a finding for each broken item, and do what was done about it on the spot."""
    ordered: dict[date, list[int]] = {}
    for one in new.results:
        if one.verdict is not Verdict.BROKEN:
            continue
        finding = finding_opened(
            inspection=row, item=one.item, text=one.text, photos=one.photos, actor=actor, at=at
        )
        if one.fixed:
            finding_fix(
                finding_id=finding.pk, amount=one.fixed_amount, photos=one.fixed_photos, actor=actor, at=at
            )
        elif one.order_until is not None:
            ordered.setdefault(one.order_until, []).append(finding.pk)
    if ordered:
        days = {pk: day for day, ids in ordered.items() for pk in ids}
        findings_order(days=days, demand=new.demand, actor=actor, at=at)
