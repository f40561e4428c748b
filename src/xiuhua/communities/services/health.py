"""Epidemic control: posting people, sending cases to communities, and the log of disinfections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.cases.queries.ground import place_of
from xiuhua.cases.queries.near import spot_at
from xiuhua.cases.services import NewReport, Said, case_act, report_take
from xiuhua.cases.terms import CaseAct, Channel
from xiuhua.communities.models import Disinfection, DisinfectionPhoto, HealthCase, Staffing
from xiuhua.communities.queries import communities
from xiuhua.communities.queries import health as queries
from xiuhua.communities.queries.community_rows import StoredFile
from xiuhua.communities.queries.visits import case_visible
from xiuhua.communities.rules.health import days_fault, disinfection_fault
from xiuhua.communities.services.community_refusals import NoCommunityUnit, NoPersonOfActor
from xiuhua.communities.terms.health import Agent, HealthAct, HealthKind, StaffingKind
from xiuhua.files.services import files_settle
from xiuhua.ground.queries.people import person_of_user
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.errors import Conflict, Invalid

_HEALTH = system("health")
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class NewStaffing:
    """Who is posted where; both days are served."""

    person_id: int
    area_code: str
    kind: StaffingKind
    since_on: date
    until_on: date
    spot: str = ""


@transaction.atomic
def staffing_post(*, new: NewStaffing, actor: Actor, at: datetime) -> Staffing:
    """Post somebody to a community or village; nobody is in two places on one day.

    Raises:
        NotPermitted: not by this actor, or not there.
        NotFound: the person is not known.
        Invalid: the days are wrong, or they are posted elsewhere.
    """
    area = communities.community_named(new.area_code)
    require(actor, HealthAct.POST, Staffing(area_code=area.code))
    person = communities.person_known(new.person_id)
    days = (new.since_on, new.until_on + _A_DAY)
    fields = days_fault(new.since_on, new.until_on)
    if not fields and queries.posted_elsewhere(person.pk, days):
        fields["person"] = "staffing_elsewhere"
    if fields:
        raise Invalid(fields=fields)
    staffing = Staffing.objects.create(
        person=person, unit_id=person.unit_id, area=area, area_code=area.code, kind=new.kind.value,
        spot=new.spot.strip(), days=days, recorded_at=at, updated_at=at,
    )  # fmt: skip
    _record(
        "staffing", staffing.pk, area.code, HealthAct.POST, actor=actor, at=at,
        detail={
            "person": person.pk, "kind": staffing.kind, "since": new.since_on.isoformat(),
            "until": new.until_on.isoformat(),
        },
        words={"spot.after": staffing.spot},
    )  # fmt: skip
    return queries.staffing_get(staffing.pk)


@transaction.atomic
def staffing_end(*, staffing_id: int, last_on: date, actor: Actor, at: datetime) -> Staffing:
    """End a posting early, after a day within it.

    Raises:
        NotFound, NotPermitted: no such posting, or not by this actor.
        Invalid: the day lies outside it.
    """
    staffing = queries.staffing_lock(staffing_id)
    require(actor, HealthAct.POST_END, staffing)
    first, after = staffing.days.lower, staffing.days.upper
    if first is None or after is None or not first <= last_on < after:
        raise Invalid(fields={"last_on": "staffing_on_outside"})
    staffing.days, staffing.ended_on, staffing.updated_at = (first, last_on + _A_DAY), last_on, at
    staffing.save(update_fields=["days", "ended_on", "updated_at"])
    _record(
        "staffing", staffing.pk, staffing.area_code, HealthAct.POST_END, actor=actor, at=at,
        detail={"until": last_on.isoformat()}, words={},
    )  # fmt: skip
    return queries.staffing_get(staffing.pk)


@dataclass(frozen=True, kw_only=True)
class NewHealthCase:
    """A matter of epidemic control for a community. Degrees are WGS84.

    Args:
        client_id: given where it was written down; the same one again changes nothing.
        campaign: the order it belongs to.
    """

    client_id: UUID
    area_code: str
    kind: HealthKind
    text: str
    campaign: str = ""
    item_id: int | None = None
    longitude: float | None = None
    latitude: float | None = None
    address: str = ""
    photos: tuple[StoredFile, ...] = ()


@transaction.atomic
def health_case_dispatch(*, new: NewHealthCase, actor: Actor, at: datetime) -> HealthCase:
    """Send a case to a community: it is reported for the office and dispatched to the community's own unit.

    Raises:
        NotPermitted: not by this actor, or not there.
        NoCommunityUnit: nobody there could handle it.
        Invalid: the words are missing, or the place lies elsewhere.
        Conflict: its id names a case that the actor may not see.
    """
    known = queries.health_case_by_client_id(new.client_id)
    if known is not None:
        return known
    area = communities.community_named(new.area_code)
    require(actor, HealthAct.DISPATCH, Staffing(area_code=area.code))
    fields = {} if new.text.strip() else {"text": "health_text_missing"}
    place = place_of(new.longitude, new.latitude)
    spot = spot_at(place, area_code="") if place else None
    if place is not None and (spot is None or not spot.area_code.startswith(area.code)):
        fields["longitude"] = "whistle_place_elsewhere"
    if fields:
        raise Invalid(fields=fields)
    unit = communities.unit_of_community(area)
    if unit is None:
        raise NoCommunityUnit(name=area.name)
    report = NewReport(
        client_id=new.client_id, channel=Channel.DEPARTMENT, text=new.text, item_id=new.item_id,
        longitude=new.longitude, latitude=new.latitude, area_code=area.code, address=new.address,
        photos=new.photos,
    )  # fmt: skip
    case = report_take(new=report, actor=actor, at=at).case
    if case.client_id != new.client_id:
        raise Conflict(kind="health_case", key=str(new.client_id))
    said = Said(unit_id=unit.pk, reason=new.campaign.strip())
    case_act(case_id=case.pk, act=CaseAct.PUSH, said=said, actor=_HEALTH, at=at)
    row = HealthCase.objects.create(
        case_id=case.pk, kind=new.kind.value, campaign=new.campaign.strip(), area=area, area_code=area.code,
        unit=unit, dispatched_at=at,
    )  # fmt: skip
    _record(
        "health_case", row.pk, area.code, HealthAct.DISPATCH, actor=actor, at=at,
        detail={"case": case.pk, "unit": unit.pk, "kind": row.kind}, words={"campaign.after": row.campaign},
    )  # fmt: skip
    return queries.health_case_get(row.pk)


@dataclass(frozen=True, kw_only=True)
class NewDisinfection:
    """What was disinfected, with what, how strong and how large. Degrees are WGS84."""

    area_code: str
    spot: str
    longitude: float | None
    latitude: float | None
    done_at: datetime
    agent: Agent
    concentration_mg_l: float
    size_m2: float
    note: str = ""
    case_id: int | None = None
    photos: tuple[StoredFile, ...] = ()


@transaction.atomic
def disinfection_record(*, new: NewDisinfection, actor: Actor, at: datetime) -> Disinfection:
    """Record a disinfection that the actor made.

    Raises:
        NotPermitted: not by this actor, or not there.
        NoPersonOfActor: the account belongs to no person of a unit.
        Invalid: place, instant, strength or size are wrong; `fields` says which.
    """
    area = communities.community_named(new.area_code)
    require(actor, HealthAct.DISINFECT, Disinfection(area_code=area.code))
    person_id = person_of_user(actor.user_id)
    if person_id is None:
        raise NoPersonOfActor
    fields = disinfection_fault(concentration_mg_l=new.concentration_mg_l, size_m2=new.size_m2, spot=new.spot)
    place = place_of(new.longitude, new.latitude)
    found = spot_at(place, area_code="") if place else None
    if place is None:
        fields["longitude"] = "disinfection_place_missing"
    elif found is None or not found.area_code.startswith(area.code):
        fields["longitude"] = "whistle_place_elsewhere"
    if new.done_at > at:
        fields["done_at"] = "disinfection_in_future"
    if new.case_id is not None and not case_visible(new.case_id):
        fields["case"] = "service_case_unknown"
    if fields or place is None:
        raise Invalid(fields=fields)
    person = communities.person_known(person_id)
    row = Disinfection.objects.create(
        area=area, area_code=area.code, spot=new.spot.strip(), place=place, at=new.done_at,
        agent=new.agent.value, concentration_mg_l=new.concentration_mg_l, size_m2=new.size_m2,
        unit_id=person.unit_id, person=person, case_id=new.case_id, note=new.note.strip(), recorded_at=at,
    )  # fmt: skip
    if new.photos:
        files_settle(files=new.photos, area_code=area.code, actor=actor, at=at)
        DisinfectionPhoto.objects.bulk_create(
            DisinfectionPhoto(disinfection=row, file=file) for file in new.photos
        )
    _record(
        "disinfection", row.pk, area.code, HealthAct.DISINFECT, actor=actor, at=at,
        detail={
            "agent": row.agent, "mg_l": str(row.concentration_mg_l), "m2": str(row.size_m2),
            "done_at": row.at.isoformat(), "case": row.case_id,
        },
        words={"spot.after": row.spot},
    )  # fmt: skip
    return queries.disinfection_get(row.pk)


def _record(
    kind: str, pk: int, area_code: str, act: HealthAct, *, actor: Actor, at: datetime,
    detail: Mapping[str, object], words: Mapping[str, str],
) -> None:  # fmt: skip
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"{kind}:{pk}", area=area_code, detail=detail,  # type: ignore[arg-type]  # plain JSON
        words={name: text for name, text in words.items() if text},
    )  # fmt: skip
