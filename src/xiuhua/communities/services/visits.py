"""城管进社区: service posts, what was done on the spot, and requests handled without leaving home."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from xiuhua.access.rules import may
from xiuhua.access.services import require
from xiuhua.communities.models import ServiceRecord, ServiceRecordPhoto, ServiceRequest, ServiceSlot
from xiuhua.communities.queries import communities
from xiuhua.communities.queries import visits as queries
from xiuhua.communities.queries.community_rows import Person, StoredFile
from xiuhua.communities.rules.visits import weekdays_fault
from xiuhua.communities.rules.whistles import scores_fault
from xiuhua.communities.services.community_refusals import NoPersonOfActor, NotOwnRequest, OwnDoing
from xiuhua.communities.terms.visits import RequestState, ServiceKind, SlotState, VisitAct
from xiuhua.files.services import files_settle
from xiuhua.ground.queries.people import person_of_user
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid


@dataclass(frozen=True, kw_only=True)
class NewSlot:
    """Who is where on which weekdays: 1 is Monday, 7 Sunday."""

    area_code: str
    person_id: int
    weekdays: tuple[int, ...]
    begins: time
    ends: time
    spot: str
    since_on: date


@transaction.atomic
def slot_open(*, new: NewSlot, actor: Actor, at: datetime) -> ServiceSlot:
    """Arrange a service post: one of a person in a community at a time.

    Raises:
        NotPermitted: not by this actor, or not there.
        NotFound: the person is not known.
        Invalid: days or hours are wrong, or the person has a post there.
    """
    area = communities.community_named(new.area_code)
    require(actor, VisitAct.SLOT_OPEN, ServiceSlot(area_code=area.code, state=""))
    person = communities.person_known(new.person_id)
    fields = weekdays_fault(new.weekdays, new.begins, new.ends)
    if not new.spot.strip():
        fields["spot"] = "service_text_missing"
    if queries.slot_of(area.pk, person.pk) is not None:
        fields["person"] = "service_slot_taken"
    if fields:
        raise Invalid(fields=fields)
    slot = ServiceSlot.objects.create(
        area=area, area_code=area.code, unit_id=person.unit_id, person=person,
        weekdays=sorted(new.weekdays), begins=new.begins, ends=new.ends, spot=new.spot.strip(),
        since_on=new.since_on, recorded_at=at, updated_at=at,
    )  # fmt: skip
    _record(
        "service_slot", slot.pk, area.code, VisitAct.SLOT_OPEN, actor=actor, at=at,
        detail={"person": person.pk, "weekdays": slot.weekdays, "since": slot.since_on.isoformat()},
        words={"spot.after": slot.spot},
    )  # fmt: skip
    return slot


@transaction.atomic
def slot_end(*, slot_id: int, until_on: date, actor: Actor, at: datetime) -> ServiceSlot:
    """End a service post after its last day.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such post, or not by this actor, or it has ended.
        Invalid: the last day lies before the first.
    """
    slot = queries.slot_lock(slot_id)
    require(actor, VisitAct.SLOT_END, slot)
    if until_on < slot.since_on:
        raise Invalid(fields={"until_on": "service_until_wrong"})
    slot.until_on, slot.state, slot.updated_at = until_on, SlotState.ENDED.value, at
    slot.save(update_fields=["until_on", "state", "updated_at"])
    _record(
        "service_slot", slot.pk, slot.area_code, VisitAct.SLOT_END, actor=actor, at=at,
        detail={"until": until_on.isoformat()}, words={},
    )  # fmt: skip
    return slot


@dataclass(frozen=True, kw_only=True)
class NewRecord:
    """What was done for residents of a community on a day.

    Args:
        today: the day it is where the community lies.
        case_id: the case that came of it, where one did.
    """

    area_code: str
    kind: ServiceKind
    on: date
    today: date
    residents: int
    text: str
    case_id: int | None = None
    photos: tuple[StoredFile, ...] = ()


@transaction.atomic
def service_record(*, new: NewRecord, actor: Actor, at: datetime) -> ServiceRecord:
    """Record what the actor did for residents.

    Raises:
        NotPermitted: not by this actor, or not there.
        NoPersonOfActor: the account belongs to no person of a unit.
        Invalid: the day lies ahead, the words are missing, or the case is unknown.
    """
    area = communities.community_named(new.area_code)
    require(actor, VisitAct.RECORD, ServiceRecord(area_code=area.code))
    person = _person_of(actor)
    fields = {} if new.text.strip() else {"text": "service_text_missing"}
    if new.on > new.today:
        fields["on"] = "service_on_future"
    if new.case_id is not None and not queries.case_visible(new.case_id):
        fields["case"] = "service_case_unknown"
    if fields:
        raise Invalid(fields=fields)
    return _recorded(new, person, area_id=area.pk, request=None, actor=actor, at=at)


def _person_of(actor: Actor) -> Person:
    person_id = person_of_user(actor.user_id)
    if person_id is None:
        raise NoPersonOfActor
    return communities.person_known(person_id)


def _recorded(
    new: NewRecord,
    person: Person,
    *,
    area_id: int,
    request: ServiceRequest | None,
    actor: Actor,
    at: datetime,
) -> ServiceRecord:
    record = ServiceRecord.objects.create(
        area_id=area_id, area_code=new.area_code, slot=queries.slot_of(area_id, person.pk),
        unit_id=person.unit_id, person=person, on=new.on, kind=new.kind.value, residents=new.residents,
        text=new.text.strip(), case_id=new.case_id, request=request, recorded_at=at,
    )  # fmt: skip
    if new.photos:
        files_settle(files=new.photos, area_code=new.area_code, actor=actor, at=at)
        ServiceRecordPhoto.objects.bulk_create(
            ServiceRecordPhoto(record=record, file=file) for file in new.photos
        )
    _record(
        "service_record", record.pk, record.area_code, VisitAct.RECORD, actor=actor, at=at,
        detail={
            "kind": record.kind, "residents": record.residents, "on": record.on.isoformat(),
            "case": record.case_id, "request": request.pk if request else None,
        },
        words={"text.after": record.text},
    )  # fmt: skip
    return record


@dataclass(frozen=True, kw_only=True)
class NewRequest:
    """What a resident asks for, as they write it themselves or somebody writes it for them."""

    client_id: UUID
    area_code: str
    kind: ServiceKind
    resident_name: str
    text: str
    resident_phone: str = ""
    address: str = ""


@transaction.atomic
def request_ask(*, new: NewRequest, actor: Actor, at: datetime) -> ServiceRequest:
    """Give a request to the community: 足不出户. The same id again changes nothing.

    Raises:
        NotPermitted: not by this actor, or not there.
        Invalid: name or words are missing.
    """
    known = queries.request_by_client_id(new.client_id)
    if known is not None:
        return known
    area = communities.community_named(new.area_code)
    require(actor, VisitAct.ASK, ServiceRequest(area_code=area.code, state=""))
    fields = {} if new.text.strip() else {"text": "service_text_missing"}
    if not new.resident_name.strip():
        fields["resident_name"] = "service_name_missing"
    if fields:
        raise Invalid(fields=fields)
    request = ServiceRequest.objects.create(
        client_id=new.client_id, area=area, area_code=area.code, kind=new.kind.value,
        resident_name=new.resident_name.strip(), resident_phone=new.resident_phone.strip(),
        address=new.address.strip(), text=new.text.strip(), asked_by=actor.name, asked_at=at, updated_at=at,
    )  # fmt: skip
    _request_entry(request, VisitAct.ASK, actor=actor, at=at, words={"text.after": request.text})
    return request


@transaction.atomic
def request_take(*, request_id: int, actor: Actor, at: datetime) -> ServiceRequest:
    """Take a request on.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such request, or not by this actor, or not now.
        NoPersonOfActor: the account belongs to no person of a unit.
    """
    request = queries.request_lock(request_id)
    require(actor, VisitAct.TAKE, request)
    request.person, request.taken_at, request.state = _person_of(actor), at, RequestState.TAKEN.value
    _request_save(request, at)
    _request_entry(request, VisitAct.TAKE, actor=actor, at=at)
    return request


@dataclass(frozen=True, kw_only=True)
class Doing:
    """What was done for a resident; `on` is the day where the community lies."""

    answer: str
    on: date
    case_id: int | None = None
    photos: tuple[StoredFile, ...] = ()


@transaction.atomic
def request_finish(*, request_id: int, done: Doing, actor: Actor, at: datetime) -> ServiceRequest:
    """Say what was done; the resident confirms it. A service record is written with it.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such request, or not by this actor, or not now.
        NoPersonOfActor: the account belongs to no person of a unit.
        Invalid: nothing was said, or the case is unknown.
    """
    request = queries.request_lock(request_id)
    require(actor, VisitAct.FINISH, request)
    fields = {} if done.answer.strip() else {"answer": "service_answer_missing"}
    if done.case_id is not None and not queries.case_visible(done.case_id):
        fields["case"] = "service_case_unknown"
    if fields:
        raise Invalid(fields=fields)
    request.person = person = _person_of(actor)
    request.answer, request.done_at, request.case_id = done.answer.strip(), at, done.case_id
    request.state = RequestState.DONE.value
    _request_save(request, at)
    if not request.reopened:
        new = NewRecord(
            area_code=request.area_code, kind=ServiceKind(request.kind), on=done.on, today=done.on,
            residents=1, text=request.answer, case_id=done.case_id, photos=done.photos,
        )  # fmt: skip
        _recorded(new, person, area_id=request.area_id, request=request, actor=actor, at=at)
    _request_entry(request, VisitAct.FINISH, actor=actor, at=at, words={"answer.after": request.answer})
    return request


@transaction.atomic
def request_confirm(
    *, request_id: int, score: int, opinion: str, actor: Actor, at: datetime
) -> ServiceRequest:
    """Confirm what was done: the resident, or a colleague who has asked them.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such request, or not by this actor, or not now.
        NotOwnRequest: a resident, and the request is another's.
        OwnDoing: the actor did it.
        Invalid: the score is none.
    """
    request = queries.request_lock(request_id)
    require(actor, VisitAct.CONFIRM, request)
    _resident_only(request, actor)
    if scores_fault([score]):
        raise Invalid(fields={"score": "whistle_score_wrong"})
    request.score, request.opinion, request.confirmed_at = score, opinion.strip(), at
    request.state = RequestState.CONFIRMED.value
    _request_save(request, at)
    _request_entry(request, VisitAct.CONFIRM, actor=actor, at=at, words={"opinion.after": request.opinion})
    return request


@transaction.atomic
def request_reopen(*, request_id: int, reason: str, actor: Actor, at: datetime) -> ServiceRequest:
    """Send back what was not done: whoever took it on has it again.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such request, or not by this actor, or not now.
        NotOwnRequest, OwnDoing: as `request_confirm`.
        Invalid: the reason is missing.
    """
    request = queries.request_lock(request_id)
    require(actor, VisitAct.REOPEN, request)
    _resident_only(request, actor)
    if not reason.strip():
        raise Invalid(fields={"reason": "whistle_reason_missing"})
    request.state, request.done_at = RequestState.TAKEN.value, None
    request.reopened += 1
    _request_save(request, at)
    _request_entry(request, VisitAct.REOPEN, actor=actor, at=at, words={"reason": reason.strip()})
    return request


def _resident_only(request: ServiceRequest, actor: Actor) -> None:
    """Let a resident act on their own request, and of the staff nobody who did it."""
    if not may(actor, VisitAct.READ):
        if request.asked_by != actor.name:
            raise NotOwnRequest
        return
    if request.person_id is not None and request.person_id == person_of_user(actor.user_id):
        raise OwnDoing


def _request_save(request: ServiceRequest, at: datetime) -> None:
    request.updated_at = at
    request.save()


def _request_entry(
    request: ServiceRequest,
    act: VisitAct,
    *,
    actor: Actor,
    at: datetime,
    words: Mapping[str, str] | None = None,
) -> None:
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"service_request:{request.pk}", area=request.area_code,
        detail={"state": request.state},
        words={name: text for name, text in (words or {}).items() if text},
        state=queries.request_state(request),
    )  # fmt: skip


def _record(
    kind: str, pk: int, area_code: str, act: VisitAct, *, actor: Actor, at: datetime,
    detail: Mapping[str, object], words: Mapping[str, str],
) -> None:  # fmt: skip
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"{kind}:{pk}", area=area_code, detail=detail,  # type: ignore[arg-type]  # plain JSON
        words={name: text for name, text in words.items() if text},
    )  # fmt: skip
