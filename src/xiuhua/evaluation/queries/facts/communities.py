"""Epidemic control as figures see it: a case that was sent to a community, and somebody posted there."""

from __future__ import annotations

from django.conf import settings

from xiuhua.evaluation.queries.facts.tables import Column, FactTable

HEALTH_CASE_FACTS = FactTable(
    key="health_case",
    source="communities_healthcase AS health JOIN cases_case AS c ON c.id = health.case_id",
    columns={
        "dispatched_at": Column(sql="health.dispatched_at"),
        "kind": Column(sql="health.kind"),
        "area_code": Column(sql="health.area_code"),
        "unit_id": Column(sql="health.unit_id"),
    },
    identity="c.id",
    area="health.area_code",
    unchanged="health.dispatched_at <= asked.at",
    begun="SELECT min(health.dispatched_at) FROM asked CROSS JOIN communities_healthcase AS health "
    "WHERE {area} AND (NOT asked.past OR health.dispatched_at <= asked.at)",
    groups={"area": "area_code"},
)

# A day begins at midnight UTC here: in every zone within twelve hours of it that instant lies in the same
# day, so that a posting counts in the month in which its first day lies.
STAFFING_FACTS = FactTable(
    key="staffing",
    source="communities_staffing AS staffing",
    columns={
        "since_at": Column(sql="(lower(staffing.days)::timestamp AT TIME ZONE 'UTC')"),
        "there": Column(sql=f"(staffing.days @> (asked.at AT TIME ZONE '{settings.TIME_ZONE}')::date)"),
        "kind": Column(sql="staffing.kind"),
        "person_id": Column(sql="staffing.person_id"),
        "unit_id": Column(sql="staffing.unit_id"),
        "area_code": Column(sql="staffing.area_code"),
    },
    identity="staffing.id",
    area="staffing.area_code",
    unchanged="staffing.recorded_at <= asked.at",
    begun="SELECT min(lower(staffing.days)::timestamp AT TIME ZONE 'UTC') "
    "FROM asked CROSS JOIN communities_staffing AS staffing "
    "WHERE {area} AND (NOT asked.past OR staffing.recorded_at <= asked.at)",
    groups={"area": "area_code"},
)
