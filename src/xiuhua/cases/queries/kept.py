"""What a case has at all: most have no wish, no cost and no appeal, and need not be asked for one."""

from __future__ import annotations

from dataclasses import dataclass

from xiuhua.cases.queries.asking import OPEN
from xiuhua.web.statements import prepared


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Whether there is anything of a kind about a case.

    Args:
        wish: asked for and not yet decided.
        suggestions: of matters.
        photos: as reported, as found and done.
        followers: cases merged into it, opened again from it, or come back from it.
        supervisions: orders about it.
    """

    wish: bool
    suggestions: bool
    photos: bool
    followers: bool
    appeals: bool
    costs: bool
    supervisions: bool


def kept_of(case_id: int) -> Kept:
    """Return what there is about a case, as far as the scope lets through."""
    with prepared() as cursor:
        cursor.execute(_KEPT, {"case": case_id, "open": list(OPEN)})
        return Kept(**dict(zip(_NAMES, cursor.fetchone(), strict=True)))


_NAMES = tuple(Kept.__dataclass_fields__)
_KEPT = """
SELECT EXISTS (SELECT FROM cases_asking WHERE case_id = %(case)s AND state = ANY(%(open)s)),
    EXISTS (SELECT FROM cases_mattersuggestion WHERE case_id = %(case)s),
    EXISTS (SELECT FROM cases_reportphoto JOIN cases_report AS report ON report.id = report_id
            WHERE report.case_id = %(case)s)
        OR EXISTS (SELECT FROM cases_movephoto JOIN cases_move AS move ON move.id = move_id
                   WHERE move.case_id = %(case)s),
    EXISTS (SELECT FROM cases_case WHERE merged_into_id = %(case)s)
        OR EXISTS (SELECT FROM cases_case WHERE redo_of_id = %(case)s)
        OR EXISTS (SELECT FROM cases_case WHERE rebound_of_id = %(case)s),
    EXISTS (SELECT FROM cases_appeal WHERE case_id = %(case)s),
    EXISTS (SELECT FROM cases_cost WHERE case_id = %(case)s),
    EXISTS (SELECT FROM cases_supervisioncase WHERE case_id = %(case)s)
"""
