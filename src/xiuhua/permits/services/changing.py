"""What happens to a certificate after it was issued: amended, suspended, put back in force, revoked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.ledger.services import entry_append
from xiuhua.permits.models import Certificate, CertificateHold
from xiuhua.permits.queries import certificates as queries
from xiuhua.permits.queries.subjects import StoredFile
from xiuhua.permits.rules.certificates import state_now, validity_fault
from xiuhua.permits.services.issuing import fields_fitting, version_of
from xiuhua.permits.terms import CertificateAct, CertificateState
from xiuhua.scenekit.registry import permit_kind_named
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid, NotAllowedNow

_LONGEST_REASON = 300


@transaction.atomic
def certificate_amend(
    *,
    certificate_id: int,
    until: datetime | None,
    fields: Mapping[str, object],
    reason: str,
    file: StoredFile | None = None,
    actor: Actor,
    at: datetime,
) -> Certificate:
    """Let a certificate say something else from now on: its next version.

    What it said before stays true of the time before. Its beginning, holder and subject do not change: that
    would be another certificate.

    Args:
        certificate_id: which.
        until: the new end; None: without an end.
        fields: all its fields, by key.
        reason: why.
        file: the document that the change came from.
        actor: who.
        at: from when on.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such certificate, not by this actor, or not now.
        Invalid: no reason, or an end or field that will not do.
    """
    row = _standing(certificate_id, CertificateAct.AMEND, actor=actor, at=at)
    kind = permit_kind_named(row.kind)
    if kind is None:
        raise Invalid(fields={"kind": "certificate_kind_unknown"})
    said = _reason(reason)
    kept = fields_fitting(kind, fields)
    parent = queries.certificate_facts(row.parent_id) if row.parent_id else None
    fault = validity_fault(row.since_at, until, parent)
    if fault:
        raise Invalid(fields={"until": fault})
    row.until_at, row.fields, row.version = until, kept, row.version + 1
    row.file = file or row.file
    row.updated_at = at
    row.save(update_fields=["until_at", "fields", "version", "file", "updated_at"])
    version_of(row, number=row.version, effective_at=at, actor=actor, reason=said).save(force_insert=True)
    return _recorded(row, CertificateAct.AMEND, said, actor=actor, at=at)


@transaction.atomic
def certificate_suspend(*, certificate_id: int, reason: str, actor: Actor, at: datetime) -> Certificate:
    """Let a certificate not hold from now on, until it is put back in force.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such certificate, not by this actor, or not now.
        Invalid: no reason.
    """
    row = _standing(certificate_id, CertificateAct.SUSPEND, actor=actor, at=at)
    said = _reason(reason)
    CertificateHold.objects.create(certificate=row, since_at=at, reason=said, area_code=row.area_code)
    return _moved(row, CertificateState.SUSPENDED, CertificateAct.SUSPEND, said, actor=actor, at=at)


@transaction.atomic
def certificate_resume(*, certificate_id: int, reason: str, actor: Actor, at: datetime) -> Certificate:
    """Put a suspended certificate back in force.

    Raises:
        NotFound, NotPermitted, NotAllowedNow, Invalid: as `certificate_suspend`.
    """
    row = _standing(certificate_id, CertificateAct.RESUME, actor=actor, at=at)
    said = _reason(reason)
    for hold in row.holds.select_for_update().filter(until_at=None):
        hold.until_at = at
        hold.save(update_fields=["until_at"])
    return _moved(row, CertificateState.ISSUED, CertificateAct.RESUME, said, actor=actor, at=at)


@transaction.atomic
def certificate_revoke(*, certificate_id: int, reason: str, actor: Actor, at: datetime) -> Certificate:
    """Revoke a certificate: it never holds again.

    Raises:
        NotFound, NotPermitted, NotAllowedNow, Invalid: as `certificate_suspend`.
    """
    row = _standing(certificate_id, CertificateAct.REVOKE, actor=actor, at=at)
    said = _reason(reason)
    row.revoked_at = at
    return _moved(row, CertificateState.REVOKED, CertificateAct.REVOKE, said, actor=actor, at=at)


def _standing(certificate_id: int, act: CertificateAct, *, actor: Actor, at: datetime) -> Certificate:
    """Return a certificate, locked, to which an act may be done: what is over is left as it was."""
    row = queries.certificate_lock(certificate_id)
    require(actor, act, row)
    if state_now(CertificateState(row.state), row.until_at, at) is CertificateState.EXPIRED:
        raise NotAllowedNow(act=act.value, state=CertificateState.EXPIRED.value)
    return row


def _reason(reason: str) -> str:
    said = reason.strip()
    if not said or len(said) > _LONGEST_REASON:
        raise Invalid(fields={"reason": "certificate_reason_missing"})
    return said


def _moved(
    row: Certificate, to: CertificateState, act: CertificateAct, reason: str, *, actor: Actor, at: datetime
) -> Certificate:
    row.state, row.updated_at = to.value, at
    row.save(update_fields=["state", "revoked_at", "updated_at"])
    return _recorded(row, act, reason, actor=actor, at=at)


def _recorded(
    row: Certificate, act: CertificateAct, reason: str, *, actor: Actor, at: datetime
) -> Certificate:
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"certificate:{row.pk}", area=row.area_code,
        detail={"version": row.version, "state": row.state, "file": row.file_id}, words={"reason": reason},
        state=queries.certificate_state(row),
    )  # fmt: skip
    return row
