"""Sharing between departments as the API takes and gives it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Field, Schema

from xiuhua.cases.queries.named import units_named
from xiuhua.communities.models import ResourceAccess, ResourceGrant, SharedResource
from xiuhua.communities.queries.resources import versions_of
from xiuhua.communities.serializers.community_values import Day, UnitCode, Words
from xiuhua.communities.services.resources import Fetched, NewResource
from xiuhua.communities.terms.resources import GrantState, ResourceKind, ResourceState, Secrecy


class ResourceIn(Schema):
    """What a department offers."""

    code: Annotated[str, Field(max_length=20)]
    title: Annotated[str, Field(max_length=80)]
    kind: ResourceKind
    secrecy: Secrecy
    fields: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=60)] = []
    owner_code: UnitCode
    area_code: Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[0-9]*$")]
    since_on: Day
    until_on: Day | None = None
    summary: Annotated[str, Field(max_length=300)] = ""
    address: Annotated[str, Field(max_length=200)] = ""

    def as_new(self) -> NewResource:
        """Return it as the service takes it.

        Raises:
            Invalid: no unit has the code.
        """
        return NewResource(
            code=self.code, title=self.title, kind=self.kind, secrecy=self.secrecy,
            fields=tuple(self.fields), owner_id=units_named([self.owner_code], field="owner")[0],
            area_code=self.area_code, since_on=self.since_on, until_on=self.until_on, summary=self.summary,
            address=self.address,
        )  # fmt: skip


class VersionOut(Schema):
    """One delivery."""

    number: int
    delivery: str
    rows_count: int
    delivered_at: datetime


class ResourceOut(Schema):
    """A line of the catalogue, with its deliveries, latest first."""

    id: int
    code: str
    title: str
    summary: str
    kind: ResourceKind
    secrecy: Secrecy
    state: ResourceState
    fields: list[str]
    owner: str
    area_code: str
    since_on: date
    until_on: date | None
    versions: list[VersionOut]


def resource_out(resource: SharedResource) -> ResourceOut:
    """Return a resource as the API gives it; its own rows are not in it."""
    return ResourceOut(
        id=resource.pk, code=resource.code, title=resource.title, summary=resource.summary,
        kind=ResourceKind(resource.kind), secrecy=Secrecy(resource.secrecy),
        state=ResourceState(resource.state), fields=resource.fields, owner=resource.owner.code,
        area_code=resource.area_code, since_on=resource.since_on, until_on=resource.until_on,
        versions=[VersionOut.from_orm(one) for one in versions_of(resource.pk)[:50]],
    )  # fmt: skip


class AskIn(Schema):
    """What a resource is wanted for; `unit_code` only where the asker serves in several departments."""

    purpose: Annotated[str, Field(max_length=200)]
    unit_code: UnitCode | None = None


class PeriodIn(Schema):
    """The days for which access is granted, both included."""

    since_on: Day
    until_on: Day


class GrantOut(Schema):
    """A department's leave to use a resource."""

    id: int
    resource: str
    unit: str
    purpose: str
    state: GrantState
    since_on: date | None
    until_on: date | None
    opinion: str


def grant_out(grant: ResourceGrant) -> GrantOut:
    """Return it as the API gives it."""
    return GrantOut(
        id=grant.pk, resource=grant.resource.code, unit=grant.unit.code, purpose=grant.purpose,
        state=GrantState(grant.state), since_on=grant.since_on, until_on=grant.until_on,
        opinion=grant.opinion,
    )  # fmt: skip


class FetchIn(Schema):
    """Which delivery, the latest without a name, and what for; without words the grant's purpose counts."""

    delivery: Annotated[str, Field(max_length=20)] = ""
    purpose: Annotated[str, Field(max_length=200)] = ""


class FetchOut(Schema):
    """What was fetched; `access` is the line of the log that says so."""

    access: int
    delivery: str
    rows: list[dict[str, str]]
    address: str


def fetch_out(fetched: Fetched) -> FetchOut:
    """Return it as the API gives it."""
    delivery = fetched.version.delivery if fetched.version else ""
    return FetchOut(access=fetched.access.pk, delivery=delivery, rows=fetched.rows, address=fetched.address)


class AccessOut(Schema):
    """One use: who, when, how many rows, what for."""

    id: int
    resource: str
    unit: str
    by: str
    at: datetime
    rows_count: int
    purpose: Words


def access_out(access: ResourceAccess) -> AccessOut:
    """Return it as the API gives it."""
    return AccessOut(
        id=access.pk, resource=access.resource.code, unit=access.unit.code, by=access.by, at=access.at,
        rows_count=access.rows_count, purpose=access.purpose,
    )  # fmt: skip
