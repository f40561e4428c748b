"""Rectification lists, small works, reminders, leave and publicity as figures see them.

A warning is no fact: what would be counted of it could be opened, and it is for fewer eyes than figures are.
"""

from __future__ import annotations

from xiuhua.evaluation.queries.facts.tables import Column, FactTable
from xiuhua.oversight.terms.accountability import AccountState
from xiuhua.oversight.terms.rectifications import RectifyState

_THEN = "step.rectification_id = item.id AND (NOT asked.past OR step.at <= asked.at)"
_STANDS = f"""
CROSS JOIN LATERAL (
    SELECT step.state, step.due_on FROM oversight_rectificationstep AS step
    WHERE {_THEN} ORDER BY step.id DESC LIMIT 1
) AS stands
"""  # noqa: S608 - constants

RECTIFICATION_FACTS = FactTable(
    key="rectification",
    source="oversight_rectification AS item",
    joins={"stands": _STANDS},
    columns={
        "found_at": Column(sql="item.found_at"),
        "assigned_at": Column(sql="(CASE WHEN item.assigned_at <= asked.at THEN item.assigned_at END)"),
        "source": Column(sql="item.source"),
        "unit_id": Column(sql="item.unit_id"),
        "closed": Column(sql=f"(stands.state = '{RectifyState.CLOSED.value}')", join="stands"),
        "withdrawn": Column(sql=f"(stands.state = '{RectifyState.WITHDRAWN.value}')", join="stands"),
        "area_code": Column(sql="item.area_code"),
    },
    identity="item.id",
    area="item.area_code",
    unchanged="item.recorded_at <= asked.at",
    begun="SELECT min(item.found_at) FROM asked CROSS JOIN oversight_rectification AS item "
    "WHERE {area} AND (NOT asked.past OR item.recorded_at <= asked.at)",
    groups={"area": "area_code", "unit": "unit_id"},
)

SMALL_WORK_FACTS = FactTable(
    key="small_work",
    source="oversight_smallwork AS work",
    columns={
        "signed_at": Column(sql="work.signed_at"),
        "below_line": Column(sql="(work.amount_fen < work.line_fen)"),
        "amount_fen": Column(sql="work.amount_fen"),
        "unit_id": Column(sql="work.unit_id"),
        "area_code": Column(sql="work.area_code"),
    },
    identity="work.id",
    area="work.area_code",
    unchanged="work.recorded_at <= asked.at",
    begun="SELECT min(work.signed_at) FROM asked CROSS JOIN oversight_smallwork AS work "
    "WHERE {area} AND (NOT asked.past OR work.recorded_at <= asked.at)",
    groups={"area": "area_code", "unit": "unit_id"},
)

REMINDER_FACTS = FactTable(
    key="integrity_reminder",
    source="oversight_integrityreminder AS reminder",
    columns={
        "at": Column(sql="reminder.at"),
        "form": Column(sql="reminder.form"),
        "matter": Column(sql="reminder.matter"),
        "area_code": Column(sql="reminder.area_code"),
    },
    identity="reminder.id",
    area="reminder.area_code",
    unchanged="reminder.recorded_at <= asked.at",
    begun="SELECT min(reminder.at) FROM asked CROSS JOIN oversight_integrityreminder AS reminder "
    "WHERE {area} AND (NOT asked.past OR reminder.recorded_at <= asked.at)",
    groups={"area": "area_code"},
)

LEAVE_FACTS = FactTable(
    key="leave",
    source="oversight_leave AS leave",
    columns={
        "since_at": Column(sql="leave.since_at"),
        "kind": Column(sql="leave.kind"),
        "granted": Column(
            sql="(leave.kind = 'leave_off_hours' OR (leave.state IN ('leave_away', 'leave_back')"
            " AND (NOT asked.past OR leave.answered_at <= asked.at)))"
        ),
        "out_of_town": Column(sql="leave.out_of_town"),
        "late_back": Column(
            sql="(leave.state IN ('leave_away', 'leave_back') AND leave.due_back_at <"
            " CASE WHEN leave.returned_at <= asked.at THEN leave.returned_at ELSE asked.at END)"
        ),
        "unit_id": Column(sql="leave.unit_id"),
        "area_code": Column(sql="leave.area_code"),
    },
    identity="leave.id",
    area="leave.area_code",
    unchanged="leave.asked_at <= asked.at",
    begun="SELECT min(leave.since_at) FROM asked CROSS JOIN oversight_leave AS leave "
    "WHERE {area} AND (NOT asked.past OR leave.asked_at <= asked.at)",
    groups={"area": "area_code", "unit": "unit_id"},
)

ACCOUNTABILITY_FACTS = FactTable(
    key="accountability",
    source="oversight_accountability AS account",
    columns={
        "decided_at": Column(
            sql=f"(CASE WHEN account.state = '{AccountState.DECIDED.value}'"
            " AND account.decided_at <= asked.at THEN account.decided_at END)"
        ),
        "form": Column(sql="account.form"),
        "unit_kind": Column(
            sql="(SELECT unit.kind FROM ground_unit AS unit WHERE unit.id = account.unit_id)"
        ),
        "unit_id": Column(sql="account.unit_id"),
        "area_code": Column(sql="account.area_code"),
    },
    identity="account.id",
    area="account.area_code",
    unchanged="account.proposed_at <= asked.at",
    begun="SELECT min(account.proposed_at) FROM asked CROSS JOIN oversight_accountability AS account "
    "WHERE {area} AND (NOT asked.past OR account.proposed_at <= asked.at)",
    groups={"area": "area_code", "unit": "unit_id"},
)

# An article is said to have stood somewhere on a day of the past: known from when that was recorded.
_STOOD = """(
    SELECT min(told.at) FROM oversight_publication AS told
    WHERE told.article_id = article.id AND told.at <= asked.at
        AND (NOT asked.past OR told.recorded_at <= asked.at)
)"""

ARTICLE_FACTS = FactTable(
    key="article",
    source="oversight_article AS article",
    columns={
        "due_at": Column(sql="article.due_at"),
        "published_at": Column(sql=_STOOD),
        "in_time": Column(sql=f"coalesce({_STOOD} <= article.due_at, FALSE)"),
        "unit_id": Column(sql="article.unit_id"),
        "area_code": Column(sql="article.area_code"),
    },
    identity="article.id",
    area="article.area_code",
    unchanged="article.planned_at <= asked.at",
    begun=f"SELECT min(least(article.due_at, {_STOOD})) FROM asked "  # noqa: S608 - constants
    "CROSS JOIN oversight_article AS article WHERE {area} "
    "AND (NOT asked.past OR article.planned_at <= asked.at)",
    groups={"area": "area_code", "unit": "unit_id"},
)

PUBLICATION_FACTS = FactTable(
    key="publication",
    source="oversight_publication AS publication JOIN oversight_article AS article"
    " ON article.id = publication.article_id",
    columns={
        "at": Column(sql="publication.at"),
        "channel": Column(sql="publication.channel"),
        "unit_id": Column(sql="article.unit_id"),
        "area_code": Column(sql="publication.area_code"),
    },
    identity="publication.id",
    area="publication.area_code",
    unchanged="publication.recorded_at <= asked.at",
    begun="SELECT min(publication.at) FROM asked CROSS JOIN oversight_publication AS publication "
    "WHERE {area} AND (NOT asked.past OR publication.recorded_at <= asked.at)",
    groups={"area": "area_code", "unit": "unit_id"},
)

OPINION_FACTS = FactTable(
    key="opinion",
    source="oversight_opinion AS opinion",
    columns={
        "found_at": Column(sql="opinion.found_at"),
        "answered": Column(sql="(opinion.answered_at <= asked.at)"),
        "unit_id": Column(sql="opinion.unit_id"),
        "area_code": Column(sql="opinion.area_code"),
    },
    identity="opinion.id",
    area="opinion.area_code",
    unchanged="opinion.found_at <= asked.at",
    begun="SELECT min(opinion.found_at) FROM asked CROSS JOIN oversight_opinion AS opinion "
    "WHERE {area} AND (NOT asked.past OR opinion.found_at <= asked.at)",
    groups={"area": "area_code", "unit": "unit_id"},
)
