"""Many reports or acts at once: the same services, one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from xiuhua.cases.models import Case
from xiuhua.cases.services.acting import case_act
from xiuhua.cases.services.reporting import NewReport, case_report
from xiuhua.cases.services.work import Said
from xiuhua.cases.terms import CaseAct
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import CityError


@transaction.atomic
def cases_report_many(*, new: Sequence[NewReport], actor: Actor, at: datetime) -> list[Case]:
    """Take reports and open their cases, all or none.

    Raises:
        CityError: as `case_report`; `fields` names the place of the report that is refused, from 0.
    """
    return [_reported(place, one, actor, at) for place, one in enumerate(new)]


def _reported(place: int, new: NewReport, actor: Actor, at: datetime) -> Case:
    try:
        return case_report(new=new, actor=actor, at=at)
    except CityError as error:
        inner = {f"reports.{place}.{name}": code for name, code in error.fields.items()}
        error.fields = inner or {f"reports.{place}": error.code}
        raise


@dataclass(frozen=True, kw_only=True)
class Done:
    """What became of one case of many: itself after the act, or why it was refused."""

    case_id: int
    case: Case | None = None
    refusal: CityError | None = None


def cases_act_many(
    *,
    case_ids: Sequence[int],
    act: CaseAct,
    said: Said,
    all_or_none: bool,
    actor: Actor,
    at: datetime,
    seen: Mapping[int, int | None] | None = None,
) -> list[Done]:
    """Do one act on many cases, in the order of their ids, and say of each what happened.

    Args:
        case_ids: which; one named twice is acted on once.
        act: what.
        said: told to each.
        all_or_none: whether one refusal takes everything back; those that would have gone through then have
            neither a case nor a refusal.
        actor: who.
        at: when.
        seen: how many moves of each the actor saw, by case; what moved since is refused.
    """
    done: list[Done] = []
    with transaction.atomic():
        ids = sorted(set(case_ids))  # in one order, so that two of these never wait for each other in a ring
        known = seen or {}
        told = {pk: replace(said, seen=known[pk]) if pk in known else said for pk in ids}
        done += [_done(case_id, act, told[case_id], actor, at) for case_id in ids]
        if not all_or_none or not any(one.refusal for one in done):
            return done
        transaction.set_rollback(True)
    return [Done(case_id=one.case_id, refusal=one.refusal) for one in done]


def _done(case_id: int, act: CaseAct, said: Said, actor: Actor, at: datetime) -> Done:
    try:
        case = case_act(case_id=case_id, act=act, said=said, actor=actor, at=at)
    except CityError as error:
        return Done(case_id=case_id, refusal=error)
    return Done(case_id=case_id, case=case)
