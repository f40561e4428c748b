"""What happens to a finding: put right on the spot, ordered to be, answered, looked at again, made a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.timezone import get_default_timezone

from xiuhua.access.services import may, require
from xiuhua.cases.queries.ground import item_coded
from xiuhua.cases.services import NewReport, case_report
from xiuhua.cases.terms import Channel
from xiuhua.files.services import files_settle
from xiuhua.ground.queries.standing import parties_stood_for
from xiuhua.inspections.models import Finding, FindingPhoto, FindingStep, Inspection, RectifyOrder
from xiuhua.inspections.queries import findings as queries
from xiuhua.inspections.queries.inspection_rows import StoredFile
from xiuhua.inspections.rules.findings import amount_fault, may_step
from xiuhua.inspections.rules.standards import item_of, title_of
from xiuhua.inspections.services.refusals import NotConcerned, OtherInspection, OwnAnswer
from xiuhua.inspections.services.telling import ordered_tell
from xiuhua.inspections.terms.findings import FindingAct, FindingState, PaperOfOrder, Recheck
from xiuhua.inspections.terms.inspections import InspectionAct
from xiuhua.ledger.services import entry_append
from xiuhua.papers.services import number_take, seat_of, sign_for
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid, NotAllowedNow
from xiuhua.shared.ids import uuid7

_LONGEST_YEARS = 2


def finding_opened(
    *,
    inspection: Inspection,
    item: str,
    text: str,
    photos: tuple[StoredFile, ...],
    actor: Actor,
    at: datetime,
) -> Finding:
    """Open a finding of an inspection that is being recorded, in its transaction."""
    finding = Finding(
        inspection=inspection, checklist=inspection.checklist, item=item, premises_id=inspection.premises_id,
        vehicle_id=inspection.vehicle_id, subject_name=inspection.subject_name, party_id=inspection.party_id,
        text=text.strip(),
        area_code=inspection.area_code, found_at=inspection.at, recorded_at=at, updated_at=at,
    )  # fmt: skip
    finding.save(force_insert=True)
    _step(finding, FindingAct.FIND, text=finding.text, photos=photos, actor=actor, at=at)
    return finding


@transaction.atomic
def finding_fix(
    *,
    finding_id: int,
    text: str = "",
    amount: float | None = None,
    photos: tuple[StoredFile, ...] = (),
    actor: Actor,
    at: datetime,
) -> Finding:
    """Record that something was put right while the officers stood there.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such finding, not by this actor, or not now.
        Invalid: how much was put right is missing, or not asked for.
    """
    finding = _standing(finding_id, FindingAct.FIX, actor=actor)
    _measured(finding, amount)
    finding.state = FindingState.FIXED.value
    return _moved(finding, FindingAct.FIX, text=text, photos=photos, actor=actor, at=at)


def finding_order(
    *, finding_id: int, until: date, demand: str = "", actor: Actor, at: datetime
) -> RectifyOrder:
    """Order one finding to be put right, as `findings_order`."""
    return findings_order(days={finding_id: until}, demand=demand, actor=actor, at=at)


@transaction.atomic
def findings_order(*, days: Mapping[int, date], demand: str = "", actor: Actor, at: datetime) -> RectifyOrder:
    """Order findings of one inspection to be put right: one paper with the next number (责令改正通知书).

    Args:
        days: by finding the last day on which it may be put right.
        demand: what has to be done, beside what was found.
        actor: who orders it.
        at: when.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such finding, not by this actor, or not now.
        OtherInspection: they come from several.
        Invalid: a day lies before today or years ahead.
    """
    findings = queries.findings_lock(list(days))
    for finding in findings:
        require(actor, FindingAct.ORDER, finding)
        _may(finding, FindingAct.ORDER)
    if len({finding.inspection_id for finding in findings}) > 1:
        raise OtherInspection
    for day in days.values():
        _day_check(day, at)
    first, seat = findings[0], seat_of(actor=actor)
    order = RectifyOrder(
        inspection=first.inspection, demand=demand.strip(), issued_by=actor.name,
        issuer=seat.unit_name if seat else "", issued_at=at, area_code=first.area_code,
    )  # fmt: skip
    order.number = number_take(
        kind=PaperOfOrder.RECTIFY, area_code=order.area_code, sign=sign_for(order.area_code, at=at), at=at
    )
    order.save(force_insert=True)
    for finding in findings:
        finding.state, finding.order = FindingState.ORDERED.value, order
        finding.due_at = _day_over(days[finding.pk])
        _moved(finding, FindingAct.ORDER, text=order.demand, actor=actor, at=at)
    ordered_tell(findings=findings, actor=actor, at=at)
    return order


@transaction.atomic
def finding_answer(
    *, finding_id: int, text: str, photos: tuple[StoredFile, ...] = (), actor: Actor, at: datetime
) -> Finding:
    """Say that something was put right: whoever is responsible for it says so, or an officer for them.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such finding, not by this actor, or not now.
        NotConcerned: it concerns another firm.
        Invalid: nothing was said.
    """
    finding = _standing(finding_id, FindingAct.ANSWER, actor=actor)
    concern_check(finding, actor=actor, at=at)
    if not text.strip():
        raise Invalid(fields={"text": "finding_answer_missing"})
    own = {actor.name, f"user:{actor.user_id}"}
    if any(file.stored_by not in own for file in photos) and not may(actor, InspectionAct.READ, finding):
        raise Invalid(fields={"photos": "case_photo_unknown"})  # a firm shows what it has brought itself
    finding.state, finding.answered_by = FindingState.ANSWERED.value, actor.name
    return _moved(finding, FindingAct.ANSWER, text=text, photos=photos, actor=actor, at=at)


@transaction.atomic
def finding_recheck(
    *,
    finding_id: int,
    verdict: Recheck,
    text: str = "",
    until: date | None = None,
    amount: float | None = None,
    photos: tuple[StoredFile, ...] = (),
    actor: Actor,
    at: datetime,
) -> Finding:
    """Look again: what is put right is closed; what is not is due again on a later day, or becomes a case.

    Args:
        finding_id: which.
        verdict: what was found.
        text: in words.
        until: where it was not put right, the last day of the time that is left; None with a pass.
        amount: with a pass, how much was put right, where the item has a unit.
        photos: of how it looks now.
        actor: who looked.
        at: when.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such finding, not by this actor, or not now.
        OwnAnswer: the actor said that it was put right.
        Invalid: it was not put right and no day is named, or how much was put right is missing.
    """
    finding = _standing(finding_id, FindingAct.RECHECK, actor=actor)
    if finding.answered_by == actor.name and finding.state == FindingState.ANSWERED:
        raise OwnAnswer
    if verdict is Recheck.PASSED:
        _measured(finding, amount)
        finding.state = FindingState.CLOSED.value
    else:
        if until is None:
            raise Invalid(fields={"until": "finding_until_missing"})
        _day_check(until, at)
        finding.state, finding.due_at = FindingState.ORDERED.value, _day_over(until)
    return _moved(finding, FindingAct.RECHECK, text=text, photos=photos, actor=actor, at=at)


@transaction.atomic
def finding_to_case(*, finding_id: int, text: str = "", actor: Actor, at: datetime) -> Finding:
    """Make a case of the loop of a finding: its matter is the item's, its photos are those of the finding.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such finding, not by this actor, or not now.
        CityError: as `cases.services.case_report`.
    """
    finding = _standing(finding_id, FindingAct.TO_CASE, actor=actor)
    finding.case = case_report(new=_report(finding, text), actor=actor, at=at)
    finding.state = FindingState.CASE.value
    return _moved(finding, FindingAct.TO_CASE, text=text, actor=actor, at=at)


def concern_check(finding: Finding, *, actor: Actor, at: datetime) -> None:
    """Let staff pass, and of firms the one whose premises or vehicle it is.

    Raises:
        NotConcerned: it concerns another firm.
    """
    _concerns(finding, finding.party_id, actor=actor, at=at)


def order_concern_check(order: RectifyOrder, *, actor: Actor, at: datetime) -> None:
    """Let staff pass, and of firms the one to which the order was handed.

    Raises:
        NotConcerned: it went to another firm.
    """
    _concerns(order, order.inspection.party_id, actor=actor, at=at)


def _concerns(row: Finding | RectifyOrder, party_id: int | None, *, actor: Actor, at: datetime) -> None:
    if may(actor, InspectionAct.READ, row):
        return
    if party_id is None or party_id not in parties_stood_for(actor.user_id, at=at):
        raise NotConcerned


def _report(finding: Finding, text: str) -> NewReport:
    inspection = finding.inspection
    item = item_of(inspection.standard.body, finding.item)
    matter = item_coded(item.matter) if item and item.matter else None
    what = f"{title_of(inspection.standard.body, 'zh')} · {item.zh if item else finding.item}"
    said = f"{finding.subject_name}：{what}"
    lines = (said, finding.text, text.strip(), finding.number)
    return NewReport(
        client_id=uuid7(), channel=Channel.DEPARTMENT, item_id=matter.pk if matter else None,
        text="\n".join(line for line in lines if line), address=inspection.address,
        longitude=inspection.place.x if inspection.place else None,
        latitude=inspection.place.y if inspection.place else None, area_code=finding.area_code,
        premises_id=finding.premises_id, source_ref=finding.number, photos=_photos_of(finding),
    )  # fmt: skip


def _photos_of(finding: Finding) -> tuple[StoredFile, ...]:
    return tuple(photo.file for step in queries.steps_of(finding) for photo in step.photos.all())


def _standing(finding_id: int, act: FindingAct, *, actor: Actor) -> Finding:
    """Return a finding, locked, to which an actor may do an act now."""
    (finding,) = queries.findings_lock([finding_id])
    require(actor, act, finding)
    _may(finding, act)
    return finding


def _may(finding: Finding, act: FindingAct) -> None:
    if not may_step(FindingState(finding.state), act):
        raise NotAllowedNow(act=act.value, state=finding.state)


def _measured(finding: Finding, amount: float | None) -> None:
    """Write down how much was put right."""
    fault = amount_fault(item_of(finding.inspection.standard.body, finding.item), amount)
    if fault:
        raise Invalid(fields={"amount": fault})
    finding.amount = amount


def _day_check(day: date, at: datetime) -> None:
    today = at.astimezone(get_default_timezone()).date()
    if not today <= day <= today.replace(year=today.year + _LONGEST_YEARS, day=1):
        raise Invalid(fields={"until": "finding_day_wrong"})


def _day_over(day: date) -> datetime:
    """Return the end of a day here: the first instant of the next."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=get_default_timezone())


def _moved(
    finding: Finding,
    act: FindingAct,
    *,
    text: str = "",
    photos: Sequence[StoredFile] = (),
    actor: Actor,
    at: datetime,
) -> Finding:
    finding.updated_at = at
    finding.save(update_fields=["state", "order", "due_at", "case", "amount", "answered_by", "updated_at"])
    _step(finding, act, text=text.strip(), photos=photos, actor=actor, at=at)
    return finding


def _step(
    finding: Finding, act: FindingAct, *, text: str, photos: Sequence[StoredFile], actor: Actor, at: datetime
) -> None:
    step = FindingStep.objects.create(
        finding=finding, act=act.value, state=finding.state, due_at=finding.due_at, text=text, by=actor.name,
        at=finding.found_at if act is FindingAct.FIND else at, recorded_at=at, area_code=finding.area_code,
    )  # fmt: skip
    if photos:
        files_settle(files=photos, area_code=finding.area_code, actor=actor, at=at)
        FindingPhoto.objects.bulk_create(FindingPhoto(step=step, file=file) for file in photos)
    entry_append(
        at=step.at, actor=actor, act=act.value, subject=f"finding:{finding.pk}", area=finding.area_code,
        detail={
            "inspection": finding.inspection_id, "item": finding.item, "state": finding.state,
            "order": finding.order_id, "case": finding.case_id, "photos": [file.pk for file in photos],
        },
        words={f"{act.value.partition('.')[2]}.after": text} if text else {},
        state=queries.finding_state(finding),
    )  # fmt: skip
