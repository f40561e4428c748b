"""Closing, merging and taking apart, doing again, answering above, taking back."""

from __future__ import annotations

from xiuhua.cases import queries
from xiuhua.cases.models import Assignment, Case, Move, Report
from xiuhua.cases.queries.moves import last_signature, moves_of
from xiuhua.cases.rules.loop import TAKEN_BACK
from xiuhua.cases.services.asking import wish_revive
from xiuhua.cases.services.refusals import NotFromAbove, NothingToTakeBack, NotYours, RedoneAlready
from xiuhua.cases.services.reporting import case_redo, case_words_renew
from xiuhua.cases.services.work import Prepared, Work
from xiuhua.cases.services.writing import NewMove, move_write
from xiuhua.cases.terms import OVER, CaseAct, CaseState, Closing
from xiuhua.shared.errors import Invalid


def close_prepare(_work: Work) -> Prepared:
    """Close a case that passed its check."""
    return Prepared(detail={"closing": Closing.NORMAL.value})


# --- merging ------------------------------------------------------------------------------------------------


def merge_prepare(work: Work) -> Prepared:
    """Merge a case into another: its reports go there, and it ends. Everything needed to undo it is kept.

    Raises:
        Invalid: the other case is this one, over, or unknown.
    """
    target = _target(work)
    reports = list(Report.objects.filter(case=work.case).order_by("pk").values_list("pk", flat=True))
    going = [
        clock.stage.value for clock in queries.runs_of(queries.clocks_of(work.case.pk)) if clock.is_running
    ]
    detail = {"merged_into": target.pk, "reports": reports, "stopped": going}

    def then(_move: Move) -> None:
        Report.objects.filter(pk__in=reports).update(case=target)
        case_words_renew(case_id=target.pk)
        _told_target(target, work, reports, taken=True)

    return Prepared(detail=detail, then=then)


def _target(work: Work) -> Case:
    """Return the other case, locked.

    Raises:
        Invalid: as `merge_prepare`.
    """
    found = _locked(work.said.target_id)
    if found is None or found.pk == work.case.pk or CaseState(found.state) in OVER:
        raise Invalid(fields={"target": "case_target_wrong"})
    return found


def _locked(case_id: int | None) -> Case | None:
    """Return another case, locked; None where there is none in sight."""
    return Case.objects.select_for_update().defer("search", "description").filter(pk=case_id or 0).first()


def _told_target(target: Case, work: Work, reports: list[int], *, taken: bool) -> None:
    """Let the story of the other case say which reports came or went."""
    move_write(
        case=target,
        new=NewMove(
            act=CaseAct.MERGED_IN, after=CaseState(target.state), actor=work.actor, at=work.at,
            desk=work.desk, detail={"other": work.case.pk, "reports": reports, "taken": taken},
        ),
    )  # fmt: skip


def unmerge_prepare(work: Work) -> Prepared:
    """Take a merge apart: the reports come back, and the case goes on where it stood.

    Raises:
        NothingToTakeBack: no move says how it was merged.
        Invalid: the other case was merged on meanwhile.
    """
    merged = moves_of(work.case).filter(act=CaseAct.MERGE.value).last()
    if merged is None:
        raise NothingToTakeBack(act=CaseAct.MERGE.value)
    reports = list(merged.detail["reports"])
    target = _taken_apart_from(merged.detail["merged_into"])
    detail = {"merged_into": None, "resume": merged.detail["stopped"], "unmerges": merged.number}

    def then(_move: Move) -> None:
        Report.objects.filter(pk__in=reports).update(case=work.case)
        case_words_renew(case_id=target.pk)
        _told_target(target, work, reports, taken=False)

    return Prepared(detail=detail, after=CaseState(merged.before), then=then)


def _taken_apart_from(target_id: int) -> Case:
    """Return the case that another one was merged into, locked.

    Raises:
        Invalid: it was merged itself: the later merge, which took the reports on, is taken apart first.
    """
    found = _locked(target_id)
    if found is None or found.state == CaseState.MERGED:
        raise Invalid(fields={"target": "case_target_wrong"})
    return found


# --- again, and back ----------------------------------------------------------------------------------------


def redo_prepare(work: Work) -> Prepared:
    """Open the matter again as a new case: a closed one keeps its month's figures.

    Raises:
        RedoneAlready: the case it was opened again as is still open.
    """
    running = work.case.redone_as.filter(over_at__isnull=True).first()
    if running is not None:
        raise RedoneAlready(number=running.number)

    def then(_move: Move) -> None:
        case_redo(case=work.case, reason=work.said.reason, actor=work.actor, at=work.at)

    return Prepared(then=then)


def reply_prepare(work: Work) -> Prepared:
    """Answer the platform above.

    Raises:
        NotFromAbove: it did not come from there.
    """
    if not work.case.upper_number:
        raise NotFromAbove
    return Prepared()


def take_back_prepare(work: Work) -> Prepared:
    """Take back one's own last act, as long as nobody has signed since.

    Raises:
        NothingToTakeBack: the last act is of another kind.
        NotYours: somebody else did it.
        Invalid: a merge into a case that was merged on meanwhile.
    """
    last = last_signature(work.case)
    if last is None or CaseAct(last.act) not in TAKEN_BACK:
        raise NothingToTakeBack(act=last.act if last else "")
    if last.actor != work.actor.name:
        raise NotYours
    reports = list(last.detail.get("reports", ()))
    target_id = last.detail.get("merged_into")
    target = _taken_apart_from(target_id) if target_id is not None else None

    def then(_move: Move) -> None:
        Assignment.objects.filter(case=work.case, since=last.at, until=None).update(until=work.at)
        if last.detail.get("lapsed"):
            wish_revive(wish_id=last.detail["lapsed"])
        if target is not None:
            Report.objects.filter(pk__in=reports).update(case=work.case)
            case_words_renew(case_id=target.pk)
            _told_target(target, work, reports, taken=False)

    return Prepared(detail={"takes_back": last.number}, after=CaseState(last.before), then=then)
