"""Questions about who is told next."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import QuerySet

from xiuhua.access.models import User
from xiuhua.notices.models import EscalationStep
from xiuhua.notices.rules.escalating import Step, list_for
from xiuhua.shared.errors import NotFound


def escalation_steps() -> QuerySet[EscalationStep]:
    """Return every step of every list."""
    return EscalationStep.objects.select_related("user")


def steps_of(area_code: str, kind: str) -> QuerySet[EscalationStep]:
    """Return the steps of one list, in their order."""
    return escalation_steps().filter(area_code=area_code, kind=kind).order_by("position")


def step_get(step_id: int) -> EscalationStep:
    """Return a step.

    Raises:
        NotFound: there is none.
    """
    found = escalation_steps().filter(pk=step_id).first()
    if found is None:
        raise NotFound(kind="escalation", key=str(step_id))
    return found


def accounts_named(usernames: Collection[str]) -> dict[str, int]:
    """Return the active accounts of some user names."""
    rows = User.objects.filter(username__in=usernames, is_active=True)
    return dict(rows.values_list("username", "pk"))


def steps_for(area: str, kind: str) -> Sequence[Step]:
    """Return the list that holds for an area and a kind, in its order; empty where there is none."""
    areas = list(EscalationStep.objects.filter(kind=kind).values_list("area_code", flat=True).distinct())
    found = list_for(area, areas)
    if found is None:
        return ()
    return [Step(user_id=one.user_id, wait_minutes=one.wait_minutes) for one in steps_of(found, kind)]
