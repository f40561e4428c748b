"""The API of permits: which kinds there are, who holds what, and what is done to a certificate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router

from xiuhua.access.services import require
from xiuhua.access.services.answering import Key, answered_once
from xiuhua.ground.queries.standing import parties_stood_for
from xiuhua.permits import services
from xiuhua.permits.models import Certificate
from xiuhua.permits.queries import certificates as queries
from xiuhua.permits.serializers import (
    AmendIn,
    CertificateIn,
    CertificateOut,
    PermitKindOut,
    ReasonIn,
    certificate_out,
    kind_out,
)
from xiuhua.permits.terms import CertificateAct
from xiuhua.scenekit.registry import permit_kinds
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotFound
from xiuhua.web.api import asker
from xiuhua.web.areas import within
from xiuhua.web.seams import areas_for, may

router = Router(tags=["permits"])


@router.get("/permit-kinds", response=list[PermitKindOut], summary="What one may be permitted")
def kind_list(request: HttpRequest) -> list[PermitKindOut]:
    """Return the declared kinds."""
    require(asker(request), CertificateAct.READ)
    return [kind_out(kind) for kind in permit_kinds()]


@router.get("/certificates", response=list[CertificateOut], summary="Certificates, the last changed first")
def certificate_list(
    request: HttpRequest, kind: str = "", limit: Annotated[int, Field(ge=1, le=200)] = 50
) -> list[CertificateOut]:
    """Return certificates of the reader's areas, or those that the reader's firm holds."""
    actor, at = asker(request), now()
    if may(actor, CertificateAct.READ):
        rows = queries.certificates_all().filter(within("area_code", areas_for(actor, CertificateAct.READ)))
    else:
        require(actor, CertificateAct.OWN)
        rows = queries.certificates_held(parties_stood_for(actor.user_id, at=at))
    chosen = rows.filter(kind=kind) if kind else rows
    return [certificate_out(one, at=at) for one in chosen.order_by("-updated_at", "-pk")[:limit]]


@router.get("/certificates/{int:certificate_id}", response=CertificateOut, summary="A certificate")
def certificate_read(request: HttpRequest, certificate_id: int) -> CertificateOut:
    """Return one certificate."""
    actor, at = asker(request), now()
    one = queries.certificate_get(certificate_id)
    if not may(actor, CertificateAct.READ, one):
        require(actor, CertificateAct.OWN, one)
        if one.party_id not in parties_stood_for(actor.user_id, at=at):
            raise NotFound(kind="certificate", key=str(certificate_id))
    return certificate_out(one, at=at)


@router.post("/certificates", response=CertificateOut, summary="Issue a certificate")
def certificate_issue(request: HttpRequest, new: CertificateIn, idempotency_key: Key = None) -> HttpResponse:
    """Issue a certificate of a declared kind."""

    def act(actor: Actor, at: datetime) -> CertificateOut:
        return certificate_out(services.certificate_issue(new=new.as_new(), actor=actor, at=at), at=at)

    return answered_once(request, idempotency_key, act)


@router.post("/certificates/{int:certificate_id}/amend", response=CertificateOut, summary="Amend it")
def certificate_amend(
    request: HttpRequest, certificate_id: int, new: AmendIn, idempotency_key: Key = None
) -> HttpResponse:
    """Let it say something else from now on."""

    def act(actor: Actor, at: datetime) -> CertificateOut:
        made = services.certificate_amend(
            certificate_id=certificate_id, until=new.until, fields=new.fields, reason=new.reason, actor=actor,
            at=at,
        )  # fmt: skip
        return certificate_out(made, at=at)

    return answered_once(request, idempotency_key, act)


@router.post("/certificates/{int:certificate_id}/suspend", response=CertificateOut, summary="Suspend it")
def certificate_suspend(
    request: HttpRequest, certificate_id: int, new: ReasonIn, idempotency_key: Key = None
) -> HttpResponse:
    """Let it not hold until it is put back in force."""
    return _moved(request, certificate_id, new, idempotency_key, services.certificate_suspend)


@router.post(
    "/certificates/{int:certificate_id}/resume", response=CertificateOut, summary="Put it back in force"
)
def certificate_resume(
    request: HttpRequest, certificate_id: int, new: ReasonIn, idempotency_key: Key = None
) -> HttpResponse:
    """Put a suspended certificate back in force."""
    return _moved(request, certificate_id, new, idempotency_key, services.certificate_resume)


@router.post("/certificates/{int:certificate_id}/revoke", response=CertificateOut, summary="Revoke it")
def certificate_revoke(
    request: HttpRequest, certificate_id: int, new: ReasonIn, idempotency_key: Key = None
) -> HttpResponse:
    """Revoke it for good."""
    return _moved(request, certificate_id, new, idempotency_key, services.certificate_revoke)


def _moved(
    request: HttpRequest,
    certificate_id: int,
    new: ReasonIn,
    idempotency_key: str | None,
    service: Callable[..., Certificate],
) -> HttpResponse:
    def act(actor: Actor, at: datetime) -> CertificateOut:
        made = service(certificate_id=certificate_id, reason=new.reason, actor=actor, at=at)
        return certificate_out(made, at=at)

    return answered_once(request, idempotency_key, act)
