"""Epidemic control as the API takes and gives it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from xiuhua.cases.queries.named import matter_named, person_named, photos_named
from xiuhua.cases.terms import CaseState
from xiuhua.communities.models import Disinfection, HealthCase, Staffing
from xiuhua.communities.queries.community_rows import Area
from xiuhua.communities.serializers.community_values import (
    CommunityCode,
    Day,
    Id,
    Latitude,
    Line,
    Longitude,
    Matter,
    Photos,
    Words,
)
from xiuhua.communities.services.health import NewDisinfection, NewHealthCase, NewStaffing
from xiuhua.communities.terms.health import Agent, HealthKind, StaffingKind
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid
from xiuhua.web.api import Instant


class StaffingIn(Schema):
    """Who is posted where; both days are served."""

    person_number: Annotated[str, Field(min_length=1, max_length=30)]
    area_code: CommunityCode
    kind: StaffingKind
    since_on: Day
    until_on: Day
    spot: Annotated[str, Field(max_length=80)] = ""

    def as_new(self) -> NewStaffing:
        """Return it as the service takes it.

        Raises:
            Invalid: nobody has the number.
        """
        person_id = person_named(self.person_number)
        if person_id is None:
            raise Invalid(fields={"person_number": "community_person_unknown"})
        return NewStaffing(
            person_id=person_id, area_code=self.area_code, kind=self.kind, since_on=self.since_on,
            until_on=self.until_on, spot=self.spot,
        )  # fmt: skip


class LastIn(Schema):
    """The last day, where a posting is cut short."""

    last_on: Day


class StaffingOut(Schema):
    """A posting; both days are served."""

    id: int
    person: str
    name: str
    unit: str
    area_code: str
    kind: StaffingKind
    spot: str
    since_on: date
    until_on: date


def staffing_out(staffing: Staffing) -> StaffingOut:
    """Return a posting as the API gives it."""
    return StaffingOut(
        id=staffing.pk, person=staffing.person.work_number, name=staffing.person.name,
        unit=staffing.unit.code, area_code=staffing.area_code, kind=StaffingKind(staffing.kind),
        spot=staffing.spot, since_on=staffing.days.lower,
        until_on=date.fromordinal(staffing.days.upper.toordinal() - 1),
    )  # fmt: skip


class HeadsOut(Schema):
    """How many people are posted to a community on a day."""

    area_code: str
    name: str
    heads: int


def heads_out(area: Area) -> HeadsOut:
    """Return a head-count as the API gives it."""
    return HeadsOut(area_code=area.code, name=area.name, heads=vars(area)["heads"])


class HealthCaseIn(Schema):
    """A matter of epidemic control for a community; the same `client_id` again changes nothing."""

    client_id: UUID
    area_code: CommunityCode
    kind: HealthKind
    text: Words
    campaign: Annotated[str, Field(max_length=60)] = ""
    matter: Matter = ""
    longitude: Longitude | None = None
    latitude: Latitude | None = None
    address: Line = ""
    photos: Photos = []

    def as_new(self, *, actor: Actor) -> NewHealthCase:
        """Return it as the service takes it.

        Raises:
            Invalid: something it names does not exist.
        """
        return NewHealthCase(
            client_id=self.client_id, area_code=self.area_code, kind=self.kind, text=self.text,
            campaign=self.campaign, item_id=matter_named(self.matter), longitude=self.longitude,
            latitude=self.latitude, address=self.address, photos=photos_named(self.photos, actor=actor),
        )  # fmt: skip


class HealthCaseOut(Schema):
    """A case that was sent to a community."""

    id: int
    case: int
    number: str
    state: CaseState
    kind: HealthKind
    campaign: str
    area_code: str
    unit: str
    dispatched_at: datetime


def health_case_out(row: HealthCase) -> HealthCaseOut:
    """Return it as the API gives it."""
    return HealthCaseOut(
        id=row.pk, case=row.case_id, number=row.case.number, state=CaseState(row.case.state),
        kind=HealthKind(row.kind), campaign=row.campaign, area_code=row.area_code, unit=row.unit.code,
        dispatched_at=row.dispatched_at,
    )  # fmt: skip


class DisinfectionIn(Schema):
    """What was disinfected, with what, how strong and how large."""

    area_code: CommunityCode
    spot: Annotated[str, Field(max_length=80)]
    longitude: Longitude
    latitude: Latitude
    done_at: Instant
    agent: Agent
    concentration_mg_l: Annotated[float, Field(ge=0, le=1e9)]
    size_m2: Annotated[float, Field(ge=0, le=1e9)]
    note: Annotated[str, Field(max_length=200)] = ""
    case: Id | None = None
    photos: Photos = []

    def as_new(self, *, actor: Actor) -> NewDisinfection:
        """Return it as the service takes it.

        Raises:
            Invalid: a photo is unknown.
        """
        return NewDisinfection(
            area_code=self.area_code, spot=self.spot, longitude=self.longitude, latitude=self.latitude,
            done_at=self.done_at, agent=self.agent, concentration_mg_l=self.concentration_mg_l,
            size_m2=self.size_m2, note=self.note, case_id=self.case,
            photos=photos_named(self.photos, actor=actor),
        )  # fmt: skip


class DisinfectionOut(Schema):
    """A disinfection. Degrees are WGS84."""

    id: int
    area_code: str
    spot: str
    longitude: float
    latitude: float
    at: datetime
    agent: Agent
    concentration_mg_l: float
    size_m2: float
    person: str
    unit: str
    case: int | None


def disinfection_out(row: Disinfection) -> DisinfectionOut:
    """Return it as the API gives it."""
    return DisinfectionOut(
        id=row.pk, area_code=row.area_code, spot=row.spot, longitude=row.place.x, latitude=row.place.y,
        at=row.at, agent=Agent(row.agent), concentration_mg_l=row.concentration_mg_l, size_m2=row.size_m2,
        person=row.person.work_number, unit=row.unit.code, case=row.case_id,
    )  # fmt: skip
