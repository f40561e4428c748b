"""城管进社区 as the API takes and gives it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from xiuhua.cases.queries.named import person_named, photos_named
from xiuhua.communities.models import ServiceRecord, ServiceRequest, ServiceSlot
from xiuhua.communities.queries.community_rows import Area
from xiuhua.communities.serializers.community_values import CommunityCode, Day, Id, Line, Photos, Score, Words
from xiuhua.communities.services.visits import Doing, NewRecord, NewRequest, NewSlot
from xiuhua.communities.terms.visits import RequestState, ServiceKind, SlotState
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid
from xiuhua.shared.masks import phone_masked

WorkNumber = Annotated[str, Field(min_length=1, max_length=30)]


class SlotIn(Schema):
    """Who is where on which weekdays: 1 is Monday, 7 Sunday."""

    area_code: CommunityCode
    person_number: WorkNumber
    weekdays: Annotated[list[int], Field(max_length=7)]
    begins: time
    ends: time
    spot: Annotated[str, Field(max_length=80)]
    since_on: Day

    def as_new(self) -> NewSlot:
        """Return it as the service takes it.

        Raises:
            Invalid: nobody has the number.
        """
        person_id = person_named(self.person_number)
        if person_id is None:
            raise Invalid(fields={"person_number": "community_person_unknown"})
        return NewSlot(
            area_code=self.area_code, person_id=person_id, weekdays=tuple(self.weekdays),
            begins=self.begins.replace(tzinfo=None), ends=self.ends.replace(tzinfo=None), spot=self.spot,
            since_on=self.since_on,
        )  # fmt: skip


class EndIn(Schema):
    """The last day."""

    until_on: Day


class SlotOut(Schema):
    """A service post."""

    id: int
    area_code: str
    person: str
    unit: str
    weekdays: list[int]
    begins: time
    ends: time
    spot: str
    state: SlotState
    since_on: date
    until_on: date | None

    @staticmethod
    def resolve_person(slot: ServiceSlot) -> str:
        """Return the work number."""
        return slot.person.work_number

    @staticmethod
    def resolve_unit(slot: ServiceSlot) -> str:
        """Return the code of the unit."""
        return slot.unit.code


class RecordIn(Schema):
    """What was done for residents of a community on a day."""

    area_code: CommunityCode
    kind: ServiceKind
    on: Day
    residents: Annotated[int, Field(ge=0, le=100_000)]
    text: Words
    case: Id | None = None
    photos: Photos = []

    def as_new(self, *, actor: Actor, today: date) -> NewRecord:
        """Return it as the service takes it.

        Raises:
            Invalid: a photo is unknown.
        """
        return NewRecord(
            area_code=self.area_code, kind=self.kind, on=self.on, today=today, residents=self.residents,
            text=self.text, case_id=self.case, photos=photos_named(self.photos, actor=actor),
        )  # fmt: skip


class RecordOut(Schema):
    """A service record."""

    id: int
    area_code: str
    person: str
    unit: str
    on: date
    kind: ServiceKind
    residents: int
    text: str
    case: int | None
    request: int | None


def record_out(record: ServiceRecord) -> RecordOut:
    """Return a record as the API gives it."""
    return RecordOut(
        id=record.pk, area_code=record.area_code, person=record.person.work_number, unit=record.unit.code,
        on=record.on, kind=ServiceKind(record.kind), residents=record.residents, text=record.text,
        case=record.case_id, request=record.request_id,
    )  # fmt: skip


class RequestIn(Schema):
    """What a resident asks for; the same `client_id` again changes nothing."""

    client_id: UUID
    area_code: CommunityCode
    kind: ServiceKind
    resident_name: Annotated[str, Field(max_length=40)]
    text: Words
    resident_phone: Annotated[str, Field(max_length=20)] = ""
    address: Line = ""

    def as_new(self) -> NewRequest:
        """Return it as the service takes it."""
        return NewRequest(**self.model_dump())


class DoneIn(Schema):
    """What was done."""

    answer: Words
    case: Id | None = None
    photos: Photos = []

    def as_doing(self, *, actor: Actor, today: date) -> Doing:
        """Return it as the service takes it.

        Raises:
            Invalid: a photo is unknown.
        """
        photos = photos_named(self.photos, actor=actor)
        return Doing(answer=self.answer, on=today, case_id=self.case, photos=photos)


class ConfirmIn(Schema):
    """What the resident thinks of it: 1 is worst, 5 is best."""

    score: Score
    opinion: Words = ""


class RequestOut(Schema):
    """A request. The resident's number is masked."""

    id: int
    number: str
    area_code: str
    kind: ServiceKind
    state: RequestState
    resident_name: str
    resident_phone: str
    text: str
    person: str | None
    answer: str
    asked_at: datetime
    done_at: datetime | None
    confirmed_at: datetime | None
    score: int | None
    case: int | None


def request_out(request: ServiceRequest) -> RequestOut:
    """Return a request as the API gives it."""
    return RequestOut(
        id=request.pk, number=request.number, area_code=request.area_code, kind=ServiceKind(request.kind),
        state=RequestState(request.state), resident_name=request.resident_name,
        resident_phone=phone_masked(request.resident_phone), text=request.text,
        person=request.person.name if request.person else None, answer=request.answer,
        asked_at=request.asked_at, done_at=request.done_at, confirmed_at=request.confirmed_at,
        score=request.score, case=request.case_id,
    )  # fmt: skip


class SheetOut(Schema):
    """What was done in a community in a month; a community where nothing was done has zeros."""

    area_code: str
    name: str
    visits: int
    residents: int
    advice: int
    errands: int
    homes: int
    teaching: int
    confirmed: int


def sheet_out(area: Area) -> SheetOut:
    """Return a line of the sheet as the API gives it."""
    told = vars(area)
    return SheetOut(
        area_code=area.code, name=area.name, visits=told["visits"], residents=told["residents"],
        advice=told[ServiceKind.ADVICE.value], errands=told[ServiceKind.ERRAND.value],
        homes=told[ServiceKind.HOME.value], teaching=told[ServiceKind.TEACHING.value],
        confirmed=told["confirmed"],
    )  # fmt: skip
