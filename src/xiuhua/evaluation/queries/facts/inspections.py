"""Inspections and findings as figures see them: what is read of a finding is its last step by then."""

from __future__ import annotations

from xiuhua.evaluation.queries.facts.tables import Column, FactTable
from xiuhua.inspections.terms.findings import FindingAct, FindingState

_THEN = "(NOT asked.past OR {name}.recorded_at <= asked.at)"
_KIND = (
    "(SELECT place.kind FROM ground_premises AS place WHERE place.id = {name}.premises_id "
    "UNION ALL SELECT moving.kind FROM ground_vehicle AS moving WHERE moving.id = {name}.vehicle_id)"
)
_SUBJECT = "(CASE WHEN {name}.vehicle_id IS NULL THEN 'premises' ELSE 'vehicle' END)"

_ORDERED = (
    "EXISTS (SELECT FROM inspections_rectifyorder AS ordered "
    "WHERE ordered.inspection_id = inspection.id AND (NOT asked.past OR ordered.issued_at <= asked.at))"
)

INSPECTION_FACTS = FactTable(
    key="inspection",
    source="inspections_inspection AS inspection",
    columns={
        "at": Column(sql="inspection.at"),
        "checklist": Column(sql="inspection.checklist"),
        "result": Column(sql="inspection.result"),
        "broken": Column(sql="inspection.broken"),
        "officers": Column(sql="inspection.officers"),
        "ordered": Column(sql=_ORDERED),
        "subject": Column(sql=_SUBJECT.format(name="inspection")),
        "subject_kind": Column(sql=_KIND.format(name="inspection")),
        "premises_id": Column(sql="inspection.premises_id"),
        "vehicle_id": Column(sql="inspection.vehicle_id"),
        "party_id": Column(sql="inspection.party_id"),
        "area_code": Column(sql="inspection.area_code"),
    },
    identity="inspection.id",
    area="inspection.area_code",
    unchanged="inspection.recorded_at <= asked.at",
    begun="SELECT min(inspection.at) FROM asked CROSS JOIN inspections_inspection AS inspection "
    "WHERE {area} AND (NOT asked.past OR inspection.recorded_at <= asked.at)",
    groups={"area": "area_code"},
)

_DONE = f"'{FindingState.FIXED.value}', '{FindingState.CLOSED.value}'"
_STEP = f"""
CROSS JOIN LATERAL (
    SELECT step.state, step.due_at FROM inspections_findingstep AS step
    WHERE step.finding_id = finding.id AND {_THEN.format(name="step")}
    ORDER BY step.id DESC LIMIT 1
) AS stands
"""  # noqa: S608 - constants
_ACTS = {
    "fixed_at": f"step.act = '{FindingAct.FIX.value}'",
    "ordered_at": f"step.act = '{FindingAct.ORDER.value}'",
    "answered_at": f"step.act = '{FindingAct.ANSWER.value}'",
    "closed_at": f"step.state = '{FindingState.CLOSED.value}'",
    "righted_at": f"step.state IN ({_DONE})",
    "cased_at": f"step.act = '{FindingAct.TO_CASE.value}'",
}
_STEPS = f"""
CROSS JOIN LATERAL (
    SELECT {", ".join(f"min(step.at) FILTER (WHERE {which}) AS {name}" for name, which in _ACTS.items())}
    FROM inspections_findingstep AS step
    WHERE step.finding_id = finding.id AND {_THEN.format(name="step")}
) AS steps
"""  # noqa: S608 - as above
_JOINS = {
    "inspection": "JOIN inspections_inspection AS inspection ON inspection.id = finding.inspection_id",
    "stands": _STEP,
    "steps": _STEPS,
}
_LATE = f"(stands.state = '{FindingState.ORDERED.value}' AND stands.due_at <= asked.at)"


def _within(act: str) -> str:
    """Return that a finding has a step of an act in a span."""
    return (
        f"finding.id IN (SELECT step.finding_id FROM inspections_findingstep AS step WHERE {act} "  # noqa: S608 - as above
        "AND step.at >= {since} AND step.at < {until})"
    )


FINDING_FACTS = FactTable(
    key="finding",
    source="inspections_finding AS finding",
    joins=_JOINS,
    columns={
        "at": Column(sql="finding.found_at"),
        "checklist": Column(sql="finding.checklist"),
        "item": Column(sql="finding.item"),
        "state": Column(sql="stands.state", join="stands"),
        "due_at": Column(sql="stands.due_at", join="stands"),
        "overdue": Column(sql=_LATE, join="stands"),
        "put_right": Column(sql=f"(stands.state IN ({_DONE}))", join="stands"),
        "fixed_on_spot": Column(sql=f"(stands.state = '{FindingState.FIXED.value}')", join="stands"),
        **{
            name: Column(sql=f"steps.{name}", join="steps", bounds=(_within(act),))
            for name, act in _ACTS.items()
        },
        "amount": Column(sql="finding.amount"),  # written once, when it is put right
        "subject": Column(sql=_SUBJECT.format(name="finding")),
        "subject_kind": Column(sql=_KIND.format(name="finding")),
        "officers": Column(sql="inspection.officers", join="inspection"),
        "inspection_id": Column(sql="finding.inspection_id"),
        "premises_id": Column(sql="finding.premises_id"),
        "vehicle_id": Column(sql="finding.vehicle_id"),
        "party_id": Column(sql="finding.party_id"),
        "area_code": Column(sql="finding.area_code"),
    },
    identity="finding.id",
    area="finding.area_code",
    unchanged="finding.recorded_at <= asked.at",
    begun="SELECT min(finding.found_at) FROM asked CROSS JOIN inspections_finding AS finding "
    "WHERE {area} AND (NOT asked.past OR finding.recorded_at <= asked.at)",
    groups={"area": "area_code"},
)
