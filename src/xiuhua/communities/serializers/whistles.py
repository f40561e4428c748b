"""吹哨报到 as the API takes and gives it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from xiuhua.cases.queries.named import matter_named, photos_named, units_named
from xiuhua.communities.models import Whistle, WhistleCall, WhistleLimitsVersion
from xiuhua.communities.queries.community_rows import Unit
from xiuhua.communities.queries.whistles import calls_of
from xiuhua.communities.rules.whistles import WhistleLimits, punctuality
from xiuhua.communities.serializers.community_values import (
    CommunityCode,
    Latitude,
    Line,
    Longitude,
    Matter,
    Photos,
    Score,
    UnitCode,
    Words,
)
from xiuhua.communities.services.whistles import CheckIn, NewWhistle, Rating
from xiuhua.communities.terms.whistles import CheckInWay, Punctuality, WhistleKind, WhistleState
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid


class WhistleIn(Schema):
    """A whistle as a community blows it; the same `client_id` again changes nothing."""

    client_id: UUID
    area_code: CommunityCode
    kind: WhistleKind = WhistleKind.ORDINARY
    title: Annotated[str, Field(max_length=80)]
    text: Words
    lead_code: UnitCode
    helper_codes: Annotated[list[UnitCode], Field(max_length=11)] = []
    matter: Matter = ""
    longitude: Longitude | None = None
    latitude: Latitude | None = None
    address: Line = ""
    photos: Photos = []

    def as_new(self, *, actor: Actor) -> NewWhistle:
        """Return it as the service takes it.

        Raises:
            Invalid: something it names does not exist.
        """
        return NewWhistle(
            client_id=self.client_id, kind=self.kind, area_code=self.area_code, title=self.title,
            text=self.text, lead_id=units_named([self.lead_code], field="lead_code")[0],
            helper_ids=units_named(self.helper_codes, field="helper_codes"),
            item_id=matter_named(self.matter), longitude=self.longitude, latitude=self.latitude,
            address=self.address, photos=photos_named(self.photos, actor=actor),
        )  # fmt: skip


class CheckInIn(Schema):
    """How a department checks in; `unit_code` only where the asker serves in several that are called."""

    way: CheckInWay
    unit_code: UnitCode | None = None
    longitude: Longitude | None = None
    latitude: Latitude | None = None
    reason: Words = ""
    photos: Photos = []

    def as_said(self, *, actor: Actor) -> CheckIn:
        """Return it as the service takes it.

        Raises:
            Invalid: something it names does not exist.
        """
        return CheckIn(
            way=self.way, unit_id=unit_told(self.unit_code), longitude=self.longitude,
            latitude=self.latitude, reason=self.reason, photos=photos_named(self.photos, actor=actor),
        )  # fmt: skip


def unit_told(code: str | None) -> int | None:
    """Return the unit that a code names; None for no code.

    Raises:
        Invalid: no unit has it.
    """
    return units_named([code], field="unit_code")[0] if code else None


class PartIn(Schema):
    """What a department did."""

    text: Words
    unit_code: UnitCode | None = None


class ResultIn(Schema):
    """What came of it, jointly."""

    result: Words


class RatingIn(Schema):
    """What the community thinks: 1 is worst, 5 is best."""

    score: Score
    opinion: Words = ""


class UnitRatingIn(RatingIn):
    """Of one department."""

    unit_code: UnitCode


class RateIn(RatingIn):
    """Of the whole, and of each department that was called."""

    units: Annotated[list[UnitRatingIn], Field(min_length=1, max_length=12)]

    def by_unit(self) -> dict[int, Rating]:
        """Return what is thought of each department, by its unit's id.

        Raises:
            Invalid: a code names none, or one stands twice.
        """
        ids = units_named([one.unit_code for one in self.units], field="units")
        if len(set(ids)) < len(ids):
            raise Invalid(fields={"units": "whistle_rating_units"})
        return {
            pk: Rating(score=one.score, opinion=one.opinion) for pk, one in zip(ids, self.units, strict=True)
        }


class WhyIn(Schema):
    """Why."""

    reason: Words


class CallOut(Schema):
    """A department that is called, and how it came."""

    unit: str
    name: str
    leads: bool
    due_at: datetime
    punctuality: Punctuality
    way: CheckInWay | None
    checked_in_at: datetime | None
    away_m: float | None
    note: str
    part: str
    score: int | None


class WhistleOut(Schema):
    """A whistle with the departments it calls, the lead one first."""

    id: int
    number: str
    kind: WhistleKind
    state: WhistleState
    title: str
    area_code: str
    lead: str
    case: int
    raised_at: datetime
    result: str
    score: int | None
    calls: list[CallOut]


def whistle_out(whistle: Whistle, *, at: datetime) -> WhistleOut:
    """Return a whistle as the API gives it."""
    calls = calls_of(whistle)
    return WhistleOut(
        id=whistle.pk, number=whistle.number, kind=WhistleKind(whistle.kind),
        state=WhistleState(whistle.state), title=whistle.title, area_code=whistle.area_code,
        lead=next(call.unit.code for call in calls if call.leads), case=whistle.case_id,
        raised_at=whistle.raised_at, result=whistle.result, score=whistle.score,
        calls=[call_out(call, at=at) for call in calls],
    )  # fmt: skip


def call_out(call: WhistleCall, *, at: datetime) -> CallOut:
    """Return a call as the API gives it."""
    return CallOut(
        unit=call.unit.code, name=call.unit.name, leads=call.leads, due_at=call.due_at,
        punctuality=punctuality(
            due_at=call.due_at, checked_in_at=call.checked_in_at, freed=call.freed_at is not None, at=at
        ),
        way=CheckInWay(call.way) if call.way else None, checked_in_at=call.checked_in_at,
        away_m=call.away_m, note=call.note, part=call.part, score=call.score,
    )  # fmt: skip


class LeagueOut(Schema):
    """A department in the league: its calls by how they stand. `judged` is what the share is over."""

    unit: str
    name: str
    called: int
    judged: int
    on_time: int
    late: int
    overdue: int
    on_time_share: float | None
    score: float | None


def league_out(unit: Unit) -> LeagueOut:
    """Return a row of the league as the API gives it."""
    told = vars(unit)
    return LeagueOut(
        unit=unit.code, name=unit.name, called=told["called"], judged=told["judged"],
        on_time=told["on_time"], late=told["came_late"], overdue=told["overdue"],
        on_time_share=told["share"], score=told["score"],
    )  # fmt: skip


class LimitsIn(Schema):
    """Check-in limits of an area; `seen` is the number of the version that the asker saw, 0 for none."""

    area_code: Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[0-9]*$")]
    ordinary_amount: Annotated[int, Field(ge=1, le=999)]
    ordinary_unit: TimeUnit
    urgent_amount: Annotated[int, Field(ge=1, le=999)]
    urgent_unit: TimeUnit
    reason: Annotated[str, Field(max_length=200)]
    seen: Annotated[int, Field(ge=0, le=2**31 - 1)]

    def as_limits(self) -> WhistleLimits:
        """Return it as the service takes it."""
        return WhistleLimits(
            ordinary=Limit(self.ordinary_amount, self.ordinary_unit),
            urgent=Limit(self.urgent_amount, self.urgent_unit),
        )


class LimitsOut(Schema):
    """A version of check-in limits."""

    id: int
    area_code: str
    number: int
    ordinary_amount: int
    ordinary_unit: TimeUnit
    urgent_amount: int
    urgent_unit: TimeUnit
    effective_at: datetime


def limits_out(version: WhistleLimitsVersion) -> LimitsOut:
    """Return a version as the API gives it."""
    return LimitsOut.from_orm(version)
