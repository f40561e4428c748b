"""Certificates as the API takes and gives them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema

from xiuhua.ground.queries.called import party_called, premises_called, vehicle_called
from xiuhua.permits.models import Certificate
from xiuhua.permits.queries.certificates import certificate_called
from xiuhua.permits.rules.certificates import state_now
from xiuhua.permits.services import NewCertificate
from xiuhua.permits.terms import CertificateState
from xiuhua.scenekit.declared import PermitKind
from xiuhua.scenekit.registry import permit_kind_named
from xiuhua.shared.errors import Invalid

Key = Annotated[str, Field(min_length=2, max_length=40, pattern=r"^[a-z][a-z0-9_]*$")]
Fields = dict[Annotated[str, Field(max_length=40)], Any]
Reason = Annotated[str, Field(max_length=300)]


class PermitFieldOut(Schema):
    """A field of a declared kind."""

    key: str
    type: str
    zh: str
    en: str
    unit: str
    required: bool


class PermitKindOut(Schema):
    """A declared kind of permits."""

    key: str
    zh: str
    en: str
    subject: str
    kinds: list[str]
    parent: str
    source: str
    fields: list[PermitFieldOut]


def kind_out(kind: PermitKind) -> PermitKindOut:
    """Return a kind as the API gives it."""
    return PermitKindOut(
        key=kind.key, zh=kind.title_zh, en=kind.title, subject=kind.subject.value, kinds=list(kind.kinds),
        parent=kind.parent, source=kind.source,
        fields=[
            PermitFieldOut(
                key=one.key, type=one.type.value, zh=one.title_zh, en=one.title,
                unit=str(one.unit) if one.unit else "", required=one.required,
            )
            for one in kind.fields
        ],
    )  # fmt: skip


class CertificateIn(Schema):
    """A certificate; the same `client_id` again is the same. Its holder by credit code or name.

    `fields` are in the forms that `GET /permit-kinds` says: a number, a text, codes as a list of texts, hours
    as a list of [begin, end] such as ["22:00", "06:00"].
    """

    client_id: UUID
    kind: Key
    holder: Annotated[str, Field(min_length=1, max_length=120)]
    premises_code: Annotated[str, Field(max_length=30)] = ""
    plate: Annotated[str, Field(max_length=16)] = ""
    parent: Annotated[
        str, Field(max_length=60, description="number of the certificate it is given under")
    ] = ""
    number: Annotated[str, Field(max_length=60)] = ""
    since: datetime
    until: datetime | None = None
    fields: Fields = {}
    area_code: Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Z]*$")] = ""

    def as_new(self) -> NewCertificate:
        """Return it as the service takes it.

        Raises:
            Invalid: something it names does not exist.
        """
        kind = permit_kind_named(self.kind)
        found = {
            "holder": (party_called(self.holder), "certificate_party_unknown"),
            "premises_code": (premises_called(self.premises_code), "certificate_premises_unknown"),
            "plate": (vehicle_called(self.plate), "certificate_vehicle_unknown"),
            "parent": (
                certificate_called(self.parent, kind=kind.parent if kind else ""),
                "certificate_parent_unknown",
            ),
        }
        missing = {
            name: code for name, (row, code) in found.items() if getattr(self, name).strip() and row is None
        }
        if missing:
            raise Invalid(fields=missing)
        party, premises, vehicle, parent = (row for row, _code in found.values())
        return NewCertificate(
            client_id=self.client_id, kind=self.kind, party_id=party.pk if party else 0,
            premises_id=premises.pk if premises else None, vehicle_id=vehicle.pk if vehicle else None,
            parent_id=parent.pk if parent else None, number=self.number, since=self.since, until=self.until,
            fields=self.fields, area_code=self.area_code,
        )  # fmt: skip


class AmendIn(Schema):
    """What a certificate says from now on: all its fields, and its end."""

    until: datetime | None
    fields: Fields
    reason: Reason


class ReasonIn(Schema):
    """Why."""

    reason: Reason


class CertificateOut(Schema):
    """A certificate as it stands."""

    id: int
    kind: str
    number: str
    holder: str
    subject: str
    premises: int | None
    vehicle: int | None
    parent: int | None
    since: datetime
    until: datetime | None
    state: CertificateState
    version: int
    fields: dict[str, Any]
    area_code: str


def certificate_out(one: Certificate, *, at: datetime) -> CertificateOut:
    """Return a certificate as the API gives it."""
    return CertificateOut(
        id=one.pk, kind=one.kind, number=one.number, holder=one.holder_name, subject=one.subject_name,
        premises=one.premises_id, vehicle=one.vehicle_id, parent=one.parent_id, since=one.since_at,
        until=one.until_at, state=state_now(CertificateState(one.state), one.until_at, at),
        version=one.version, fields=one.fields, area_code=one.area_code,
    )  # fmt: skip
