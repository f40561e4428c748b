"""Rectification lists, small works and reminders as figures see them.

A warning is no fact: what would be counted of it could be opened, and it is for fewer eyes than figures are.
"""

from __future__ import annotations

from xiuhua.evaluation.queries.facts.tables import Column, FactTable
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
        "assigned_at": Column(sql="item.assigned_at"),
        "source": Column(sql="item.source"),
        "unit_id": Column(sql="item.unit_id"),
        "closed": Column(sql=f"(stands.state = '{RectifyState.CLOSED.value}')", join="stands"),
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
