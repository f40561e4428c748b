"""What is asked for and granted: 延期, 缓办, 挂账, and the ends that need an approver; and what follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from xiuhua.cases import queries
from xiuhua.cases.models import Asking, Move
from xiuhua.cases.queries.asking import OPEN
from xiuhua.cases.rules.loop import lapses
from xiuhua.cases.services.refusals import (
    LateAlready,
    NotProposed,
    NoWish,
    OwnWish,
    TooManyDeferrals,
    TooManyExtensions,
    WishOpen,
)
from xiuhua.cases.services.work import Prepared, Work, limit_stored
from xiuhua.cases.terms import AskedFor, AskingState, CaseState
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.shared.errors import Invalid


def wish_prepare(work: Work) -> Prepared:
    """Ask for something; one wish at a time.

    Raises:
        WishOpen: something waits already.
        TooManyExtensions, LateAlready, TooManyDeferrals, Invalid: what the wish's own rule says.
    """
    kind = work.step.asks
    assert kind is not None  # noqa: S101 - the caller looked
    if work.case.asked:
        raise WishOpen(kind=work.case.asked)
    check = _CHECKS.get(kind)
    if check:
        check(work)

    def then(_move: Move) -> None:
        limit = work.said.limit
        Asking.objects.create(
            case=work.case, kind=kind.value, state=AskingState.ASKED.value, unit_id=work.case.unit_id,
            reason=work.said.reason.strip(), amount=limit.amount if limit else None,
            time_unit=limit.unit.value if limit else "", until=work.said.until, asked_at=work.at,
            asked_by=work.actor.name, area_code=work.case.area_code,
        )  # fmt: skip

    return Prepared(detail={"asked": kind.value}, then=then)


def _extension_check(work: Work) -> None:
    if work.case.extensions >= work.settings.extensions_most:
        raise TooManyExtensions(most=work.settings.extensions_most)
    due = work.case.due_at
    if due is not None and work.at > due and not work.settings.extend_late:
        raise LateAlready


def _deferral_check(work: Work) -> None:
    if work.case.defers >= work.settings.defers_most:
        raise TooManyDeferrals(most=work.settings.defers_most)
    until = work.said.until
    if until is None or not work.at < until <= work.at + timedelta(days=work.settings.defer_days_most):
        raise Invalid(fields={"until": "case_until_wrong"}, days=work.settings.defer_days_most)


_CHECKS: Mapping[AskedFor, Callable[[Work], None]] = MappingProxyType(
    {AskedFor.EXTEND: _extension_check, AskedFor.DEFER: _deferral_check}
)


def judgement_prepare(work: Work) -> Prepared:
    """Propose, grant or refuse what was asked for.

    Raises:
        NoWish: nothing of the kind waits.
        OwnWish: the actor asked for it.
        NotProposed: more time that the dispatcher has not proposed.
    """
    step = work.step
    kind = step.proposes or step.grants or step.refuses
    assert kind is not None  # noqa: S101 - the caller looked
    wish = Asking.objects.select_for_update().filter(
        case=work.case, kind=kind.value, state__in=OPEN
    ).first()  # fmt: skip
    if wish is None:
        raise NoWish(kind=kind.value)
    if wish.asked_by == work.actor.name and not step.refuses:
        raise OwnWish
    if step.proposes:
        return _proposed(wish, work)
    if step.refuses:
        return _decided(wish, work, AskingState.REFUSED, {"asked": ""})
    if kind is AskedFor.EXTEND and wish.state != AskingState.PROPOSED:
        raise NotProposed
    return _decided(wish, work, AskingState.GRANTED, _granted_detail(wish, kind, work))


def _proposed(wish: Asking, work: Work) -> Prepared:
    wish.state, wish.proposed_by = AskingState.PROPOSED.value, work.actor.name

    def then(_move: Move) -> None:
        wish.save(update_fields=["state", "proposed_by"])

    return Prepared(then=then)


def _decided(wish: Asking, work: Work, state: AskingState, detail: dict[str, Any]) -> Prepared:
    wish.state, wish.decided_at, wish.decided_by = state.value, work.at, work.actor.name
    wish.opinion = work.said.reason.strip()

    def then(_move: Move) -> None:
        wish.save(update_fields=["state", "decided_at", "decided_by", "opinion"])

    return Prepared(detail=detail | {"asking": wish.pk}, then=then)


def _granted_detail(wish: Asking, kind: AskedFor, work: Work) -> dict[str, Any]:
    """Return what a granted wish makes of the case."""
    detail: dict[str, Any] = {"asked": ""}
    if kind is AskedFor.EXTEND and wish.amount:
        detail["extend"] = limit_stored(Limit(wish.amount, TimeUnit(wish.time_unit)))
    if kind is AskedFor.DEFER and wish.until:
        detail["resume_at"] = wish.until.isoformat()
    if kind is AskedFor.SHELVE:
        detail["review_on"] = _month_on(work).isoformat()
    if work.step.closing:
        detail["closing"] = work.step.closing.value
    return detail


def _month_on(work: Work) -> date:
    """Return the day a month from now, at the place: when the problem list is gone through again."""
    zone = queries.calendar_known(work.case.area_code, at=work.at).zone
    return work.at.astimezone(zone).date() + timedelta(days=30)


def wish_lapsing(work: Work, *, after: CaseState) -> dict[str, Any]:
    """Return what a move keeps of a wish that lapses by it; nothing where none does."""
    if not lapses(work.case.asked, work.step, after):
        return {}
    wish = Asking.objects.filter(case=work.case, state__in=OPEN).values_list("pk", flat=True).first()
    return {"asked": "", "lapsed": wish}


def wishes_lapse(*, case_id: int) -> None:
    """Let what was asked for lapse."""
    Asking.objects.filter(case_id=case_id, state__in=OPEN).update(state=AskingState.LAPSED.value)


def wish_revive(*, wish_id: int) -> None:
    """Let a wish wait again: what made it lapse was taken back."""
    Asking.objects.filter(pk=wish_id).update(state=AskingState.ASKED.value)


def review_prepare(work: Work) -> Prepared:
    """Go through a case of the problem list; it comes up again in a month."""
    return Prepared(detail={"review_on": _month_on(work).isoformat()})


def resume_prepare(_work: Work) -> Prepared:
    """Take up again what was deferred."""
    return Prepared(detail={"resume_at": None})


def clear_prepare(_work: Work) -> Prepared:
    """Take a case off the problem list: 销账."""
    return Prepared(detail={"review_on": None})
