"""What the desks of the centre decide: acceptance, verification, filing, the check."""

from __future__ import annotations

from typing import Any

from xiuhua.access.queries import names_of
from xiuhua.cases.models import Case
from xiuhua.cases.queries.cases import served_by
from xiuhua.cases.queries.ground import item_known, line_known, lines_in_force
from xiuhua.cases.queries.matters import suggestion_followed
from xiuhua.cases.queries.moves import passed_by
from xiuhua.cases.queries.rows import HandbookLine
from xiuhua.cases.rules.limits import is_dangerous
from xiuhua.cases.rules.settings import LoopSettings
from xiuhua.cases.services.refusals import CheckedBefore, OwnWork
from xiuhua.cases.services.work import Prepared, Work
from xiuhua.cases.terms import CaseAct
from xiuhua.ground.rules.limits import Limit
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid


def accept_prepare(work: Work) -> Prepared:
    """Take the matter and the handbook's line that the desk chose; those of the case stand where it did not.

    Raises:
        Invalid: the matter or the line is unknown, or the line is about another matter.
    """
    return Prepared(detail=matter_detail(work))


def matter_detail(work: Work) -> dict[str, Any]:
    """Return what a desk's choice of matter and line makes of a case.

    Raises:
        Invalid: as `accept_prepare`.
    """
    said, case, detail = work.said, work.case, {}
    if said.item_id is not None and said.item_id != case.item_id:
        if item_known(said.item_id) is None:
            raise Invalid(fields={"matter": "case_matter_unknown"})
        detail = {"item": said.item_id, **_first_line_detail(said.item_id, work)}
        detail |= suggestion_followed(case.pk, said.item_id)
    if said.line_id is not None and said.line_id != case.line_id:
        line = line_known(said.line_id)
        if line is None or line.item_id != detail.get("item", case.item_id or line.item_id):
            raise Invalid(fields={"line": "case_line_unknown"})
        detail |= {"item": line.item_id, **line_detail(line=line, settings=work.settings)}
    return detail


def _first_line_detail(item_id: int, work: Work) -> dict[str, Any]:
    """Return what the handbook in force says of another matter; nothing of the former one stays."""
    line = next(iter(lines_in_force(item_id, work.case.area_code, at=work.at)), None)
    return line_detail(line=line, settings=work.settings)


def line_detail(*, line: HandbookLine | None, settings: LoopSettings) -> dict[str, Any]:
    """Return what a line of the handbook says of a case, as a move keeps it; None where it has no line."""
    if line is None:
        return {"line": None, "limit_amount": None, "limit_unit": "", "limit_source": "", "dangerous": False}
    limit = line.limit if isinstance(line.limit, Limit) else None
    return {
        "line": line.pk,
        "limit_amount": limit.amount if limit else None,
        "limit_unit": limit.unit.value if limit else "",
        "limit_source": "limit_handbook" if limit else "limit_manual",
        "dangerous": is_dangerous(line.limit, settings),
    }


def verification_prepare(work: Work) -> Prepared:
    """Send somebody to look."""
    return Prepared(person_id=work.said.person_id)


def check_prepare(work: Work) -> Prepared:
    """Judge what a unit has done; nobody of that unit may.

    Raises:
        OwnWork: the actor serves in a unit whose work it is, as lead or as helper.
        CheckedBefore: as `other_eyes_check`.
    """
    if served_by(work.case, user_id=work.actor.user_id, at=work.at):
        raise OwnWork
    other_eyes_check(case=work.case, act=work.step.act, actor=work.actor, settings=work.settings)
    if work.step.act is CaseAct.CHECK_FAIL:
        failed = work.case.reworks + 1
        return Prepared(detail={"failed": failed, "escalated": failed >= work.settings.rework_escalates})
    return Prepared()


def other_eyes_check(*, case: Case, act: CaseAct, actor: Actor, settings: LoopSettings) -> None:
    """See that what came back is passed by other eyes than the last time; to fail it needs no other eyes.

    Raises:
        CheckedBefore: the actor passed the check of the case that it came back from.
    """
    before = case.rebound_of_id
    if act is not CaseAct.CHECK_PASS or before is None or not settings.rebound_raised:
        return
    if passed_by(before) in names_of(actor.user_id):
        raise CheckedBefore(number=Case(pk=before).number)
