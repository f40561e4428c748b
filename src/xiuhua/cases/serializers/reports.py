"""Reports as the API takes them, and what it answers."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import AfterValidator

from xiuhua.cases.queries.named import component_named, matter_named, photos_named, premises_named
from xiuhua.cases.serializers.cases import StandingOut, standing_told
from xiuhua.cases.serializers.shared import MOST_PHOTOS, AreaCode, Code, Id, Matter
from xiuhua.cases.services import NewReport, Reported
from xiuhua.cases.terms import Channel, Track
from xiuhua.ground.terms.catalogue import ItemKind
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid
from xiuhua.web.api import Instant

MOST_AT_ONCE = 500


def _version_7(given: UUID) -> UUID:
    if given.version != 7:
        raise ValueError("UUIDv7")
    return given


class ReportIn(Schema):
    """A problem. Its place is in degrees, WGS84, or named by an area code; its matter by code, or in words.

    `client_id` is a UUIDv7 given where it was written down; sending the same again opens no second case.
    """

    client_id: Annotated[UUID, AfterValidator(_version_7)]
    channel: Channel
    matter: Matter = ""
    matter_kind: ItemKind = ItemKind.MATTER
    text: Annotated[str, Field(max_length=2_000)] = ""
    longitude: Annotated[float | None, Field(ge=-180, le=180)] = None
    latitude: Annotated[float | None, Field(ge=-90, le=90)] = None
    area_code: AreaCode = ""
    address: Annotated[str, Field(max_length=160)] = ""
    component_code: Code = ""
    premises_code: Annotated[str, Field(max_length=30)] = ""
    source_ref: Annotated[str, Field(max_length=60, description="its number where it came from")] = ""
    caller_name: Annotated[str, Field(max_length=40)] = ""
    caller_phone: Annotated[str, Field(max_length=20)] = ""
    occurred_at: Instant | None = None
    reported_at: Instant | None = None
    upper_number: Annotated[str, Field(max_length=40, description="of the platform above")] = ""
    upper_due_at: Instant | None = None
    track: Track = Track.ORDINARY
    solved: Annotated[bool, Field(description="on the spot, as text and photos say")] = False
    push: Annotated[bool, Field(description="straight to whoever answers, past the desks")] = False
    photos: Annotated[list[Id], Field(max_length=MOST_PHOTOS, description="ids of stored files")] = []

    def as_new(self, *, actor: Actor) -> NewReport:
        """Return it as the service takes it.

        Raises:
            Invalid: something it names does not exist, or half of a place is missing.
        """
        if (self.longitude is None) != (self.latitude is None):
            missing = "longitude" if self.longitude is None else "latitude"
            raise Invalid(fields={missing: "report_half_a_place"})
        named = {"matter", "matter_kind", "component_code", "premises_code", "photos"}
        return NewReport(
            **self.model_dump(exclude=named),
            item_id=matter_named(self.matter, kind=self.matter_kind),
            component_id=component_named(self.component_code),
            premises_id=premises_named(self.premises_code),
            photos=photos_named(self.photos, actor=actor),
        )


class ReportsIn(Schema):
    """Reports to be taken together, all or none."""

    reports: Annotated[list[ReportIn], Field(min_length=1, max_length=MOST_AT_ONCE)]


class CandidateOut(Schema):
    """An open case that may be about the same thing."""

    id: int
    number: str
    distance_m: float | None


class ReportedOut(StandingOut):
    """The case that a report opened, what may be the same, and the closed case that comes back in it."""

    duplicates: list[CandidateOut]
    rebound_of: int | None


def reported_out(reported: Reported) -> ReportedOut:
    """Return a case just opened as the API gives it."""
    candidates = [
        CandidateOut(
            id=one.case.pk,
            number=one.case.number,
            distance_m=None if one.distance_m is None else round(one.distance_m, 1),
        )
        for one in reported.duplicates
    ]
    case = reported.case
    return ReportedOut(**standing_told(case), duplicates=candidates, rebound_of=case.rebound_of_id)


class ReportedManyOut(Schema):
    """The cases that reports opened, in the order of the reports."""

    cases: list[StandingOut]
