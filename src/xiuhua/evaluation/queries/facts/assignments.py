"""A unit that was given a case, to lead or to help: read from the moves, so that the past stays as it was."""

from __future__ import annotations

from xiuhua.cases.terms import CaseAct
from xiuhua.evaluation.queries.facts.tables import Column, FactTable

_GIVING = ", ".join(f"'{act.value}'" for act in (CaseAct.DISPATCH, CaseAct.PUSH, CaseAct.STEP_UP))

ASSIGNMENT_FACTS = FactTable(
    key="assignment",
    source="""
    cases_move AS move
    JOIN cases_case AS c ON c.id = move.case_id
    CROSS JOIN LATERAL (
        SELECT move.unit_id AS unit_id, TRUE AS leads
        UNION ALL
        SELECT helper::bigint, FALSE FROM jsonb_array_elements_text(
            CASE jsonb_typeof(move.detail->'helpers') WHEN 'array' THEN move.detail->'helpers' ELSE '[]' END
        ) AS helper
    ) AS given
    JOIN ground_unit AS unit ON unit.id = given.unit_id
    """,
    where=f"""
    move.act IN ({_GIVING}) AND NOT EXISTS (
        SELECT FROM cases_move AS back
        WHERE back.case_id = move.case_id AND back.act = '{CaseAct.TAKE_BACK.value}'
            AND (back.detail->>'takes_back')::int = move.number
            AND (NOT asked.past OR back.recorded_at <= asked.at)
    )
    """,
    columns={
        "at": Column(sql="move.at"),
        "unit_id": Column(sql="given.unit_id"),
        "unit_kind": Column(sql="unit.kind"),
        "leads": Column(sql="given.leads"),
        "area_code": Column(sql="c.area_code"),
        "channel": Column(sql="c.channel"),
    },
    identity="move.id",
    area="c.area_code",
    unchanged="move.recorded_at <= asked.at",
    begun="SELECT min(c.reported_at) FROM asked CROSS JOIN cases_case AS c "
    "WHERE {area} AND (NOT asked.past OR c.recorded_at <= asked.at)",
    groups={"area": "area_code"},
)
