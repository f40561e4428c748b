"""Questions about leave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q, QuerySet

from xiuhua.cases.queries.cases import serves_in
from xiuhua.evaluation.rules.excusing import LeaveAsked, Spell
from xiuhua.ground.models import Person
from xiuhua.oversight.models import Leave
from xiuhua.oversight.terms.leaves import LeaveState
from xiuhua.shared.errors import NotFound


def leaves_all() -> QuerySet[Leave]:
    """Return the leaves that the database scope lets through."""
    rows = Leave.objects.select_related("person", "unit", "stand_in")
    return rows.defer("person__search", "unit__search", "stand_in__search")


def leaves_own(user_id: int | None, *, at: datetime, leads: bool) -> QuerySet[Leave]:
    """Return somebody's own leaves, and those of the unit for whoever `leads` it and approves them."""
    own = Q(person__user_id=user_id, person__user__isnull=False)
    return leaves_all().filter(own | Q(serves_in(user_id, at=at)) if leads else own)


def leave_get(leave_id: int) -> Leave:
    """Return a leave.

    Raises:
        NotFound: there is none in scope.
    """
    found = leaves_all().filter(pk=leave_id).first()
    if found is None:
        raise NotFound(kind="leave_request", key=str(leave_id))
    return found


def leave_lock(leave_id: int) -> Leave:
    """Return a leave, locked until the transaction ends.

    Raises:
        NotFound: there is none in scope.
    """
    found = leaves_all().select_for_update(of=("self",)).filter(pk=leave_id).first()
    if found is None:
        raise NotFound(kind="leave_request", key=str(leave_id))
    return found


def is_of_unit(row: Leave, *, user_id: int | None, at: datetime) -> bool:
    """Return whether a user serves in the unit of whoever is away."""
    return Leave.objects.filter(serves_in(user_id, at=at), pk=row.pk).exists()


def person_of(user_id: int | None) -> Person | None:
    """Return the person whose account it is; None where nobody is."""
    if user_id is None:
        return None
    return (
        Person.objects.select_related("unit").defer("search", "unit__search").filter(user_id=user_id).first()
    )


def late_back_on(today: date) -> Q:
    """Return the condition that somebody has not reported back in time."""
    return Q(state=LeaveState.AWAY.value, until__lt=today)


def late_back_untold(today: date, *, most: int) -> list[Leave]:
    """Return leaves of people who are late back and were not told so, locked, the oldest first."""
    rows = Leave.objects.select_related("person").select_for_update(of=("self",), skip_locked=True)
    return list(rows.filter(late_back_on(today), overdue_told=False).order_by("due_back_at", "pk")[:most])


def leave_approved(asked: LeaveAsked) -> dict[str, list[Spell]]:
    """Return the approved leave of some people by actor, for whoever assesses them.

    The absence that duties know of says how long it was: as approved, or cut short by whoever ended it.
    Being back late makes it no longer. Absences that people record for themselves elsewhere, and going out of
    town off hours, are approved by nobody and are not leave here.
    """
    names = {int(one.removeprefix("user:")): one for one in asked.actors if one.startswith("user:")}
    rows = Leave.objects.filter(
        person__user_id__in=names, answered_at__lte=asked.as_of,
        absence__validity__overlap=DateTimeTZRange(asked.since, asked.until),
    )  # fmt: skip
    found: dict[str, list[Spell]] = {}
    for user_id, validity in rows.order_by("pk").values_list("person__user_id", "absence__validity"):
        spell = Spell(since=validity.lower, until=validity.upper)
        found.setdefault(names[int(user_id or 0)], []).append(spell)
    return found


def leave_state(row: Leave) -> dict[str, str | int | bool | None]:
    """Return the columns of a leave that the ledger answers for."""
    return {
        "person": row.person_id, "unit": row.unit_id, "kind": row.kind, "since": row.since.isoformat(),
        "until": row.until.isoformat(), "out_of_town": row.out_of_town, "stand_in": row.stand_in_id,
        "state": row.state, "absence": row.absence_id, "area_code": row.area_code,
        "returned_at": row.returned_at.astimezone(UTC).isoformat() if row.returned_at else None,
    }  # fmt: skip


def leave_states() -> Iterator[tuple[int, dict[str, str | int | bool | None]]]:
    """Yield every leave's id and what the ledger answers for, for `ledger verify`."""
    rows = Leave.objects.defer("reason", "place", "reached_by", "answer").order_by("pk")
    return ((row.pk, leave_state(row)) for row in rows.iterator(chunk_size=2_000))
