"""申诉: a unit objects, two people judge, and what was upheld counts no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from xiuhua.access.queries import names_of
from xiuhua.access.services import require
from xiuhua.cases import queries
from xiuhua.cases.models import Appeal, AppealPhoto, Assignment, Case
from xiuhua.cases.queries.appeals import Appealable, appeal_lock, appealable, serves_unit
from xiuhua.cases.queries.clocks import clocks_of, runs_of
from xiuhua.cases.queries.rows import StoredFile
from xiuhua.cases.rules.appeals import appeal_until, may_judge
from xiuhua.cases.services.refusals import AppealTooLate, NothingToAppeal, NotYourAppeal, OwnAppeal
from xiuhua.cases.services.writing import NewMove, move_write
from xiuhua.cases.terms import AppealAbout, AppealAct, AppealState, CaseAct, CaseState, Desk, Stage
from xiuhua.files.services import files_settle
from xiuhua.ledger.rules.canonical import JsonValue
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid, NotAllowedNow

MOST_PHOTOS = 9


@dataclass(frozen=True, kw_only=True)
class NewAppeal:
    """What a unit objects to, and why. `unit_id` is needed only by who serves in several."""

    about: AppealAbout
    reason: str
    unit_id: int | None = None
    photos: tuple[StoredFile, ...] = ()


@transaction.atomic
def appeal_make(*, case_id: int, new: NewAppeal, actor: Actor, at: datetime) -> Appeal:
    """Object to what is held against the own unit over a case.

    Raises:
        NotFound: no such case in scope.
        NotPermitted, NotAllowedNow: not by this actor.
        NothingToAppeal: nothing of the kind is held against a unit the actor serves in, or it is objected to
            already.
        AppealTooLate: the days to object are over.
        Invalid: the reason is missing.
    """
    case, chosen = queries.case_held(case_id, user_id=None, at=at)
    require(actor, AppealAct.MAKE, case)
    until = appeal_until(over_at=case.over_at, frozen_at=None, days=chosen.settings.appeal_days)
    if until is not None and at > until:
        raise AppealTooLate(days=chosen.settings.appeal_days)
    if not new.reason.strip():
        raise Invalid(fields={"reason": "case_reason_missing"})
    found = _chosen(appealable(case, user_id=actor.user_id, at=at), new)
    appeal = Appeal.objects.create(
        case=case, unit_id=found.assignment.unit_id, assignment=found.assignment, about=new.about.value,
        stage=found.held.stage.value if found.held.stage else "", number=found.held.number,
        reason=new.reason.strip(), made_by=actor.name, made_at=at,
        due_at=at + timedelta(days=chosen.settings.appeal_review_days), area_code=case.area_code,
        updated_at=at,
    )  # fmt: skip
    if new.photos:
        files_settle(files=new.photos, area_code=case.area_code, actor=actor, at=at)
        AppealPhoto.objects.bulk_create(AppealPhoto(appeal=appeal, file=file) for file in new.photos)
    _record(appeal, AppealAct.MAKE, reason=appeal.reason, actor=actor, at=at)
    return appeal


def _chosen(found: list[Appealable], new: NewAppeal) -> Appealable:
    fitting = [
        one for one in found if one.held.about is new.about and new.unit_id in {None, one.assignment.unit_id}
    ]
    if not fitting:
        raise NothingToAppeal(about=new.about.value)
    return fitting[-1]


@transaction.atomic
def appeal_withdraw(*, appeal_id: int, reason: str, actor: Actor, at: datetime) -> Appeal:
    """Take an objection back before it is decided.

    Raises:
        NotFound: no such appeal in scope.
        NotPermitted, NotAllowedNow: not by this actor, or it is decided.
        NotYourAppeal: the actor does not serve in the unit that objects.
        Invalid: the reason is missing.
    """
    appeal = appeal_lock(appeal_id)
    require(actor, AppealAct.WITHDRAW, appeal)
    _standing(appeal, AppealAct.WITHDRAW, AppealState.MADE, AppealState.REVIEWED)
    if not serves_unit(appeal, user_id=actor.user_id, at=at):
        raise NotYourAppeal(unit=appeal.unit.name)
    _said(reason, "reason")
    appeal.state, appeal.due_at, appeal.updated_at = AppealState.WITHDRAWN.value, None, at
    appeal.save()
    _record(appeal, AppealAct.WITHDRAW, reason=reason, actor=actor, at=at)
    return appeal


@transaction.atomic
def appeal_review_first(*, appeal_id: int, upholds: bool, opinion: str, actor: Actor, at: datetime) -> Appeal:
    """Say as the first reviewer whether an objection should be upheld; the second one decides.

    Raises:
        NotFound: no such appeal in scope.
        NotPermitted, NotAllowedNow: not by this actor, or not now.
        OwnAppeal: the actor made it, or serves in the unit that objects.
        Invalid: the opinion is missing.
    """
    appeal = appeal_lock(appeal_id)
    require(actor, AppealAct.FIRST, appeal)
    _standing(appeal, AppealAct.FIRST, AppealState.MADE)
    _judge_check(appeal, actor, at)
    _said(opinion, "opinion")
    days = queries.settings_for(appeal.area_code, at=at).settings.appeal_review_days
    appeal.first_by, appeal.first_at, appeal.first_upholds = actor.name, at, upholds
    appeal.first_opinion, appeal.first_late = opinion.strip(), _is_late(appeal, at)
    appeal.state, appeal.due_at = AppealState.REVIEWED.value, at + timedelta(days=days)
    appeal.updated_at = at
    appeal.save()
    _record(appeal, AppealAct.FIRST, reason=opinion, actor=actor, at=at, upholds=upholds)
    return appeal


@transaction.atomic
def appeal_review_second(
    *, appeal_id: int, upholds: bool, opinion: str, actor: Actor, at: datetime
) -> Appeal:
    """Decide an objection. What is upheld is exempt from then on; what happened stays as it happened.

    Raises:
        NotFound: no such appeal in scope.
        NotPermitted, NotAllowedNow: not by this actor, or not now.
        OwnAppeal: the actor made it, reviewed it first, or serves in the unit that objects.
        Invalid: the opinion is missing.
    """
    appeal = appeal_lock(appeal_id)
    require(actor, AppealAct.SECOND, appeal)
    _standing(appeal, AppealAct.SECOND, AppealState.REVIEWED)
    _judge_check(appeal, actor, at)
    _said(opinion, "opinion")
    appeal.second_by, appeal.second_at, appeal.second_opinion = actor.name, at, opinion.strip()
    appeal.second_late, appeal.due_at, appeal.updated_at = _is_late(appeal, at), None, at
    appeal.state = (AppealState.UPHELD if upholds else AppealState.REFUSED).value
    appeal.save()
    _record(appeal, AppealAct.SECOND, reason=opinion, actor=actor, at=at, upholds=upholds)
    if upholds:
        _exempt(appeal, actor=actor, at=at)
    return appeal


def _exempt(appeal: Appeal, *, actor: Actor, at: datetime) -> None:
    """Take what was objected to off the record by a move of the case, from which it can be rebuilt."""
    case: Case = queries.case_lock(appeal.case_id, user_id=None, at=at)
    run: dict[str, JsonValue] = {"stage": appeal.stage, "number": appeal.number} if appeal.stage else {}
    _exempt_write(
        case, {"about": appeal.about, **run}, ground={"appeal": appeal.pk}, unit_id=appeal.unit_id,
        note=appeal.second_opinion, actor=actor, at=at,
    )  # fmt: skip
    if appeal.about != AppealAbout.LATE:
        Assignment.objects.filter(pk=appeal.assignment_id).update(exempt=True)


def case_exempt(
    *,
    case_id: int,
    about: AppealAbout,
    ground: Mapping[str, JsonValue],
    unit_id: int | None,
    note: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Take lateness of handling, a return or a rework off the record for every assessed figure.

    The caller has asked whether the actor may; what happened stays as it happened.

    Args:
        case_id: which.
        about: what does not count any more.
        ground: what the exemption is carried out for: `{"line_objection": 12}`.
        unit_id: whom it was held against.
        note: why, as the next person reads it.
        actor: who decided.
        at: when.

    Raises:
        NotFound: no such case in scope.
        NothingToAppeal: nothing of the kind is on the record.
    """
    case = queries.case_lock(case_id, user_id=None, at=at)
    exempt: dict[str, JsonValue] = {"about": about.value}
    if about is AppealAbout.LATE:
        runs = [one for one in runs_of(clocks_of(case.pk)) if one.stage is Stage.HANDLE and not one.cancelled]
        if not runs:
            raise NothingToAppeal(about=about.value)
        last = max(runs, key=lambda one: one.number)
        exempt |= {"stage": last.stage.value, "number": last.number}
    _exempt_write(case, exempt, ground=ground, unit_id=unit_id, note=note, actor=actor, at=at)


def _exempt_write(
    case: Case,
    exempt: Mapping[str, JsonValue],
    *,
    ground: Mapping[str, JsonValue],
    unit_id: int | None,
    note: str,
    actor: Actor,
    at: datetime,
) -> None:
    move_write(
        case=case,
        new=NewMove(
            act=CaseAct.EXEMPT, after=CaseState(case.state), actor=actor, at=at, desk=Desk.SHIFT_HEAD,
            unit_id=unit_id, note=note, detail={"exempt": dict(exempt), **ground},
        ),
    )  # fmt: skip


def _judge_check(appeal: Appeal, actor: Actor, at: datetime) -> None:
    serves = serves_unit(appeal, user_id=actor.user_id, at=at)
    names = names_of(actor.user_id) | {actor.name}
    if not may_judge(judge_names=names, maker=appeal.made_by, first=appeal.first_by, serves_there=serves):
        raise OwnAppeal


def _standing(appeal: Appeal, act: AppealAct, *states: AppealState) -> None:
    if appeal.state not in states:
        raise NotAllowedNow(act=act.value, state=appeal.state)


def _said(text: str, name: str) -> None:
    if not text.strip():
        raise Invalid(fields={name: "case_reason_missing"})


def _is_late(appeal: Appeal, at: datetime) -> bool:
    return appeal.due_at is not None and at > appeal.due_at


def _record(
    appeal: Appeal, act: AppealAct, *, reason: str, actor: Actor, at: datetime, upholds: bool | None = None
) -> None:
    detail: dict[str, JsonValue] = {
        "case": appeal.case_id,
        "about": appeal.about,
        "state": appeal.state,
        "unit": appeal.unit_id,
    }
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"appeal:{appeal.pk}", area=appeal.area_code,
        detail=detail | ({} if upholds is None else {"upholds": upholds}),
        words={"reason": reason.strip()},
    )  # fmt: skip
