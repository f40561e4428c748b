"""Publishing how an area ranks."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.evaluation.models import Scheme, Trial
from xiuhua.evaluation.queries import contest_states as states_of
from xiuhua.evaluation.queries import contests as queries
from xiuhua.evaluation.queries import standings as standing_queries
from xiuhua.evaluation.rules.schemes import SchemeBody, body_faults, body_told
from xiuhua.evaluation.rules.trials import moves_told
from xiuhua.evaluation.services.refusals import NothingToTry
from xiuhua.evaluation.terms.contests import ContestAct
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid

_TRIED = 6  # rounds: half a year of months, a year and a half of quarters


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


@transaction.atomic
def scheme_try(*, body: SchemeBody, scheme_id: int, actor: Actor, at: datetime) -> Trial:
    """Try a scheme on the last published rounds, beside what was published. It ranks nobody.

    Raises:
        NotFound: there is no such scheme.
        NotPermitted: the actor may not, or not there.
        NothingToTry: no round of the contest is published.
        Invalid: the scheme will not do; `fields` says where.
    """
    named = queries.scheme_get(scheme_id)
    scheme = queries.scheme_latest(named.key, named.area_code) or named
    require(actor, ContestAct.TRY, scheme)
    wrong = body_faults(body, figures=[key for key, _name in standing_queries.percent_figures()])
    if wrong:
        raise Invalid(fields=wrong)
    rounds = queries.rounds_published(scheme, most=_TRIED)
    if not rounds:
        raise NothingToTry(scheme=scheme.zh)
    told = [
        {
            "round": one.pk, "period": one.period,
            "moves": moves_told(
                {
                    row.subject_code: (row.subject_name, row.score)
                    for row in standing_queries.standings_of(one)
                },
                standing_queries.results_tried(one, body, at=one.published_at or at),
            ),
        }
        for one in rounds
    ]  # fmt: skip
    trial = Trial.objects.create(
        scheme=scheme, area_code=scheme.area_code, body=body_told(body), told=told, tried_by=actor.name,
        tried_at=at,
    )  # fmt: skip
    entry_append(
        at=at, actor=actor, act=ContestAct.TRY.value, subject=f"scheme_trial:{trial.pk}",
        area=scheme.area_code, detail={"scheme": scheme.pk, "rounds": len(rounds)},
        state=states_of.trial_state(trial),
    )  # fmt: skip
    return trial
