"""Questions about rectification lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from django.db.models import F, Q, QuerySet

from xiuhua.cases.queries.cases import serves_in
from xiuhua.oversight.models import Rectification, RectificationStep, SupervisionTask
from xiuhua.oversight.rules.rectifications import OPEN, WAITING
from xiuhua.shared.errors import NotFound


def rectifications_all() -> QuerySet[Rectification]:
    """Return the problems that the database scope lets through."""
    return Rectification.objects.select_related("unit", "task", "case").defer(
        "unit__search", "case__search", "case__description"
    )


def rectifications_own(user_id: int | None, *, at: datetime) -> QuerySet[Rectification]:
    """Return the problems assigned to a unit that a user serves in."""
    return rectifications_all().filter(serves_in(user_id, at=at), unit__isnull=False)


def rectification_get(rectification_id: int) -> Rectification:
    """Return a problem.

    Raises:
        NotFound: there is none in scope.
    """
    found = rectifications_all().filter(pk=rectification_id).first()
    if found is None:
        raise NotFound(kind="rectification", key=str(rectification_id))
    return found


def rectification_lock(rectification_id: int) -> Rectification:
    """Return a problem, locked until the transaction ends.

    Raises:
        NotFound: there is none in scope.
    """
    rows = rectifications_all().select_for_update(of=("self",))
    found = rows.filter(pk=rectification_id).first()
    if found is None:
        raise NotFound(kind="rectification", key=str(rectification_id))
    return found


def is_own(rectification: Rectification, *, user_id: int | None, at: datetime) -> bool:
    """Return whether a user serves in the unit that has to put it right."""
    return rectifications_own(user_id, at=at).filter(pk=rectification.pk).exists()


def orders_of(warning_id: int) -> list[Rectification]:
    """Return what was ordered of a warning, first to last."""
    return list(rectifications_all().filter(warning_id=warning_id).order_by("pk"))


def order_open(warning_id: int) -> Rectification | None:
    """Return what was ordered of a warning and has not come to its end; None where there is nothing."""
    rows = Rectification.objects.filter(warning_id=warning_id, state__in=[state.value for state in OPEN])
    return rows.first()


def tasks_all() -> QuerySet[SupervisionTask]:
    """Return the supervision tasks that the database scope lets through."""
    return SupervisionTask.objects.all()


def task_get(task_id: int) -> SupervisionTask:
    """Return a supervision task.

    Raises:
        NotFound: there is none in scope.
    """
    found = tasks_all().filter(pk=task_id).first()
    if found is None:
        raise NotFound(kind="supervision_task", key=str(task_id))
    return found


def tasks_offered(*, most: int = 200) -> list[tuple[str, str]]:
    """Return the latest supervision tasks for a choice: id, and number with title."""
    return [(str(one.pk), str(one)) for one in tasks_all().order_by("-pk")[:most]]


def found_by(task: SupervisionTask) -> list[Rectification]:
    """Return what was found by a task, in the order in which it was entered."""
    return list(rectifications_all().filter(task=task).order_by("pk"))


def steps_of(rectification: Rectification) -> list[RectificationStep]:
    """Return the steps of a problem with their photos, first to last."""
    return list(rectification.steps.prefetch_related("photos__file").order_by("pk"))


def overdue_on(today: date) -> Q:
    """Return the condition that its unit has not answered in time."""
    return Q(state__in=[state.value for state in WAITING], due_on__lt=today)


def overdue_untold(today: date, *, most: int) -> list[Rectification]:
    """Return problems whose day is over and whose unit was not told of that day, locked, the oldest first."""
    told = Q(overdue_told_on__isnull=True) | ~Q(overdue_told_on=F("due_on"))
    rows = Rectification.objects.select_for_update(of=("self",), skip_locked=True)
    return list(rows.filter(told, overdue_on(today)).order_by("due_on", "pk")[:most])


def rectification_state(row: Rectification) -> dict[str, str | int | None]:
    """Return the columns of a problem that the ledger answers for."""
    return {
        "source": row.source, "task": row.task_id, "case": row.case_id, "unit": row.unit_id,
        "state": row.state, "sent_back": row.sent_back,
        "found_on": row.found_on.isoformat(), "due_on": row.due_on.isoformat() if row.due_on else None,
        "area_code": row.area_code,
        "closed_at": row.closed_at.astimezone(UTC).isoformat() if row.closed_at else None,
    }  # fmt: skip


def rectification_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every problem's id and what the ledger answers for, for `ledger verify`."""
    rows = Rectification.objects.defer("text").order_by("pk")
    return ((row.pk, rectification_state(row)) for row in rows.iterator(chunk_size=2_000))


def task_state(row: SupervisionTask) -> dict[str, str | int | None]:
    """Return the columns of a task that the ledger answers for."""
    return {"source": row.source, "on": row.on.isoformat(), "area_code": row.area_code}


def task_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every task's id and what the ledger answers for, for `ledger verify`."""
    rows = SupervisionTask.objects.defer("text").order_by("pk")
    return ((row.pk, task_state(row)) for row in rows.iterator(chunk_size=2_000))
