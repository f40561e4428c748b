"""What dispatchers and units decide: who gets a case, who does the work inside, what goes back or up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from xiuhua.cases import queries
from xiuhua.cases.models import Assignment, Case, Move
from xiuhua.cases.queries.ground import item_known, person_in_unit, suggestion_for, unit_known, units_known
from xiuhua.cases.queries.rows import Unit
from xiuhua.cases.queries.settings import Chosen
from xiuhua.cases.rules.folding import rest_kept
from xiuhua.cases.rules.limits import HandlingLimit, LimitFacts, handling_limit
from xiuhua.cases.rules.loop import STEP_OF
from xiuhua.cases.rules.suggesting import Suggestion, answers_kept
from xiuhua.cases.services.consulting import question_raise
from xiuhua.cases.services.desk import matter_detail
from xiuhua.cases.services.refusals import NoUnitAbove, NoUnitToPush, SecondReturn
from xiuhua.cases.services.saving import rows_insert
from xiuhua.cases.services.work import Prepared, Said, Work, limit_stored
from xiuhua.cases.services.writing import NewMove, Opening
from xiuhua.cases.terms import CaseAct, CaseState, Desk, Stage, Track
from xiuhua.cases.terms.clocks import CountsFrom
from xiuhua.ground.rules.limits import Limit, Manual
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid


def dispatch_prepare(work: Work) -> Prepared:
    """Give a case to a unit, with those that help; what nobody owns goes onto the next agenda as well.

    Raises:
        Invalid: a unit is unknown or closed, helps itself, or the handbook's line is about something else.
    """
    return _dispatched(work, suggestion_for(work.case, at=work.at))


def case_push(*, opening: Opening, chosen: Chosen, actor: Actor, at: datetime) -> Prepared:
    """Give a case that is being opened straight to whoever answers: 扁平化指挥. The caller is permitted.

    Raises:
        NoUnitToPush: nobody answers.
    """
    suggestion = suggestion_for(opening.case, at=at)
    if suggestion.unit_id is None:
        raise NoUnitToPush
    said = Said(unit_id=suggestion.unit_id, person_id=suggestion.person_id)
    work = Work(
        case=opening.case, step=STEP_OF[CaseAct.PUSH], said=said, desk=Desk.SYSTEM, chosen=chosen,
        actor=actor, at=at,
    )  # fmt: skip
    prepared = _dispatched(work, suggestion)
    opening.move(
        NewMove(
            act=CaseAct.PUSH, after=CaseState.DISPATCHED, actor=actor, at=at, desk=Desk.SYSTEM,
            unit_id=prepared.unit_id, person_id=prepared.person_id, detail=prepared.detail,
            escalate_minutes=chosen.settings.escalate_minutes,
        )
    )  # fmt: skip
    return prepared


def _dispatched(work: Work, suggestion: Suggestion) -> Prepared:
    unit = _unit(work.said.unit_id)
    helpers = _helpers(work.said.helper_ids, unit)
    detail = matter_detail(work)
    limit = limit_of(work, detail)
    had_nobody = work.case.dispatched_at is None
    followed = suggestion.unit_id == unit.pk
    detail |= {
        "unit": unit.pk,
        "person": work.said.person_id or (suggestion.person_id if followed else None),
        "helpers": [one.pk for one in helpers],
        "suggested": suggestion.unit_id,
        "ground": suggestion.ground if followed else "ground_by_hand",
        "start": {Stage.HANDLE.value: start_handling(limit=limit, unit_id=unit.pk, case=work.case)},
        **limit_detail(limit),
    }

    def then(move: Move) -> None:
        if not had_nobody:
            assignments_end(case=work.case, at=work.at)
        assignments_begin(case=work.case, unit=unit, helpers=helpers, suggestion=suggestion, at=work.at)
        if suggestion.ownerless:
            question_raise(case=work.case, why=suggestion.ground, actor=work.actor, at=move.at)

    return Prepared(detail=detail, unit_id=unit.pk, person_id=work.said.person_id, then=then)


def _unit(unit_id: int | None) -> Unit:
    unit = unit_known(unit_id) if unit_id is not None else None
    if unit is None:
        raise Invalid(fields={"unit": "case_unit_unknown"})
    return unit


def _helpers(unit_ids: tuple[int, ...], lead: Unit) -> list[Unit]:
    if not unit_ids:
        return []
    found = units_known(unit_ids)
    if len(found) < len(set(unit_ids)) or lead.pk in unit_ids:
        raise Invalid(fields={"helpers": "case_helpers_wrong"})
    return found


def limit_of(work: Work, detail: dict[str, Any]) -> HandlingLimit:
    """Return the limit for handling, from what the case holds and what the act has just changed."""
    case, merged = work.case, _limit_kept(work.case, detail)
    line: Limit | Manual | None = merged
    if merged is None and detail.get("limit_source", case.limit_source) == "limit_manual":
        line = Manual("manual")
    facts = LimitFacts(
        matter=_matter_code(case, detail),
        track=Track(case.track),
        key_area=case.key_area,
        line=line,
        upper_due_at=case.upper_due_at,
    )
    return handling_limit(facts, work.settings)


def _matter_code(case: Case, detail: dict[str, Any]) -> str:
    if detail.get("item", case.item_id) != case.item_id:
        chosen = item_known(detail["item"])
        return chosen.code if chosen else ""
    return case.item.code if case.item else ""


def _limit_kept(case: Case, detail: dict[str, Any]) -> Limit | None:
    amount = detail.get("limit_amount", case.limit_amount)
    unit = detail.get("limit_unit", case.limit_unit)
    has_line = detail.get("line", case.line_id) is not None
    return Limit(amount, TimeUnit(unit)) if amount and has_line else None


def limit_detail(limit: HandlingLimit) -> dict[str, Any]:
    """Return a limit as the case shows it."""
    own = limit.limit
    return {
        "limit_amount": own.amount if own else None,
        "limit_unit": own.unit.value if own else "",
        "limit_source": limit.source,
    }


def start_handling(*, limit: HandlingLimit, unit_id: int, case: Case) -> dict[str, Any]:
    """Return how the clock of handling starts, as a move keeps it."""
    return {
        **limit_stored(limit.limit),
        "from": case.reported_at.isoformat() if limit.counts_from is CountsFrom.REPORT else None,
        "due": limit.due_at.isoformat() if limit.due_at else None,
        "charged": f"unit:{unit_id}",
    }


def assignments_begin(
    *, case: Case, unit: Unit, helpers: list[Unit], suggestion: Suggestion | None, at: datetime
) -> None:
    """Let units have a case from now on."""
    case.unit = unit
    followed = suggestion is not None and suggestion.unit_id == unit.pk
    lead = Assignment(
        case=case, unit=unit, lead=True, since=at,
        ground=suggestion.ground if suggestion and followed else "ground_by_hand",
        duty_id=suggestion.duty_id if suggestion and followed else None,
        reasons=answers_kept(suggestion.answers) if suggestion else [],
    )  # fmt: skip
    others = [
        Assignment(case=case, unit=one, lead=False, since=at, ground="ground_helper") for one in helpers
    ]
    rows_insert([lead, *others])


def assignments_end(*, case: Case, at: datetime) -> None:
    """Let nobody have a case any longer; one that nobody ever had costs no statement."""
    if case.dispatched_at is not None:
        Assignment.objects.filter(case=case, until=None).update(until=at)


def assign_prepare(work: Work) -> Prepared:
    """Give a case to somebody inside the unit.

    Raises:
        Invalid: they do not serve there.
    """
    person = person_in_unit(work.said.person_id or 0, work.case.unit_id)
    if person is None:
        raise Invalid(fields={"person": "case_person_elsewhere"})
    return Prepared(detail={"person": person.pk}, person_id=person.pk)


def step_up_prepare(work: Work) -> Prepared:
    """Pass a case to the unit above, which has what is left of the time; what was charged stays charged.

    Raises:
        NoUnitAbove: there is no unit above, or it is closed.
    """
    unit = work.case.unit
    above = unit_known(unit.parent_id) if unit and unit.parent_id else None
    if above is None:
        raise NoUnitAbove(unit=unit.name if unit else "")
    started = {**_rest_of(work), "charged": f"unit:{above.pk}"}
    detail = {"unit": above.pk, "person": None, "start": {Stage.HANDLE.value: started}}

    def then(_move: Move) -> None:
        assignments_end(case=work.case, at=work.at)
        assignments_begin(case=work.case, unit=above, helpers=[], suggestion=None, at=work.at)

    return Prepared(detail=detail, unit_id=above.pk, then=then)


def _rest_of(work: Work) -> dict[str, Any]:
    clocks = queries.runs_of(queries.clocks_of(work.case.pk))
    return rest_kept(clocks, work.at, queries.calendar_known(work.case.area_code, at=work.at))


def send_back_prepare(work: Work) -> Prepared:
    """Send a case back before receiving it; whose it is may be said."""
    return Prepared(detail={"proposed": work.said.unit_id})


def return_judge(work: Work) -> Prepared:
    """Judge a return.

    Raises:
        SecondReturn: it is not the first, and the actor is no shift head.
    """
    if work.case.returns and work.desk is not Desk.SHIFT_HEAD:
        raise SecondReturn
    return Prepared()


def return_prepare(work: Work) -> Prepared:
    """Take a case back from the unit that sent it back; its clock counts for nobody.

    Raises:
        SecondReturn: as `return_judge`.
    """
    return_judge(work)

    def then(_move: Move) -> None:
        assignments_end(case=work.case, at=work.at)

    return Prepared(detail={"unit": None, "person": None}, unit_id=work.case.unit_id, then=then)
