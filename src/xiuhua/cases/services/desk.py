"""What the desks of the centre decide: acceptance, verification, filing, the check."""

from __future__ import annotations

from typing import Any

from xiuhua.cases.models import Case
from xiuhua.cases.queries.ground import item_known, line_known
from xiuhua.cases.queries.rows import HandbookLine
from xiuhua.cases.rules.limits import is_dangerous
from xiuhua.cases.services.refusals import OwnWork
from xiuhua.cases.services.work import Prepared, Work
from xiuhua.cases.terms import CaseAct
from xiuhua.ground.rules.limits import Limit
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
    said, detail = work.said, {}
    if said.item_id is not None and said.item_id != work.case.item_id:
        if item_known(said.item_id) is None:
            raise Invalid(fields={"matter": "case_matter_unknown"})
        detail = {"item": said.item_id, "line": None, "limit_amount": None, "limit_unit": ""}
    if said.line_id is not None and said.line_id != work.case.line_id:
        line = line_known(said.line_id)
        if line is None:
            raise Invalid(fields={"line": "case_line_unknown"})
        detail |= line_detail(line=line, dangerous=is_dangerous(line.limit, work.settings))
    return detail


def line_detail(*, line: HandbookLine, dangerous: bool) -> dict[str, Any]:
    """Return what a line of the handbook says of a case, as a move keeps it."""
    limit = line.limit if isinstance(line.limit, Limit) else None
    return {
        "line": line.pk,
        "limit_amount": limit.amount if limit else None,
        "limit_unit": limit.unit.value if limit else "",
        "limit_source": "limit_handbook" if limit else "limit_manual",
        "dangerous": dangerous,
    }


def verification_prepare(work: Work) -> Prepared:
    """Send somebody to look."""
    return Prepared(person_id=work.said.person_id)


def check_prepare(work: Work) -> Prepared:
    """Judge what a unit has done; nobody of that unit may.

    Raises:
        OwnWork: the actor serves in the unit whose work it is.
    """
    if serves_in_unit(case=work.case):
        raise OwnWork
    if work.step.act is CaseAct.CHECK_FAIL:
        failed = work.case.reworks + 1
        return Prepared(detail={"failed": failed, "escalated": failed >= work.settings.rework_escalates})
    return Prepared()


def serves_in_unit(*, case: Case) -> bool:
    """Return whether the actor serves in the unit that has the case, as `case_lock` found."""
    return bool(getattr(case, "in_unit", False))
