"""Questions about certificates: which hold at an instant, which is meant, and what hangs on one."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from xiuhua.permits.models import Certificate, CertificateVersion
from xiuhua.permits.rules.certificates import CertificateFacts, Hold, Said
from xiuhua.permits.terms import CertificateState
from xiuhua.shared.errors import NotFound

_SEARCHED = ("party__search", "premises__search", "vehicle__search", "parent__search")


def certificates_all() -> QuerySet[Certificate]:
    """Return the certificates that the database scope lets through, with holder, subject and parent."""
    return Certificate.objects.select_related("party", "premises", "vehicle", "parent").defer(
        "search", *_SEARCHED
    )


def certificates_in_force(
    *,
    kind: str,
    at: datetime,
    vehicle_ids: Collection[int] | None = None,
    premises_ids: Collection[int] | None = None,
) -> list[CertificateFacts]:
    """Return the certificates of a kind that held at an instant, as they stood then, by id.

    A certificate holds from the first instant of its validity to before the last, while it is neither
    suspended nor revoked. Whether its parent holds is asked of the parent.

    Args:
        kind: key of the declared kind.
        at: the instant.
        vehicle_ids: only those about one of these vehicles; None: about any.
        premises_ids: only those about one of these premises; None: about any.
    """
    rows = _subjects(_of_kind(kind), vehicle_ids, premises_ids).filter(Exists(_saying(at, at, instant=True)))
    return [facts.as_of(at) for facts in _facts(rows) if facts.in_force(at)]


def certificates_of(
    kind: str,
    since: datetime,
    until: datetime,
    *,
    vehicle_ids: Collection[int] | None = None,
    premises_ids: Collection[int] | None = None,
) -> list[CertificateFacts]:
    """Return the certificates of a kind whose validity touches a period [since, until), by id.

    Also what was suspended or revoked: `in_force(at)` and `as_of(at)` say how each stood at any instant. They
    come as they stood when the period ended.
    """
    rows = _subjects(_of_kind(kind), vehicle_ids, premises_ids).filter(Exists(_saying(since, until)))
    return [facts.as_of(until) for facts in _facts(rows)]


def certificate_facts(certificate_id: int) -> CertificateFacts:
    """Return a certificate as other apps read it, as it stands.

    Raises:
        NotFound: there is none in scope.
    """
    found = _facts(Certificate.objects.filter(pk=certificate_id))
    if not found:
        raise NotFound(kind="certificate", key=str(certificate_id))
    return found[0]


def facts_of(certificates: Collection[int]) -> dict[int, CertificateFacts]:
    """Return some certificates as other apps read them, by id."""
    return {facts.id: facts for facts in _facts(Certificate.objects.filter(pk__in=certificates))}


def certificate_get(certificate_id: int) -> Certificate:
    """Return a certificate.

    Raises:
        NotFound: there is none in scope.
    """
    found = certificates_all().select_related("file").filter(pk=certificate_id).first()
    if found is None:
        raise NotFound(kind="certificate", key=str(certificate_id))
    return found


def certificate_lock(certificate_id: int) -> Certificate:
    """Return a certificate, locked until the transaction ends.

    Raises:
        NotFound: there is none in scope.
    """
    rows = certificates_all().select_for_update(of=("self",))
    found = rows.filter(pk=certificate_id).first()
    if found is None:
        raise NotFound(kind="certificate", key=str(certificate_id))
    return found


def certificate_by_client_id(client_id: object) -> Certificate | None:
    """Return the certificate that was issued under an id; None where there is none in scope."""
    return certificates_all().filter(client_id=str(client_id)).first()


def certificates_numbered(keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Certificate]:
    """Return the certificates in scope with some kinds and numbers."""
    rows = certificates_all().filter(
        kind__in={kind for kind, _number in keys}, number__in={number for _kind, number in keys}
    )
    return {(row.kind, row.number): row for row in rows if (row.kind, row.number) in keys}


def certificate_called(typed: str, *, kind: str) -> Certificate | None:
    """Return the certificate of a kind that somebody typed by its number; None for none."""
    head = typed.strip().split(maxsplit=1)[0] if typed.strip() else ""
    return certificates_all().filter(kind=kind, number__in={head, typed.strip()} - {""}).first()


def certificates_about(
    *, premises_id: int | None = None, vehicle_id: int | None = None, party_id: int | None = None
) -> QuerySet[Certificate]:
    """Return the certificates about premises or a vehicle, or that a party holds."""
    asked = {"premises_id": premises_id, "vehicle_id": vehicle_id, "party_id": party_id}
    return certificates_all().filter(**{name: value for name, value in asked.items() if value is not None})


def versions_of(certificate: Certificate) -> list[CertificateVersion]:
    """Return what a certificate has said, the latest first."""
    return list(certificate.versions.select_related("file").order_by("-number"))


def children_of(certificate: Certificate) -> list[Certificate]:
    """Return the certificates that were given under one, by number."""
    return list(certificates_all().filter(parent=certificate).order_by("number", "pk")[:200])


def _of_kind(kind: str) -> QuerySet[Certificate]:
    return Certificate.objects.filter(kind=kind)


def _subjects(
    rows: QuerySet[Certificate], vehicle_ids: Collection[int] | None, premises_ids: Collection[int] | None
) -> QuerySet[Certificate]:
    if vehicle_ids is not None:
        rows = rows.filter(vehicle_id__in=vehicle_ids)
    return rows if premises_ids is None else rows.filter(premises_id__in=premises_ids)


def _saying(since: datetime, until: datetime, *, instant: bool = False) -> QuerySet[CertificateVersion]:
    """Return the versions whose validity touches a period, or holds an instant."""
    begun = Q(since_at__lte=until) if instant else Q(since_at__lt=until)
    going = Q(until_at=None) | Q(until_at__gt=since)
    return CertificateVersion.objects.filter(begun, going, certificate=OuterRef("pk"))


def _facts(rows: QuerySet[Certificate]) -> list[CertificateFacts]:
    read = rows.defer("search").order_by("pk").prefetch_related("versions", "holds")
    return [_read(row) for row in read]


def _read(row: Certificate) -> CertificateFacts:
    said = tuple(
        Said(effective_at=one.effective_at, since=one.since_at, until=one.until_at, fields=one.fields)
        for one in sorted(row.versions.all(), key=lambda one: one.number)
    )
    holds = tuple(
        Hold(since=one.since_at, until=one.until_at)
        for one in sorted(row.holds.all(), key=lambda one: one.since_at)
    )
    return CertificateFacts(
        id=row.pk, number=row.number, kind=row.kind, party_id=row.party_id, premises_id=row.premises_id,
        vehicle_id=row.vehicle_id, parent_id=row.parent_id, since=row.since_at, until=row.until_at,
        state=CertificateState(row.state), fields=row.fields, said=said, holds=holds,
        revoked_at=row.revoked_at,
    )  # fmt: skip


def certificate_state(certificate: Certificate) -> dict[str, str | int | None]:
    """Return the columns of a certificate that the ledger answers for."""
    return {
        "kind": certificate.kind, "number": certificate.number, "state": certificate.state,
        "party": certificate.party_id, "premises": certificate.premises_id,
        "vehicle": certificate.vehicle_id, "parent": certificate.parent_id,
        "since_at": certificate.since_at.astimezone(UTC).isoformat(),
        "until_at": certificate.until_at.astimezone(UTC).isoformat() if certificate.until_at else None,
        "fields": json.dumps(certificate.fields, ensure_ascii=False, sort_keys=True),
        "version": certificate.version, "area_code": certificate.area_code,
    }  # fmt: skip


def certificate_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every certificate's id and what the ledger answers for, for `ledger verify`."""
    rows = Certificate.objects.defer("search").order_by("pk")
    return ((row.pk, certificate_state(row)) for row in rows.iterator(chunk_size=2_000))


def kinds_held() -> Sequence[str]:
    """Return the keys of the kinds that certificates in scope have."""
    return list(Certificate.objects.order_by("kind").values_list("kind", flat=True).distinct())
