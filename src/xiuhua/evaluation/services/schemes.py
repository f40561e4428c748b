"""Publishing how an area ranks."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.evaluation.models import Scheme
from xiuhua.evaluation.queries import contest_states as states_of
from xiuhua.evaluation.queries import contests as queries
from xiuhua.evaluation.queries import standings as standing_queries
from xiuhua.evaluation.rules.schemes import SchemeBody, body_faults, body_told
from xiuhua.evaluation.terms.contests import ContestAct
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid


@transaction.atomic
def scheme_publish(
    *, body: SchemeBody, area_code: str, reason: str, seen: int | None = None, actor: Actor, at: datetime
) -> Scheme:
    """Let a scheme hold for an area. Rounds that are open keep the version they were opened with.

    Args:
        body: what it says.
        area_code: whose parts it ranks.
        reason: the paper that says so.
        seen: the number that the actor thought this version would have.
        actor: who publishes it.
        at: when.

    Raises:
        NotPermitted: the actor may not, or not there.
        Conflict: somebody else has published a version meanwhile.
        Invalid: the scheme will not do; `fields` says where.
    """
    queries.scheme_lock(body.key, area_code)
    known = queries.scheme_latest(body.key, area_code)
    scheme = Scheme(
        key=body.key, area_code=area_code, number=known.number + 1 if known else 1, zh=body.zh, en=body.en,
        level=body.level.value, cadence=body.cadence.value, body=body_told(body), reason=reason.strip(),
        published_by=actor.name, published_at=at,
    )  # fmt: skip
    require(actor, ContestAct.SCHEME, scheme)
    if seen not in {None, scheme.number}:
        raise Conflict(kind="scheme", key=body.key)
    wrong = body_faults(body, figures=[key for key, _name in standing_queries.percent_figures()])
    wrong |= {} if scheme.reason else {"reason": "reason_empty"}
    if wrong:
        raise Invalid(fields=wrong)
    scheme.save(force_insert=True)
    entry_append(
        at=at, actor=actor, act=ContestAct.SCHEME.value, subject=f"scheme:{scheme.pk}", area=area_code,
        detail={"key": scheme.key, "number": scheme.number}, words={"reason": scheme.reason},
        state=states_of.scheme_state(scheme),
    )  # fmt: skip
    return scheme
