"""What somebody may do with a case now, and why not what they may do at other times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from xiuhua.cases import queries
from xiuhua.cases.models import Case
from xiuhua.cases.queries.cases import is_served, served_by
from xiuhua.cases.queries.moves import last_signature
from xiuhua.cases.queries.settings import Chosen
from xiuhua.cases.rules.loop import STEPS, TAKEN_BACK, Step
from xiuhua.cases.rules.settings import LoopSettings
from xiuhua.cases.services.acting import desk_of, verified_check
from xiuhua.cases.services.desk import other_eyes_check
from xiuhua.cases.services.refusals import NothingToTakeBack, NotYours, NoWish, OwnWork, WishOpen
from xiuhua.cases.terms import CaseAct
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import CityError, NotPermitted


@dataclass(frozen=True, kw_only=True)
class Offer:
    """An act that is somebody's, and why it is refused now; None where it may be done."""

    step: Step
    refusal: CityError | None = None


def acts_offered(*, case: Case, actor: Actor, at: datetime) -> list[Offer]:
    """Return the acts that are an actor's on cases of this area, those of other desks left out.

    What only doing it can tell (a unit that is closed, a date too far away) is refused then.
    """
    chosen = queries.settings_for(case.area_code, at=at)
    case.in_unit = is_served(case, user_id=actor.user_id, at=at)  # type: ignore[attr-defined]  # as case_lock does
    offers = [
        Offer(step=step, refusal=_refusal(case, step, actor, chosen, at)) for step in STEPS if step.public
    ]
    return [offer for offer in offers if not isinstance(offer.refusal, NotPermitted)]


def _refusal(case: Case, step: Step, actor: Actor, chosen: Chosen, at: datetime) -> CityError | None:
    try:
        desk_of(case=case, act=step.act, actor=actor, chosen=chosen)
        verified_check(case, step, chosen.settings)
        _wishes_check(case, step)
        _own_check(case, step, actor, chosen.settings, at)
    except CityError as error:
        return error
    return None


def _wishes_check(case: Case, step: Step) -> None:
    """Refuse a second wish, and the judgement of one that nobody has."""
    judged = step.proposes or step.grants or step.refuses
    if step.asks and case.asked:
        raise WishOpen(kind=case.asked)
    if judged and case.asked != judged:
        raise NoWish(kind=judged.value)


def _own_check(case: Case, step: Step, actor: Actor, settings: LoopSettings, at: datetime) -> None:
    """Refuse the check of one's own work, and taking back what somebody else did."""
    checks = step.act in {CaseAct.CHECK_PASS, CaseAct.CHECK_FAIL}
    if checks and served_by(case, user_id=actor.user_id, at=at):
        raise OwnWork
    other_eyes_check(case=case, act=step.act, actor=actor, settings=settings)
    if step.act is CaseAct.TAKE_BACK:
        last = last_signature(case)
        if last is None or CaseAct(last.act) not in TAKEN_BACK:
            raise NothingToTakeBack(act=last.act if last else "")
        if last.actor != actor.name:
            raise NotYours
