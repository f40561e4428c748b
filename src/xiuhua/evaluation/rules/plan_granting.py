"""Who sets targets, chooses the figures of a month, fixes figures and publishes screens.

Source:
    own choice: a target is set by a leader, who answers for the figure before the council, or by the office
    that keeps the plan; whoever assesses fixes what is published; screens are kept by those who keep the
    data. All of it is read by whoever reads figures.
"""

from __future__ import annotations

from xiuhua.access.rules import Grant
from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.evaluation.terms.plans import PlanAct

_LEADERS = ("leader", *roles_of(Family.LEADERSHIP))
_OFFICE = ("committee_office", "assessor")
_TARGETS = (PlanAct.TARGET_SET.value, PlanAct.TARGET_WITHDRAW.value)


def plan_grants() -> tuple[Grant, ...]:
    """Return the lines of the act table about targets, the month, snapshots and screens."""
    return (
        *(Grant(role, (*_TARGETS, PlanAct.OVERVIEW_CHOOSE.value)) for role in (*_LEADERS, *_OFFICE)),
        *(Grant(role, (PlanAct.SNAPSHOT_FIX.value,)) for role in (*_LEADERS, *_OFFICE, "data_admin")),
        *(Grant(role, (PlanAct.SCREEN_PUBLISH.value,)) for role in ("committee_office", "data_admin")),
    )
