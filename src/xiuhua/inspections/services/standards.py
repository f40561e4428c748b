"""Publishing what scenes declare: a checklist that has changed is a new version, and old ones stay."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.inspections.models import Standard
from xiuhua.inspections.queries import standards as queries
from xiuhua.inspections.rules.standards import body_of, digest_of
from xiuhua.inspections.terms.inspections import StandardAct
from xiuhua.ledger.services import entry_append
from xiuhua.scenekit.registry import checklist_named
from xiuhua.shared.actor import system
from xiuhua.shared.errors import Invalid

_PUBLISHER = system("standards")


@transaction.atomic
def standard_ensure(*, key: str, at: datetime) -> Standard:
    """Return the version of a checklist that says what its declaration says now; publish it if there is none.

    Raises:
        Invalid: no registered scene declares the checklist.
    """
    declared = checklist_named(key)
    if declared is None:
        raise Invalid(fields={"checklist": "inspection_checklist_unknown"})
    body = body_of(declared)
    digest = digest_of(body)
    known = queries.standard_latest(key)
    if known is not None and known.digest == digest:
        return known
    queries.standard_lock(key)
    known = queries.standard_latest(key)
    if known is not None and known.digest == digest:
        return known
    new = Standard(
        key=key, number=known.number + 1 if known else 1, digest=digest, subject=declared.subject.value,
        body=body, published_at=at,
    )  # fmt: skip
    require(_PUBLISHER, StandardAct.PUBLISH, new)
    new.save(force_insert=True)
    entry_append(
        at=at, actor=_PUBLISHER, act=StandardAct.PUBLISH.value, subject=f"standard:{new.pk}",
        detail={"key": key, "number": new.number, "digest": digest}, state=queries.standard_state(new),
    )  # fmt: skip
    return new
