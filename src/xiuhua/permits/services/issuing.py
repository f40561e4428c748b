"""Issuing certificates, one at a time and many at once, and taking imported ones back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from xiuhua.access.services import require
from xiuhua.ground.queries.units import known_areas
from xiuhua.ground.services.importing import rows_remove
from xiuhua.ledger.services import NewEntry, entries_append_many
from xiuhua.papers.services import number_take, sign_for
from xiuhua.permits.models import Certificate, CertificateVersion
from xiuhua.permits.queries import certificates as queries
from xiuhua.permits.queries import subjects
from xiuhua.permits.queries.subjects import Party, Premises, StoredFile, Vehicle
from xiuhua.permits.rules.certificates import CertificateFacts, validity_fault
from xiuhua.permits.rules.fields import FieldValue, codes_named, fields_checked
from xiuhua.permits.terms import CertificateAct, CertificateState
from xiuhua.scenekit.declared import FieldType, PermitKind, SubjectKind
from xiuhua.scenekit.registry import permit_kind_named
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid
from xiuhua.shared.ids import uuid7
from xiuhua.shared.search import search_lexemes

_LONGEST_NUMBER = 60
_COUNTER_BYTES = 6  # of a digest: a kind's key may be longer than the name of a counter


@dataclass(frozen=True, kw_only=True)
class NewCertificate:
    """A certificate as it is issued.

    Args:
        kind: key of a declared kind.
        party_id: who holds it.
        since, until: it holds in [since, until); until None: without an end.
        premises_id, vehicle_id: what it is about, as the kind says.
        parent_id: the certificate under which it is given, where the kind says so.
        number: as printed; empty where the kind gives numbers without gaps.
        fields: by key, in the forms that `FieldType` says.
        area_code: for whose area it is issued; empty: where its subject, else its holder, lies.
        file: the document that it came from.
        client_id: given where it was written down; the same one again changes nothing.
    """

    kind: str
    party_id: int
    since: datetime
    until: datetime | None = None
    premises_id: int | None = None
    vehicle_id: int | None = None
    parent_id: int | None = None
    number: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    area_code: str = ""
    file: StoredFile | None = None
    client_id: UUID = field(default_factory=uuid7)


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What some new certificates point to, read at once."""

    parties: Mapping[int, Party]
    premises: Mapping[int, Premises]
    vehicles: Mapping[int, Vehicle]
    parents: Mapping[int, CertificateFacts]
    codes: Mapping[FieldType, frozenset[str]]
    areas: frozenset[str]


@transaction.atomic
def certificate_issue(*, new: NewCertificate, actor: Actor, at: datetime) -> Certificate:
    """Issue a certificate: its first version, which holds from the beginning of its validity on.

    Raises:
        NotPermitted: not by this actor, or not there.
        Invalid: a kind, holder, subject, parent, validity, number or field will not do; `fields` says which.
            A field of the kind is named `field_<key>`.
    """
    known = queries.certificate_by_client_id(new.client_id)
    return known if known is not None else certificates_issue_many(many=(new,), actor=actor, at=at)[0]


@transaction.atomic
def certificates_issue_many(
    *, many: Sequence[NewCertificate], actor: Actor, at: datetime
) -> list[Certificate]:
    """Issue certificates, in their order, as `certificate_issue` does each.

    Raises:
        NotPermitted, Invalid: as `certificate_issue`; none is issued then.
    """
    known = _known(many)
    rows = [_row(new, known, at=at) for new in many]
    for row in {row.area_code: row for row in rows}.values():
        require(actor, CertificateAct.ISSUE, Certificate(area_code=row.area_code, state=""))
    for new, row in zip(many, rows, strict=True):
        row.number = new.number.strip() or _number_given(row, at=at)
        row.search = search_lexemes(_findable(row, known))
    try:
        with transaction.atomic():
            Certificate.objects.bulk_create(rows)
    except IntegrityError as error:
        raise Invalid(fields={"number": "certificate_number_taken"}) from error
    CertificateVersion.objects.bulk_create(
        version_of(row, number=1, effective_at=min(at, row.since_at), actor=actor) for row in rows
    )
    entries_append_many([_entry(row, CertificateAct.ISSUE, actor=actor, at=at) for row in rows])
    return rows


@transaction.atomic
def certificates_undo(*, made: Sequence[int], actor: Actor, at: datetime) -> None:
    """Take back the certificates that an import made.

    Raises:
        RowsHeld: something rests on one of them by now.
        NotPermitted: not by this actor.
    """
    rows = list(Certificate.objects.select_for_update().filter(pk__in=made).defer("search"))
    for row in rows:
        require(actor, CertificateAct.UNDO, row)
    rows_remove(
        table=Certificate.objects,
        rows=rows,
        entry=lambda row: NewEntry(
            at=at, actor=actor, act=CertificateAct.UNDO, subject=f"certificate:{row.pk}", area=row.area_code,
            state={},
        ),
    )  # fmt: skip


def fields_fitting(
    kind: PermitKind, given: Mapping[str, object], known: Mapping[FieldType, frozenset[str]] | None = None
) -> dict[str, FieldValue]:
    """Return the fields of a certificate as they are kept.

    Raises:
        Invalid: one is missing, of another form, or names what does not exist.
    """
    checked = fields_checked(kind, given)
    faults = dict(checked.faults)
    for type_, fault in _CODES.items():
        named = codes_named(kind, checked.fields, type_)
        codes = {code for codes in named.values() for code in codes}
        there = _there(type_, codes) if known is None else known[type_]
        faults |= {key: fault for key, codes in named.items() if not there.issuperset(codes)}
    if faults:
        raise Invalid(fields={f"field_{key}": fault for key, fault in faults.items()})
    return dict(checked.fields)


def version_of(
    row: Certificate, *, number: int, effective_at: datetime, actor: Actor, reason: str = ""
) -> CertificateVersion:
    """Return what a certificate says now as a version that is not kept yet."""
    return CertificateVersion(
        certificate=row, number=number, effective_at=effective_at, since_at=row.since_at,
        until_at=row.until_at, fields=row.fields, reason=reason, file=row.file, written_by=actor.name,
        area_code=row.area_code,
    )  # fmt: skip


_CODES = {FieldType.FENCES: "certificate_fence_unknown", FieldType.PREMISES: "certificate_premises_unknown"}


def _there(type_: FieldType, codes: set[str]) -> frozenset[str]:
    if type_ is FieldType.FENCES:
        return subjects.fences_known(codes)
    return subjects.premises_known(codes)


def _known(many: Sequence[NewCertificate]) -> _Known:
    kinds = [(new, permit_kind_named(new.kind)) for new in many]
    named: dict[FieldType, set[str]] = {type_: set() for type_ in _CODES}
    for new, kind in kinds:
        fields = fields_checked(kind, new.fields).fields if kind else {}
        for type_ in _CODES:
            found = codes_named(kind, fields, type_) if kind else {}
            named[type_] |= {code for codes in found.values() for code in codes}
    return _Known(
        parties=subjects.parties_in({new.party_id for new in many}),
        premises=subjects.premises_in({new.premises_id for new in many if new.premises_id}),
        vehicles=subjects.vehicles_in({new.vehicle_id for new in many if new.vehicle_id}),
        parents=queries.facts_of({new.parent_id for new in many if new.parent_id}),
        codes={type_: _there(type_, codes) for type_, codes in named.items()},
        areas=known_areas({new.area_code for new in many if new.area_code}),
    )


def _row(new: NewCertificate, known: _Known, *, at: datetime) -> Certificate:
    kind = permit_kind_named(new.kind)
    if kind is None:
        raise Invalid(fields={"kind": "certificate_kind_unknown"})
    faults = {name: code for name, code in _faults(new, kind, known) if code}
    if faults:
        raise Invalid(fields=faults)
    return Certificate(
        client_id=new.client_id, kind=kind.key, number="", party_id=new.party_id, premises_id=new.premises_id,
        vehicle_id=new.vehicle_id, parent_id=new.parent_id, since_at=new.since, until_at=new.until,
        fields=fields_fitting(kind, new.fields, known.codes), file=new.file, area_code=_area_of(new, known),
        recorded_at=at, updated_at=at,
    )  # fmt: skip


def _faults(new: NewCertificate, kind: PermitKind, known: _Known) -> list[tuple[str, str | None]]:
    number = new.number.strip()
    if len(number) > _LONGEST_NUMBER:
        numbered = "certificate_number_long"
    else:
        numbered = "certificate_number_missing" if not number and not kind.sign else ""
    parent = known.parents.get(new.parent_id or 0)
    return [
        ("number", numbered),
        ("party", None if new.party_id in known.parties else "certificate_party_unknown"),
        *_subject_faults(new, kind, known),
        ("parent", _parent_fault(new, kind, parent)),
        ("until", validity_fault(new.since, new.until, parent)),
        (
            "area_code",
            "certificate_area_unknown" if new.area_code and new.area_code not in known.areas else None,
        ),
    ]


def _subject_faults(new: NewCertificate, kind: PermitKind, known: _Known) -> list[tuple[str, str | None]]:
    """Return what is wrong with premises and vehicle: the one that the kind is about, and no other."""
    premises, vehicle = known.premises.get(new.premises_id or 0), known.vehicles.get(new.vehicle_id or 0)
    found = []
    for subject, name, asked, row in (
        (SubjectKind.PREMISES, "premises", new.premises_id, premises),
        (SubjectKind.VEHICLE, "vehicle", new.vehicle_id, vehicle),
    ):
        fault = None
        if kind.subject is not subject:
            fault = f"certificate_no_{name}" if asked else None
        elif row is None:
            fault = f"certificate_{name}_unknown"
        elif kind.kinds and row.kind not in kind.kinds:
            fault = f"certificate_{name}_other_kind"
        found.append((name, fault))
    return found


def _parent_fault(new: NewCertificate, kind: PermitKind, parent: CertificateFacts | None) -> str | None:
    if not kind.parent:
        return "certificate_no_parent" if new.parent_id else None
    if parent is None or parent.kind != kind.parent:
        return "certificate_parent_unknown"
    return "certificate_parent_revoked" if parent.state is CertificateState.REVOKED else None


def _area_of(new: NewCertificate, known: _Known) -> str:
    if new.area_code:
        return new.area_code
    if new.premises_id:
        return known.premises[new.premises_id].area_code
    return (
        known.vehicles[new.vehicle_id].area_code if new.vehicle_id else known.parties[new.party_id].area_code
    )


@dataclass(frozen=True)
class _Series:
    """Certificates of a kind as numbers of papers see them."""

    value: str
    sign: str


def _number_given(row: Certificate, *, at: datetime) -> str:
    kind = permit_kind_named(row.kind)
    if kind is None or not kind.sign:
        raise Invalid(fields={"number": "certificate_number_missing"})
    counter = hashlib.blake2b(kind.key.encode(), digest_size=_COUNTER_BYTES).hexdigest()
    series = _Series(value=f"permit_{counter}", sign=kind.sign)
    return number_take(kind=series, area_code=row.area_code, sign=sign_for(row.area_code, at=at), at=at)


def _findable(row: Certificate, known: _Known) -> str:
    premises, vehicle = known.premises.get(row.premises_id or 0), known.vehicles.get(row.vehicle_id or 0)
    said = (
        row.number, known.parties[row.party_id].name, premises.name if premises else "",
        vehicle.plate if vehicle else "",
    )  # fmt: skip
    return " ".join(part for part in said if part)


def _entry(row: Certificate, act: CertificateAct, *, actor: Actor, at: datetime) -> NewEntry:
    return NewEntry(
        at=at, actor=actor, act=act.value, subject=f"certificate:{row.pk}", area=row.area_code,
        detail={"kind": row.kind, "party": row.party_id, "version": row.version,
                "file": row.file_id},
        words={"number.after": row.number}, state=queries.certificate_state(row),
    )  # fmt: skip
