"""Doing an act of the loop: who may, what it must be told, and the one table of what each act decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.cases import queries
from xiuhua.cases.models import Case
from xiuhua.cases.queries.moves import last_signature
from xiuhua.cases.queries.settings import Chosen
from xiuhua.cases.rules.loop import DESK_ROLES, STEP_OF, Need, Step, desks_of
from xiuhua.cases.rules.settings import LoopSettings
from xiuhua.cases.services import asking, desk, ending, handling
from xiuhua.cases.services.refusals import NotOfThisUnit, OvertakenCase, VerifyFirst
from xiuhua.cases.services.work import Prepared, Said, Work, start_stored
from xiuhua.cases.services.writing import NewMove, move_write
from xiuhua.cases.terms import OVER, CaseAct, CaseState, Desk, Stage
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.errors import Invalid, NotFound

_Preparer = Callable[[Work], Prepared]

_PREPARERS: Mapping[CaseAct, _Preparer] = MappingProxyType(
    {
        CaseAct.ACCEPT: desk.accept_prepare,
        CaseAct.ASK_VERIFY: desk.verification_prepare,
        CaseAct.FILE: desk.accept_prepare,
        CaseAct.DISPATCH: handling.dispatch_prepare,
        CaseAct.PUSH: handling.dispatch_prepare,
        CaseAct.ASSIGN: handling.assign_prepare,
        CaseAct.STEP_UP: handling.step_up_prepare,
        CaseAct.SEND_BACK: handling.send_back_prepare,
        CaseAct.RETURN_GRANT: handling.return_prepare,
        CaseAct.RETURN_REFUSE: handling.return_judge,
        CaseAct.CHECK_PASS: desk.check_prepare,
        CaseAct.CHECK_FAIL: desk.check_prepare,
        CaseAct.CLOSE: ending.close_prepare,
        CaseAct.SHELF_REVIEW: asking.review_prepare,
        CaseAct.RESUME: asking.resume_prepare,
        CaseAct.CLEAR: asking.clear_prepare,
        CaseAct.MERGE: ending.merge_prepare,
        CaseAct.UNMERGE: ending.unmerge_prepare,
        CaseAct.REDO: ending.redo_prepare,
        CaseAct.REPLY_UP: ending.reply_prepare,
        CaseAct.TAKE_BACK: ending.take_back_prepare,
    }
)


@transaction.atomic
def case_act(*, case_id: int, act: CaseAct, said: Said, actor: Actor, at: datetime) -> Case:
    """Do one act of the loop on a case.

    Raises:
        NotFound: no such case in the actor's areas.
        NotPermitted, NotAllowedNow: the act table says no.
        NotOfThisUnit: a unit's act, and the case lies with another.
        OvertakenCase: somebody moved it since the actor looked.
        VerifyFirst: as `verified_check`.
        Invalid: something the act needs is missing; `fields` says what.
        CityError: what else the act itself refuses (`services.refusals`).
    """
    serving = actor.user_id if _is_of_units(act) else None
    case, chosen = queries.case_held(case_id, user_id=serving, at=at, beside=said.target_id)
    at_desk = desk_of(case=case, act=act, actor=actor, chosen=chosen)
    _seen(case, said)
    step = STEP_OF[act]
    verified_check(case, step, chosen.settings)
    _told(step, said)
    work = Work(case=case, step=step, said=said, desk=at_desk, chosen=chosen, actor=actor, at=at)
    prepared = _prepared(work)
    after = prepared.after or step.to or CaseState(case.state)
    lapsing = asking.wish_lapsing(work, after=after)
    detail = {**_starts(work), **prepared.detail, **lapsing}
    move = move_write(
        case=case,
        new=NewMove(
            act=act, after=after, actor=actor, at=at, desk=at_desk,
            unit_id=prepared.unit_id or case.unit_id, person_id=prepared.person_id,
            note=said.reason.strip(), detail=_versioned(detail, chosen), photos=said.photos,
            escalate_minutes=chosen.settings.escalate_minutes,
        ),
    )  # fmt: skip
    prepared.then(move)
    if lapsing:
        asking.wishes_lapse(case_id=case.pk)
    if after in OVER:
        handling.assignments_end(case=case, at=at)
    return case


def _is_of_units(act: CaseAct) -> bool:
    return act in STEP_OF and Desk.UNIT in STEP_OF[act].desks


def _prepared(work: Work) -> Prepared:
    if work.step.asks:
        return asking.wish_prepare(work)
    if work.step.proposes or work.step.grants or work.step.refuses:
        return asking.judgement_prepare(work)
    preparer = _PREPARERS.get(work.step.act)
    return preparer(work) if preparer else Prepared()


def _starts(work: Work) -> dict[str, object]:
    """Return the clocks of desks that the step starts; handling's is the preparer's to say."""
    found = {
        stage.value: start_stored(stage=stage, track=work.case.track, settings=work.settings)
        for stage in work.step.starts
        if stage is not Stage.HANDLE
    }
    return {"start": found} if found else {}


def _versioned(detail: dict[str, object], chosen: Chosen) -> dict[str, object]:
    return detail | ({"settings": chosen.version_id} if chosen.version_id else {})


def _seen(case: Case, said: Said) -> None:
    """Refuse who acts on what has moved on meanwhile, and say what happened."""
    if said.seen is None or said.seen == case.moves_count:
        return
    last = last_signature(case)
    raise OvertakenCase(
        number=case.number, state=case.state, act=last.act if last else "", actor=last.actor if last else ""
    )


def _told(step: Step, said: Said) -> None:
    given = {
        Need.REASON: bool(said.reason.strip()), Need.UNIT: said.unit_id is not None,
        Need.PERSON: said.person_id is not None, Need.UNTIL: said.until is not None,
        Need.LIMIT: said.limit is not None, Need.TARGET: said.target_id is not None,
    }  # fmt: skip
    missing = {need.value: f"case_{need.value}_missing" for need in step.needs if not given.get(need, True)}
    if missing:
        raise Invalid(fields=missing)


def verified_check(case: Case, step: Step, settings: LoopSettings) -> None:
    """See that a report was verified where the city wants it.

    Raises:
        VerifyFirst: the settings name the channel by which it came in.
    """
    if step.looked_at and case.channel in settings.verified_channels:
        raise VerifyFirst(channel=case.channel)


# --- who may ------------------------------------------------------------------------------------------------


def desk_of(*, case: Case, act: CaseAct, actor: Actor, chosen: Chosen) -> Desk:
    """Return at which desk an actor does an act on a case; `case.in_unit` is what `case_lock` found.

    Raises:
        NotFound: there is no such act.
        NotPermitted, NotAllowedNow: the act table says no.
        NotOfThisUnit: a unit's act, and the actor serves in another one.
    """
    if act not in STEP_OF:
        raise NotFound(kind="act", key=act)
    merged = chosen.settings.merged
    require(actor_at_desks(actor=actor, merged=merged), act.value, case)
    here = frozenset(held.role for held in actor.holdings if case.area_code.startswith(held.area))
    desks = [one for one in desks_of(here, merged) if one in STEP_OF[act].desks]
    if desks == [Desk.UNIT] and not getattr(case, "in_unit", False):
        raise NotOfThisUnit(unit=case.unit.name if case.unit else "")
    # The higher post of several: a second return is then the shift head's.
    return Desk.SHIFT_HEAD if Desk.SHIFT_HEAD in desks else desks[-1]


def actor_at_desks(*, actor: Actor, merged: Mapping[Desk, Desk]) -> Actor:
    """Return an actor with the desks whose work is merged into theirs, over the same areas."""
    also = tuple(
        Holding(role=DESK_ROLES[desk][0], area=held.area)
        for desk, into in merged.items()
        for held in actor.holdings
        if held.role in DESK_ROLES[into]
    )
    return replace(actor, holdings=(*actor.holdings, *also)) if also else actor
